"""副署: the parties' witnesses. Which key countersigns for whom, up to where, and what one of them refused.

Which keys these are is read from the ledger's own entries, so that nothing beside them says it. A cosignature is no
act: it proves itself, and an entry for each would never come to an end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Max, Min, Q
from django.urls import reverse

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text, say
from kokoroe.clock.announce import announce
from kokoroe.clock.kinds import Kind
from kokoroe.clock.recipients import Words, acting_recipients
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.ledger.against import Compared, compare
from kokoroe.ledger.copies import copies_in
from kokoroe.ledger.countersigning import ENDED, NAMED, REFUSED, is_sound
from kokoroe.ledger.keys import load_key
from kokoroe.ledger.models import Checkpoint, Cosignature, Entry
from kokoroe.ledger.note import (
    COSIGNATURE,
    Note,
    NoteError,
    NoteKey,
    Signature,
    TreeHead,
    note_key,
    seconds_of,
)
from kokoroe.ledger.unit import unit

KIND = Kind("witness")
KEY_SIZE = 32
AHEAD = timedelta(days=1)
"""How far a witness's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Countersigned:
    """How far one party's witness has countersigned.

    `size` is how many entries of the current epoch it has seen, None where it has seen none of them; `alone` how many
    since then are only this server's word. `since` is when it signed first, `at` when last (UTC). `refused` is what it
    said of the current epoch where it refused it.
    """

    party: str
    label: str
    organisation: str
    key: NoteKey
    named_at: datetime | None
    since: datetime | None
    at: datetime | None
    size: int | None
    alone: int
    refused: Entry | None = None


def name_witness(*, seat: Seat, vkey: str, now: datetime) -> Entry:
    """Say which key countersigns for the seat's party from now on, in place of one before.

    Raises:
        NotPossible: it is no key of a witness, or one that countersigns here already.
    """
    contract = seat.contract
    try:
        key = NoteKey.parse(vkey.strip())
    except NoteError as error:
        raise NotPossible(
            "副署の鍵として読めません。kokoroe witness init が表示した1行（名前+8桁+英数字）をそのまま貼ってください。",
            "This is no witness's key. Paste the line that `kokoroe witness init` has printed (name+8 digits+letters).",
        ) from error
    if key.kind != COSIGNATURE or len(key.public) != KEY_SIZE:
        raise NotPossible(
            "この鍵は副署の鍵（Ed25519、種類 04）ではありません。kokoroe witness init が表示した1行を貼ってください。",
            "This is no key for cosignatures (Ed25519, 04). Paste the line that `kokoroe witness init` has printed.",
        )
    if key.public == load_key(settings.KOKOROE_KEYS).public_key().public_bytes_raw():
        raise NotPossible(
            "これはこのサーバー自身の鍵です。サーバーの外で作った鍵を登録してください。",
            "This is the server's own key. Name one that was made elsewhere.",
        )
    if any(key.public == other.public for other, _at in named(contract).values()):
        raise NotPossible("この鍵は、すでに登録されています。", "This key countersigns here already.")
    with unit(now=now) as record:
        recorded = record(
            contract.tree,
            act=NAMED,
            actor=seat.account.pk,
            public={"party": seat.party, "key": str(key)},
        )
        tell(
            contract,
            f"named:{key.id.hex()}:{now.isoformat()}",
            say(
                "副署する鍵が登録されました（{party}）",
                "A witness's key was named ({party})",
                party=of(contract, seat.party),
            ),
            say(
                "{contract}\n{party}が、記録台帳に副署する鍵を登録しました。\n{key}",
                "{contract}\n{party} named the key with which it countersigns the ledger.\n{key}",
                contract=contract.title,
                party=of(contract, seat.party),
                key=str(key),
            ),
            now,
        )
    return recorded.entry


def end_witness(*, seat: Seat, now: datetime) -> None:
    """Nobody countersigns for the seat's party any more. Raises NotPossible where nobody does."""
    contract = seat.contract
    if seat.party not in named(contract):
        raise NotPossible("登録された副署の鍵はありません。", "No key is named for your side.")
    with unit(now=now) as record:
        record(contract.tree, act=ENDED, actor=seat.account.pk, public={"party": seat.party})
        tell(
            contract,
            f"ended:{seat.party}:{now.isoformat()}",
            say(
                "副署が終わりました（{party}）",
                "No more countersigning ({party})",
                party=of(contract, seat.party),
            ),
            say(
                "{contract}\n{party}が、記録台帳への副署をやめました。",
                "{contract}\n{party} has ended its countersigning of the ledger.",
                contract=contract.title,
                party=of(contract, seat.party),
            ),
            now,
        )


def of(contract: Contract, party: str) -> str:
    """The party as the contract calls it, with its name."""
    organisation = contract.client if party == "client" else contract.contractor
    return f"{contract.label(party)} {organisation.name}"


def tell(
    contract: Contract, key: str, subject: Text, body: Text, now: datetime, *, urgent: bool = False
) -> None:
    """Tell both parties, inside the caller's transaction."""
    for party in ("client", "contractor"):
        announce(
            contract=contract,
            kind=KIND.name,
            ref=str(contract.pk),
            key=f"{KIND.name}:{contract.pk}:{key}:{party}",
            words=Words(subject, body, reverse("ledger", args=[contract.code])),
            to=acting_recipients(contract, party=party, at=now),
            urgent=urgent,
            now=now,
        )


def said_of(contract: Contract) -> Sequence[Entry]:
    """What the ledger says of witnesses, in its order."""
    return list(
        Entry.objects.filter(tree=contract.tree_id, act__in=(NAMED, ENDED, REFUSED)).order_by("epoch", "seq")
    )


def named(
    contract: Contract, said: Iterable[Entry] | None = None
) -> Mapping[str, tuple[NoteKey, datetime | None]]:
    """The key that countersigns for each party, and since when."""
    found = dict[str, tuple[NoteKey, datetime | None]]()
    for entry in said_of(contract) if said is None else said:
        party = str(entry.public.get("party", ""))
        if entry.act == NAMED:
            try:
                found[party] = NoteKey.parse(str(entry.public.get("key", ""))), entry.at
            except NoteError:
                found.pop(party, None)  # an edited entry: verify names it
        elif entry.act == ENDED:
            found.pop(party, None)
    return found


def countersigned(contract: Contract) -> list[Countersigned]:
    """How far each party's witness has countersigned; three queries.

    What is shown is looked at again: a row that somebody put there proves nothing by standing there.
    """
    said, tree = said_of(contract), contract.tree
    keys = named(contract, said)
    refusals = {
        str(entry.public.get("party", "")): entry
        for entry in said
        if entry.act == REFUSED and entry.epoch == tree.epoch
    }
    of_keys = Cosignature.objects.filter(
        checkpoint__tree=tree, key__in=[str(key) for key, _at in keys.values()]
    )
    ends = of_keys.values("key").annotate(
        first=Min("pk"), last=Max("pk", filter=Q(checkpoint__epoch=tree.epoch))
    )
    wanted = [row[end] for row in ends for end in ("first", "last")]
    rows = {row.pk: row for row in Cosignature.objects.filter(pk__in=wanted).select_related("checkpoint")}
    shown = {str(key): key for key, _at in keys.values()}
    first, last = (
        {
            row.key: row
            for each in ends
            if (row := rows.get(each[end])) is not None
            and is_sound(row.line, row.checkpoint.note, shown[row.key], row.seen_at)
        }
        for end in ("first", "last")
    )
    found = []
    for party, (key, at) in sorted(keys.items()):
        begun, newest = first.get(str(key)), last.get(str(key))
        size = newest.checkpoint.size if newest else None
        found.append(
            Countersigned(
                party=party,
                label=contract.label(party),
                organisation=(contract.client if party == "client" else contract.contractor).name,
                key=key,
                named_at=at,
                since=begun.seen_at if begun else None,
                at=newest.seen_at if newest else None,
                size=size,
                alone=tree.size - (size or 0),
                refused=refusals.get(party),
            )
        )
    return found


def keep_cosignatures(*, seat: Seat, text: str, now: datetime) -> list[Cosignature]:
    """Keep the cosignatures under a checkpoint of the contract's ledger. Sent again, they are the same.

    Raises:
        NotPossible: it is no checkpoint of this ledger, or no witness named here has signed it.
    """
    contract = seat.contract
    note, head = read(text)
    mark = Checkpoint.objects.filter(tree=contract.tree_id, size=head.size).select_related("tree")
    found = next((each for each in mark if each.note.startswith(note.text)), None)
    if found is None:
        raise NotPossible(
            "この台帳の検証点ではありません。最新の検証点を取り直して、照合してから副署してください。",
            "This is no checkpoint of this ledger. Ask for the newest one, and for the proof that leads to it.",
        )
    keys = [key for key, _at in named(contract).values()]
    kept = []
    for key, line in signed_by(note, keys):
        seen_at = time_of(line, now)
        row, _new = Cosignature.objects.get_or_create(
            checkpoint=found,
            key=str(key),
            defaults={"line": str(line), "seen_at": seen_at, "at": now},
        )
        kept.append(row)
    return kept


def read(text: str) -> tuple[Note, TreeHead]:
    """A note and the head it states. Raises NotPossible for anything else."""
    try:
        note = Note.parse(text)
        return note, TreeHead.parse(note.text)
    except NoteError as error:
        raise NotPossible(
            "検証点と副署の行からなる文字ではありません（C2SP tlog-checkpoint）。",
            "This is no checkpoint with cosignature lines (C2SP tlog-checkpoint).",
        ) from error


def signed_by(note: Note, keys: Sequence[NoteKey]) -> list[tuple[NoteKey, Signature]]:
    """The witnesses' lines under a note. Raises NotPossible where there is none, or one is wrong."""
    try:
        signers = note.signers(keys)
    except NoteError as error:
        raise NotPossible(
            "登録された鍵による正しい副署がありません。記録台帳のページで、この鍵を登録してください。",
            "No key that is named here has signed this. Name it on the ledger's page.",
        ) from error
    lines = {(line.name, line.key_id): line for line in note.signatures}
    return [(key, lines[key.name, key.id]) for key in signers]


def time_of(line: Signature, now: datetime) -> datetime:
    """When a witness signed. Raises NotPossible for a time that has not come."""
    seconds = seconds_of(line.data)
    if seconds > (now + AHEAD).timestamp():
        raise NotPossible(
            "副署の時刻が先の日付です。副署する側の時計を確かめてください。",
            "The cosignature is of a time that has not come. Check the witness's clock.",
        )
    return datetime.fromtimestamp(seconds, UTC)


def take_refusal(*, seat: Seat, text: str, now: datetime) -> Compared:
    """A witness says that the ledger contradicts what it has countersigned; where that is so, both parties are told.

    `text` is the checkpoint that it countersigned last, with this server's signature and its own.

    Raises:
        NotPossible: it is not signed by both, or the ledger does not contradict it.
    """
    contract = seat.contract
    note, _head = read(text)
    public = note_key("any", load_key(settings.KOKOROE_KEYS))
    keys = named(contract)
    witness, _line = signed_by(note, [key for key, _at in keys.values()])[0]
    copies = copies_in(text.encode())
    if len(copies) != 1 or not note.signatures:
        raise NotPossible("検証点は一つだけ送ってください。", "Send one checkpoint alone.")
    (copy,) = copies
    try:
        note.signers([NoteKey(copy.origin, public.kind, public.public)])
    except NoteError as error:
        raise NotPossible(
            "このサーバーの鍵で署名された検証点ではありません。",
            "This checkpoint is not signed with this server's key.",
        ) from error
    (compared,) = compare([(witness.name, copy)], [contract.tree])
    if compared.ok:
        raise NotPossible("台帳は、この検証点と合います。", "The ledger fits this checkpoint.")
    party = next(party for party, (key, _at) in keys.items() if key == witness)
    mark = {"epoch": copy.epoch, "size": copy.size, "root": copy.root}
    if any(entry.act == REFUSED and entry.public.get("countersigned") == mark for entry in said_of(contract)):
        return compared  # it is on record, and both were told
    with unit(now=now) as record:
        record(
            contract.tree,
            act=REFUSED,
            actor=seat.account.pk,
            public={"party": party, "verdict": compared.verdict.value, "countersigned": mark},
        )
        tell(
            contract,
            f"refused:{copy.root}",
            say(
                "記録台帳が、{party}の副署した検証点と合いません",
                "The ledger contradicts what {party} has countersigned",
                party=of(contract, party),
            ),
            say(
                "{contract}\n{what}\nサーバーを運用している団体に、何があったかを確かめてください。受領証と検証点は消さないでください。",
                "{contract}\n{what}\nAsk whoever runs the server what happened, and keep receipts and checkpoints.",
                contract=contract.title,
                what=compared.text,
            ),
            now,
            urgent=True,
        )
    return compared
