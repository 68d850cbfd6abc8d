"""One look at one ledger: ask, judge, write down, and only then countersign."""

import logging
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from kokoroe.annex.text import Text
from kokoroe.ledger.note import Note, NoteKey, cosign
from kokoroe.ledger.witness.asking import Conflict, Server
from kokoroe.ledger.witness.keeping import Seen, WitnessError, WitnessKey, read_state, write_state
from kokoroe.ledger.witness.looking import (
    Refusal,
    Shown,
    base_of,
    epoch_of,
    forked,
    grown,
    look,
    opened,
    shown,
)

log = logging.getLogger(__name__)

REFUSED = Text("【要確認】記録台帳への副署を拒みました", "The ledger was not countersigned")
NEW_EPOCH = Text("記録台帳が新しい期になりました", "The ledger has a new epoch")


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness of one contract's ledger. `tell` tells one's own people (subject, body); `pin`: see `looking.shown`."""

    server: Server
    key: WitnessKey
    state: Path
    pin: str
    tell: Callable[[Text, Text], None]
    accept_epoch: bool = False

    def look(self, *, seconds: int) -> Seen:
        """Countersign the newest checkpoint; `seconds` since 1970 are the time of the cosignature.

        What was seen is on the disk before the cosignature leaves, so that no crash lets two roots of one size be
        signed. One's people are told once of each thing refused.

        Raises:
            Refusal: the ledger is not what it was; it was told.
            WitnessError: the server cannot be asked, or a file cannot be read.
            Conflict: the server does not take the cosignature.
        """
        note, vkey = self.server.checkpoint()
        last = self.last()
        try:
            now = self._judged(shown(note, vkey, self.pin), last, NoteKey.parse(vkey).public)
        except Refusal as refusal:
            self._refused(refusal, note, last)
            raise
        line = cosign(now.note.text, self.key.name, self.key.private, seconds=seconds)
        cosigned = str(Note(now.note.text, (now.note.signatures[0], line)))
        seen = Seen(now.head.origin, now.head.size, b64encode(now.head.root).decode(), cosigned)
        self._write(seen)
        self.server.cosign(cosigned)
        return seen

    def last(self) -> Seen | None:
        """What was countersigned last of this contract's ledger."""
        of_contract = f"/contract/{self.server.contract}"
        found = read_state(self.state).items()
        return next((each for base, each in found if base.endswith(of_contract)), None)

    def _write(self, seen: Seen) -> None:
        write_state(self.state, read_state(self.state) | {base_of(seen.origin): seen})

    def _judged(self, now: Shown, last: Seen | None, public: bytes) -> Shown:
        """The checkpoint to countersign. Raises Refusal."""
        look(now, last)
        if last is None or (now.head.origin, now.head.size) == (last.origin, last.size):
            return now
        if now.head.origin == last.origin:
            try:
                return grown(self.server.growth(last.size), last, public)
            except Conflict as error:
                raise forked(last, now.head.size) from error
        try:
            said = opened(self._first_of(now), last, now)
        except Refusal:
            if not self.accept_epoch:
                raise
            origin = now.head.origin
            said = Text(
                f"新しい期（{origin}）を、人の判断で受け入れました。",
                f"The new epoch ({origin}) was accepted by hand.",
            )
        self.tell(NEW_EPOCH, said)
        return now

    def _first_of(self, now: Shown) -> str:
        """The receipt of an epoch's first entry; nothing where the server has none, which explains nothing."""
        try:
            return self.server.receipt(epoch_of(now.head.origin), 0)
        except Conflict:
            return ""

    def _refused(self, refusal: Refusal, note: str, last: Seen | None) -> None:
        """Tell one's people once, with both checkpoints; then the server, which may be in good faith."""
        what = f"{refusal.name}\n{note}"
        if last is None or last.refused != what:
            before = last.note if last else ""
            where = f"{self.server.url} {self.server.contract}"
            self.tell(
                REFUSED,
                Text(
                    f"{where}\n{refusal.text.ja}\n\n副署した検証点：\n{before}\nいまの検証点：\n{note}",
                    f"{where}\n{refusal.text.en}\n\nCountersigned:\n{before}\nShown now:\n{note}",
                ),
            )
            if last is not None:
                self._write(replace(last, refused=what))
        if last is not None:
            try:
                self.server.refuse(last.note)
            except (Conflict, WitnessError):
                log.info("the server does not take the refusal; our own people know")
