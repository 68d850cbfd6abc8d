"""The verbs of an import: begin it with a file, say how it is read, take it into the draft, throw it away.

Nothing enters a draft until the whole file is right. Until then the upload waits beside the draft, with everything
that people decided about it (`roster.draft.Draft`), over any restart.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.plan import drafts
from kokoroe.plan.models import ColumnMemory, PlanVersion, RosterImport
from kokoroe.plan.reading import Reading, Taking, answered_as, reading_of, taking_of
from kokoroe.plan.roster.draft import Draft
from kokoroe.plan.roster.errors import CellError, Note
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
    notes: Sequence[Note] = ()
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
    columns: Mapping[str, str] | None = None,
    decided: Draft | None = None,
    edit: int | None = None,
    dry_run: bool = False,
) -> Imported:
    """A whole import without a screen: into the draft, or a new one, if nothing is wrong and nothing to be asked.

    `columns` answers what a column is, by its letter (see `roster.columns.TARGETS`). A column that nobody can place,
    and a person who may have changed their name, are errors: they are answered so or on the screen, and remembered.
    `decided` is the whole of what the screens decide about a file. `edit`: the draft's, as it was when it was decided.
    With `dry_run` nothing is changed.

    Raises:
        NotAllowed: the seat does not prepare.
        NotPossible: the draft was changed at the same moment.
    """
    require(seat, "prepare", "contractor")
    try:
        draft = decided or Draft(mapping=dict(columns or {}))
        reading = reading_of(data, filename, draft, remembered=memory_of(seat))
    except TableError as error:
        return Imported(errors=[whole(error.text)])
    if reading.parsed is None or reading.trouble is not None:
        return Imported(errors=[whole(reading.trouble or Text("", ""))])
    if not reading.ok:
        return Imported(errors=reading.parsed.errors, notes=reading.parsed.notes)
    with transaction.atomic():
        version = DRAFTING.begin(seat=seat, now=now)
        taking = taking_of(version, reading)
        assert taking is not None, "it was found to be right"
        changes = taking.changes
        if not changes.questions and not dry_run:
            seen = version.edit if edit is None else edit
            drafts.save_roster(seat=seat, version=version, edit=seen, lines=taking.lines, now=now)
            remember(seat, reading)
        else:
            transaction.set_rollback(True)
    return Imported(
        errors=[unsure(reading, old, new) for old, new in changes.questions],
        notes=() if changes.questions else reading.parsed.notes,
        taking=taking,
        version=None if dry_run or changes.questions else version,
    )


def memory_of(seat: Seat) -> dict[str, str]:
    """How the contractor's people answered headers before."""
    rows = ColumnMemory.objects.filter(organisation=seat.contract.contractor_id)
    return dict(rows.values_list("header", "field"))


def remember(seat: Seat, reading: Reading) -> None:
    """Keep the answers that people gave, for their organisation's next file."""
    assert reading.read is not None
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


def unsure(reading: Reading, old: Person, new: Person) -> CellError:
    """Two names that may be one person: asked about on the screen."""
    assert reading.table is not None
    column = reading.table.columns_of("name")[0]
    said = Text(
        ja=f"名簿の「{old.text('name')}」と同じ人かもしれません。画面で取り込み、同じ人かどうかを答えてください。",
        en=f"This may be “{old.text('name')}” of the roster. Import it on the screen and say whether it is.",
    )
    return CellError(new.row, column.letter, column.header, new.text("name"), said)
