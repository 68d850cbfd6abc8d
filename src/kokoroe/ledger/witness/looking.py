"""What a witness makes of what the server shows: countersign it, or refuse it. Pure."""

import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from kokoroe.annex.text import Text
from kokoroe.ledger.note import ED25519, Note, NoteError, NoteKey, TreeHead
from kokoroe.ledger.proofs import ProofError, check_consistency
from kokoroe.ledger.receipts import Receipt
from kokoroe.ledger.witness.keeping import Seen

OPENED = "ledger.epoch_opened"
_EPOCH = re.compile(r"/e([0-9]{1,9})$")


class Refusal(Exception):  # noqa: N818 (an outcome)
    """The witness does not countersign. `name` is what it found; `text` says it to people."""

    def __init__(self, name: str, ja: str, en: str) -> None:
        super().__init__(name)
        self.name, self.text = name, Text(ja, en)


@dataclass(frozen=True, slots=True)
class Shown:
    """A checkpoint that the pinned key has signed."""

    note: Note
    head: TreeHead

    @property
    def base(self) -> str:
        """The ledger's origin without the epoch."""
        return base_of(self.head.origin)


def base_of(origin: str) -> str:
    """The origin without the epoch."""
    return _EPOCH.sub("", origin)


def epoch_of(origin: str) -> int:
    """The epoch that an origin names."""
    found = _EPOCH.search(origin)
    return int(found[1]) if found else 1


def shown(note: str, vkey: str, pin: str) -> Shown:
    """Read a checkpoint. `pin` is the fingerprint of the server's key in hex, as it stands in the contract's papers.

    Raises:
        Refusal: the key is another one, or has not signed this.
    """
    try:
        key = NoteKey.parse(vkey)
    except NoteError as error:
        raise _unsigned() from error
    if key.kind != ED25519 or sha256(key.public).hexdigest() != re.sub(r"[\s:]", "", pin).lower():
        raise Refusal(
            "key",
            "サーバーの鍵が、指定された指紋のものではありません。鍵が替えられたか、別のサーバーにつながっています。",
            "The server's key is not that of the given fingerprint: it was replaced, or this is another server.",
        )
    return signed(note, key.public)


def signed(note: str, public: bytes) -> Shown:
    """Read a checkpoint that the key must have signed. Raises Refusal."""
    try:
        parsed = Note.parse(note)
        head = TreeHead.parse(parsed.text)
        parsed.signers([NoteKey(head.origin, ED25519, public)])
    except NoteError as error:
        raise _unsigned() from error
    return Shown(parsed, head)


def look(now: Shown, last: Seen | None) -> None:
    """Whether the size and the root may be as they are, before any proof is asked for. Raises Refusal."""
    if last is None:
        return
    head = now.head
    if now.base != base_of(last.origin):
        raise Refusal(
            "another",
            f"別の台帳が示されました（{head.origin}）。",
            f"Another ledger is shown ({head.origin}).",
        )
    if epoch_of(head.origin) < epoch_of(last.origin):
        raise Refusal(
            "shrunk",
            f"台帳が、前の期（{head.origin}）に戻されています。副署したのは {last.origin} の{last.size}件目までです。",
            f"The ledger went back to an earlier epoch, {head.origin}; countersigned was {last.origin}, {last.size}.",
        )
    if head.origin != last.origin:
        return
    if head.size < last.size:
        raise Refusal(
            "shrunk",
            f"台帳が縮んでいます。{last.size}件目まで副署しましたが、いまは{head.size}件しかありません。",
            f"The ledger has shrunk: {last.size} entries were countersigned, and there are {head.size} now.",
        )
    if head.size == last.size and b64encode(head.root).decode() != last.root:
        raise Refusal(
            "forked",
            f"{head.size}件目までの内容が、副署したものと違います。書き換えられたか、別の台帳に分かれています。",
            f"What stands up to entry {head.size} is not what was countersigned: it was rewritten, or forked.",
        )


def grown(answer: str, last: Seen, public: bytes) -> Shown:
    """The checkpoint to which a proof of growth leads from what was countersigned last.

    Raises:
        Refusal: it leads nowhere: the ledger up to there is another one.
    """
    begun, _blank, note = answer.partition("\n\n")
    first, *lines = begun.split("\n")
    now = signed(note, public)
    try:
        hashes = [b64decode(line, validate=True) for line in lines]
        check_consistency(last.size, b64decode(last.root), now.head.size, now.head.root, hashes)
    except (ProofError, ValueError) as error:
        raise forked(last, now.head.size) from error
    if first != f"old {last.size}" or now.head.origin != last.origin:
        raise forked(last, now.head.size)
    return now


def forked(last: Seen, size: int) -> Refusal:
    """The ledger of now does not begin with what was countersigned."""
    return Refusal(
        "forked",
        f"{size}件の台帳が、副署した{last.size}件目までの続きではありません。書き換えられたか、別の台帳に分かれています。",
        f"The ledger of {size} entries does not continue the {last.size} countersigned: rewritten, or forked.",
    )


def opened(receipt: str, last: Seen, now: Shown) -> Text:
    """What to tell one's people of a new epoch whose first entry carries what was countersigned last.

    Raises:
        Refusal: it does not.
    """
    try:
        first = Receipt.parse(receipt)
        head = first.check()
        says = json.loads(first.body)
        public = says["public"]
        sound = (first.index, head.origin, says["act"]) == (0, now.head.origin, OPENED)
        known = [
            str(note)
            for note in (public.get("last_checkpoint", ""), *public.get("countersigned", ()))
            if note
        ]
        heads = [TreeHead.parse(Note.parse(note).text) for note in known]
        before = public["before"]
        reason, kept = str(public.get("reason", "")), int(before["size"])
        stands = {(each.origin, each.size, b64encode(each.root).decode()) for each in heads}
        base = now.base if int(before["epoch"]) == 1 else f"{now.base}/e{int(before['epoch'])}"
        stands.add((base, kept, str(before["root"])))
    except (NoteError, ProofError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unexplained(now) from error
    if not sound or (last.origin, last.size, last.root) not in stands:
        raise _unexplained(now)
    return Text(
        f"台帳が新しい期（{now.head.origin}）になりました。理由：{reason}\n"
        f"副署したのは {last.origin} の{last.size}件目まで、引き継がれたのは{kept}件目までです。"
        "違うときは、その間の記録が失われています。受領証とこの検証点は消さないでください。",
        f"The ledger has a new epoch ({now.head.origin}). Reason: {reason}\n"
        f"Countersigned was {last.origin} up to {last.size}; {kept} entries were brought over. Where these differ, what"
        " lies between is lost. Keep the receipts and this checkpoint.",
    )


def _unexplained(now: Shown) -> Refusal:
    return Refusal(
        "epoch",
        f"新しい期（{now.head.origin}）の最初の記録に、副署した検証点がありません。何があったかをサーバーの側に確かめ、"
        "納得できたときだけ --accept-epoch を付けて実行してください。",
        f"The first entry of the new epoch ({now.head.origin}) does not carry what was countersigned. Ask whoever runs"
        " the server what happened, and run this with --accept-epoch only if you are satisfied.",
    )


def _unsigned() -> Refusal:
    return Refusal(
        "unsigned",
        "サーバーの検証点の署名が正しくありません。",
        "The server's checkpoint is not signed as it should be.",
    )
