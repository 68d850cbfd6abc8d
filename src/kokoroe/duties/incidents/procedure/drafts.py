"""The verbs of a draft of the procedure: draw it up, change a section, draw a section anew, discard it.

Every change names the `edit` it was made on. Who comes second is refused with a sentence and keeps what they typed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db.models import Max

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure.drawing import DRAWN, Source, draw, source_of
from kokoroe.duties.incidents.procedure.requirements import asked
from kokoroe.duties.incidents.procedure.sections import SECTIONS, Row, rows
from kokoroe.duties.incidents.procedure.versions import in_force
from kokoroe.ledger.unit import Record, unit
from kokoroe.submissions.actions import require


def draw_up(*, seat: Seat, now: datetime) -> Procedure:
    """The contract's draft: the one there is, or a new one.

    A first one follows from the plan and the annex. A later one starts from the version in force, or from one that
    was returned since, with what the plan and the annex changed taken over where nobody had written it otherwise.

    Raises:
        NotAllowed: the seat does not prepare.
        kokoroe.packs.PackError, KeyError: the contract's annex pack cannot be read.
    """
    require(seat, "prepare", "contractor")
    with unit(now=now) as record:
        seat.contract.lock()
        versions = Procedure.objects.visible_to(seat.account, at=now).filter(contract=seat.contract)
        draft: Procedure | None = versions.filter(finished_at__isnull=True).first()
        if draft is not None:
            return draft
        last = latest(seat, now)
        draft = Procedure.objects.create(
            contract=seat.contract,
            number=(versions.aggregate(top=Max("number"))["top"] or 0) + 1,
            content=taken_over(last.content, source_of(seat.contract, now))
            if last
            else draw(seat.contract, now),
            created_at=now,
            created_by=seat.account,
        )
        note(record, seat, draft, "procedure.drawn_up", now)
    return draft


def latest(seat: Seat, now: datetime) -> Procedure | None:
    """What a new version starts from: the last one that was returned or taken back since, or the one in force."""
    versions = Procedure.objects.visible_to(seat.account, at=now).filter(contract=seat.contract)
    last = versions.select_related("submission").order_by("-number").first()
    if last is None or (last.submission and last.submission.standing in {"returned", "withdrawn"}):
        return last
    return in_force(seat.contract, now) or last


def taken_over(content: Mapping[str, Any], source: Source) -> dict[str, Any]:
    """The content of the version before, with sections drawn anew that nobody had touched since they were drawn."""
    found = deepcopy(dict(content))
    was = found.get("drawn", {}).get("rows", {})
    for key, fresh in source.rows.items():
        if rows(found, key) == was.get(key):
            found[key]["rows"] = fresh
    found["about"] = {"text": "", "rows": []}
    found["drawn"] = source.as_json()
    return found


@contextmanager
def editing(
    seat: Seat, procedure: Procedure, edit: int, *, now: datetime
) -> Iterator[tuple[Procedure, Record]]:
    """The draft, locked for one change of it, with its unit of the ledger.

    Raises:
        NotAllowed: the seat does not prepare.
        NotPossible: it was finished, discarded or changed since `edit` was shown.
    """
    require(seat, "prepare", "contractor")
    with unit(now=now) as record:
        draft = (
            Procedure.objects.visible_to(seat.account, at=now)
            .select_for_update(of=("self",))
            .filter(pk=procedure.pk, contract=seat.contract)
            .first()
        )
        if draft is None or draft.finished_at is not None:
            raise NotPossible(
                Text(
                    f"第{procedure.number}版は、提出されたか破棄されています。入力した内容は残っています。"
                    "続けるには新しい版を作ってください。",
                    f"Version {procedure.number} was submitted or discarded. What you typed is kept: "
                    "please start a new version to go on.",
                )
            )
        if draft.edit != edit:
            raise NotPossible(
                Text(
                    "この下書きは別の画面で変更されました。入力した内容は残っています。"
                    "変更後の内容を確かめて、もう一度保存してください。",
                    "This draft was changed elsewhere meanwhile. What you typed is kept: "
                    "please look at the changed draft and save again.",
                )
            )
        yield draft, record
        Procedure.objects.filter(pk=draft.pk).update(edit=edit + 1)
    procedure.edit = edit + 1


def save_section(
    *,
    seat: Seat,
    procedure: Procedure,
    edit: int,
    section: str,
    text: str,
    rows: Sequence[Row],
    now: datetime,
) -> None:
    """Replace a section's text and rows, in the order given. Raises NotAllowed, NotPossible (see `editing`)."""
    columns = SECTIONS[section].columns
    with editing(seat, procedure, edit, now=now) as (draft, record):
        draft.content[section] = {
            "text": text.strip(),
            "rows": [{column.key: str(row.get(column.key, "")) for column in columns} for row in rows],
        }
        draft.save(update_fields=["content"])
        note(record, seat, draft, "procedure.edited", now, section=section)
    procedure.content = draft.content


def draw_anew(*, seat: Seat, procedure: Procedure, edit: int, section: str, now: datetime) -> None:
    """Put what the plan and the annex say now in place of a section's rows. Raises as `editing` does; ValueError."""
    if section not in DRAWN:
        raise ValueError(f"{section} is not drawn from anything")
    source = source_of(seat.contract, now)
    with editing(seat, procedure, edit, now=now) as (draft, record):
        draft.content[section]["rows"] = source.rows[section]
        was = draft.content.get("drawn", {}).get("rows", {})
        draft.content["drawn"] = {**source.as_json(), "rows": {**was, section: source.rows[section]}}
        draft.save(update_fields=["content"])
        note(record, seat, draft, "procedure.edited", now, section=section)
    procedure.content = draft.content


def discard_draft(*, seat: Seat, procedure: Procedure, edit: int, now: datetime) -> None:
    """Throw the draft away. Raises NotAllowed, NotPossible (see `editing`)."""
    with editing(seat, procedure, edit, now=now) as (draft, record):
        note(record, seat, draft, "procedure.discarded", now)
        draft.delete()


def note(record: Record, seat: Seat, draft: Procedure, act: str, now: datetime, **public: object) -> None:
    """Enter what was done with a draft; its words are not sealed before it is finished."""
    record(
        seat.contract.tree,
        act=act,
        actor=seat.account.pk,
        clauses=asked(seat.contract, now)[1],
        public={"version": draft.number, **public},
    )
