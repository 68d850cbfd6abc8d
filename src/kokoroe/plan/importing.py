"""The verbs of an import: begin it with a file, say how it is read, take it into the draft, throw it away.

Nothing enters a draft until the whole file is right. Until then the upload waits beside the draft, with everything
that people decided about it (`roster.draft.Draft`), over any restart.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.plan import drafts
from kokoroe.plan.models import ColumnMemory, PlanVersion, RosterImport
from kokoroe.plan.reading import Reading, Taking, answered_as, reading_of, taking_of
from kokoroe.plan.roster.draft import LEFT_OUT, REMOVED, Draft
from kokoroe.plan.roster.errors import CellError
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.plan.roster.names import same_name
from kokoroe.plan.roster.people import Person
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import require
from kokoroe.tables.errors import TableError

LONGEST_FILENAME = 255
MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class Imported:
    """How an import without a screen went: with `errors` nothing was changed. Questions that are open are errors."""

    errors: Sequence[CellError]
    reading: Reading | None = None
    taking: Taking | None = None
    version: PlanVersion | None = None


def begin_import(
    *,
    seat: Seat,
    version: PlanVersion,
    data: bytes,
    filename: str,
    instead: RosterImport | None = None,
    now: datetime,
) -> RosterImport:
    """Keep an uploaded file beside the draft, to be read as people then say.

    `instead`: a waiting import that this file replaces; how its columns were answered is carried over.

    Raises:
        NotAllowed: the seat does not prepare.
        NotPossible: the version is no draft (any more), or too many files wait beside it.
        TableError: it is no file that a roster can be read from; nothing is kept.
    """
    require(seat, "prepare", "contractor")
    remembered = memory_of(seat)
    reading = reading_of(data, filename, Draft(), remembered=remembered)
    with transaction.atomic():
        refuse_submitted(seat, version, now=now)
        if instead is not None:
            replaced = locked(seat, instead, now=now)
            reading = answered_as(read_import(replaced, remembered=remembered), reading)
            replaced.delete()
        if RosterImport.objects.filter(version=version, taken_at__isnull=True).count() >= MOST_WAITING:
            raise NotPossible(
                f"取込み中のファイルが{MOST_WAITING}件あります。使わないものを取りやめてください。",
                f"{MOST_WAITING} files are waiting. Please discard those that are not used.",
            )
        return RosterImport.objects.create(
            version=version,
            filename=filename[-LONGEST_FILENAME:],
            content=data,
            reading=reading.draft.to_json(),
            created_at=now,
            created_by=seat.account,
        )


def read_import(waiting: RosterImport, *, remembered: Mapping[str, str]) -> Reading:
    """The file as its draft says, with headers that were answered before (`memory_of`)."""
    return reading_of(
        bytes(waiting.content), waiting.filename, Draft.from_json(waiting.reading), remembered=remembered
    )


def change_reading(*, seat: Seat, waiting: RosterImport, reading: Draft, now: datetime) -> None:
    """Decide how the waiting file is read. Raises NotAllowed; NotPossible (taken or submitted meanwhile)."""
    with changing(seat, waiting, now=now) as row:
        row.reading = reading.to_json()
        row.save(update_fields=["reading"])
    waiting.reading = row.reading


def take_import(*, seat: Seat, waiting: RosterImport, edit: int, now: datetime) -> Taking:
    """Make the whole reading the draft's roster, remember how its columns were answered, and drop the file.

    Raises:
        NotAllowed: the seat does not prepare.
        NotPossible: something in it is not right, a question is open, or the draft changed since `edit`.
    """
    with changing(seat, waiting, now=now) as row:
        reading = read_import(row, remembered=memory_of(seat))
        taking = taking_of(row.version, reading)
        if taking is None:
            raise NotPossible(
                "読み取りに直すところが残っています。直してから取り込んでください。",
                "Something in the reading is still wrong. Put it right before importing.",
            )
        if taking.changes.questions:
            raise NotPossible(
                "同じ人かどうかの問いに答えてから取り込んでください。",
                "Please answer who is the same person before importing.",
            )
        if taking.unsaid:
            raise NotPossible(*many_go(taking))
        drafts.save_roster(seat=seat, version=row.version, edit=edit, lines=taking.lines, now=now)
        remember(seat, reading)
        row.content, row.taken_at = b"", now
        row.save(update_fields=["content", "taken_at"])
    waiting.taken_at = now
    return taking


def discard_import(*, seat: Seat, waiting: RosterImport, now: datetime) -> None:
    """Throw the waiting file away. Raises NotAllowed; NotPossible (taken or submitted meanwhile)."""
    with changing(seat, waiting, now=now) as row:
        row.delete()


def import_roster(
    *,
    seat: Seat,
    data: bytes,
    filename: str,
    now: datetime,
    decided: Draft | None = None,
    same: Mapping[tuple[str, str], bool] | None = None,
    edit: int | None = None,
    dry_run: bool = False,
) -> Imported:
    """A whole import without a screen: into the draft, or a new one, if nothing is wrong and nothing to be asked.

    `decided` is what the screens decide about a file. What is asked and not answered by it is an error: a column that
    nobody can place, rows left out that could be people (confirmed by their number), many who would go (likewise), and
    a person who may have changed their name (`same`, by old and new name). `edit`: the draft's, as it was when it was
    decided. With `dry_run` nothing is changed.

    Raises:
        NotAllowed: the seat does not prepare.
        NotPossible: the draft was changed at the same moment.
    """
    require(seat, "prepare", "contractor")
    draft = decided or Draft()
    try:
        reading = reading_of(data, filename, draft, remembered=memory_of(seat))
    except TableError as error:
        return Imported([whole(error.text)])
    if reading.parsed is None:
        return Imported([whole(reading.trouble or Text("", ""))], reading)
    errors = [*reading.parsed.errors, *unseen(reading)]
    if errors:
        return Imported(errors, reading)
    with transaction.atomic():
        version = DRAFTING.begin(seat=seat, now=now)
        taking = taking_of(version, reading)
        assert taking is not None, "it was found to be right"
        if answered := renamed_by_name(taking, same or {}):
            reading = replace(reading, draft=replace(draft, renamed={**draft.renamed, **answered}))
            taking = taking_of(version, reading)
            assert taking is not None
        errors = open_questions(taking)
        if not errors and not dry_run:
            seen = version.edit if edit is None else edit
            drafts.save_roster(seat=seat, version=version, edit=seen, lines=taking.lines, now=now)
            remember(seat, reading)
        else:
            transaction.set_rollback(True)
    return Imported(errors, reading, taking, None if dry_run or errors else version)


def unseen(reading: Reading) -> Iterator[CellError]:
    """Rows left out that could be people are looked at by somebody before the rest is taken."""
    left = reading.to_look_at
    if left and reading.draft.said(LEFT_OUT) != len(left):
        said = Text(
            ja=f"取り込まない行のうち {len(left)} か所は人かもしれません。取り込むか、取り込まないと答えてください。",
            en=f"{len(left)} of the rows that are left out could be people. Take them in, or say that they stay out.",
        )
        yield CellError(0, "", "", str(len(left)), said, key=LEFT_OUT)


def open_questions(taking: Taking) -> list[CellError]:
    """What must be answered about the changes: who is one person, and whether so many go."""
    errors = [unsure(old, new) for old, new in taking.changes.questions]
    if taking.unsaid and not errors:
        errors.append(CellError(0, "", "", str(taking.unsaid), Text(*many_go(taking)), key=REMOVED))
    return errors


def many_go(taking: Taking) -> tuple[str, str]:
    """That so many would go, in both languages."""
    go, before = len(taking.changes.removed), taking.changes.before
    return (
        f"いまの名簿の {before} 名のうち {go} 名が外れます。正しいファイルかを確かめ、外してよいと答えてください。",
        f"{go} of the {before} people on the roster would go. See whether it is the right file, and say that they go.",
    )


def renamed_by_name(taking: Taking, same: Mapping[tuple[str, str], bool]) -> dict[tuple[str, str], bool]:
    """Answers by two names, as answers by two identities, for the pairs that are asked about."""
    by_name = {(same_name(old), same_name(new)): answer for (old, new), answer in same.items()}
    return {
        (old.identity, new.identity): by_name[names]
        for old, new in taking.changes.questions
        if (names := (same_name(old.text("name")), same_name(new.text("name")))) in by_name
    }


def memory_of(seat: Seat) -> dict[str, str]:
    """How the contractor's people answered headers before."""
    rows = ColumnMemory.objects.filter(organisation=seat.contract.contractor_id)
    return dict(rows.values_list("header", "field"))


def remember(seat: Seat, reading: Reading) -> None:
    """Keep the answers that people gave, for their organisation's next file."""
    for header, target in reading.read.to_remember().items():
        ColumnMemory.objects.update_or_create(
            organisation_id=seat.contract.contractor_id, header=header, defaults={"field": target}
        )


def refuse_submitted(seat: Seat, version: PlanVersion, *, now: datetime) -> None:
    """Raises NotPossible when the version is no draft any more."""
    found = PlanVersion.objects.visible_to(seat.account, at=now).filter(contract=seat.contract, pk=version.pk)
    if not found.drafts().exists():
        raise NotPossible(
            "下書きはもうありません。取り込むには新しい下書きを作ってください。",
            "There is no draft any more. Start a new one to import into.",
        )


@contextmanager
def changing(seat: Seat, waiting: RosterImport, *, now: datetime) -> Iterator[RosterImport]:
    """The import, locked for a change of it by who prepares. Raises NotAllowed; NotPossible as `locked`."""
    require(seat, "prepare", "contractor")
    with transaction.atomic():
        yield locked(seat, waiting, now=now)


def locked(seat: Seat, waiting: RosterImport, *, now: datetime) -> RosterImport:
    """The import, locked for a change of it. Raises NotPossible when it no longer waits."""
    row = (
        RosterImport.objects.select_for_update(of=("self",))
        .select_related("version")
        .filter(pk=waiting.pk, version__contract=seat.contract, taken_at__isnull=True)
        .first()
    )
    if row is None:
        raise NotPossible(
            "この取込みは、すでに下書きに入れたか、取りやめたものです。",
            "This import was taken into the draft, or discarded, already.",
        )
    refuse_submitted(seat, row.version, now=now)
    return row


def whole(text: Text) -> CellError:
    """An error of the file as a whole."""
    return CellError(0, "", "", "", text)


def unsure(old: Person, new: Person) -> CellError:
    """Two names that may be one person."""
    place = new.places.get("name")
    said = Text(
        ja=f"名簿の「{old.text('name')}」と同じ人かもしれません。同じ人か、別の人かを答えてください。",
        en=f"This may be “{old.text('name')}” of the roster. Say whether they are one person.",
    )
    return CellError(
        new.row,
        place.column if place else "",
        BY_KEY["name"].label.ja,
        new.text("name"),
        said,
        new.sheet,
        f"same:{old.text('name')}={new.text('name')}",
    )
