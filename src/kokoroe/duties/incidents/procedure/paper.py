"""The procedure, the wallet card and the poster as papers; they are made from frozen content and the contract."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.models import Procedure, ReportLink
from kokoroe.duties.incidents.papers import procedure as procedure_data
from kokoroe.duties.incidents.procedure.comparison import differences
from kokoroe.duties.incidents.procedure.drawing import plan_of
from kokoroe.duties.incidents.procedure.links import address_of, page_of
from kokoroe.duties.incidents.procedure.requirements import asked
from kokoroe.duties.incidents.procedure.sections import Row, rows, text
from kokoroe.duties.incidents.procedure.versions import before
from kokoroe.papers import data
from kokoroe.papers.file_names import file_name
from kokoroe.papers.render import render
from kokoroe.plan.content import BY_DAY, BY_NIGHT, content_of
from kokoroe.plan.lists import HOURS
from kokoroe.plan.paper import change_rows, contact, letter
from kokoroe.plan.papers import data as plan_data
from kokoroe.submissions.actions import Attachment
from kokoroe.submissions.drafting import DRAFT
from kokoroe.submissions.heading import work_of

NAME = "報告手順書"

AT_ONCE = (
    "気づいたら、すぐに電話か QR コードで報告する",
    "消さない、直さない、電源を切らない",
    "一人で判断しない。確かでなくても報告する",
)
"""What the poster tells everybody to do at once."""


def version_paper(procedure: Procedure, *, number: str, now: datetime) -> Attachment:
    """The version's paper as it goes to the client, with its 新旧対照 where it changes another.

    Without a number it is marked as a draft.

    Raises:
        kokoroe.papers.render.PaperError: a character that no font has, or data that no page holds.
    """
    paper = procedure_paper(procedure, number=number, now=now)
    name = file_name(date_in_japan(now), NAME, f"第{procedure.number}版")
    return Attachment(
        kind="submission", filename=name, content=render("procedure", data.to_json(paper), now=now)
    )


def title_of(procedure: Procedure, verb: str) -> str:
    """What the writing is called; without a verb it is a notice."""
    version = f"（第{procedure.number}版）" if procedure.number > 1 else ""
    return f"{NAME}{version}の提出について" + ("" if verb else "（通知）")


def procedure_paper(procedure: Procedure, *, number: str, now: datetime) -> procedure_data.ProcedurePaper:
    """The procedure's pages."""
    contract, content = procedure.contract, procedure.content
    verb, clauses = asked(contract, now)
    base = before(procedure, now)
    plan = plan_of(contract, now)
    return procedure_data.ProcedurePaper(
        letter=letter(
            contract,
            title=title_of(procedure, verb),
            content=content_of(plan) if plan else {"roster": []},
            number=number,
            enclosures=(f"{NAME}（第{procedure.number}版）",),
            now=now,
            mark="" if number else DRAFT,
        ),
        work=work_of(contract, verb=verb, clauses=clauses, now=now),
        version=procedure.number,
        contacts=contacts(contract, rows(content, "calling")),
        items=tuple(
            procedure_data.ReportItem(row["label"], row.get("text", ""), row.get("stage", ""))
            for row in rows(content, "items")
        ),
        steps=tuple(procedure_data.ReportStep(**row) for row in rows(content, "steps")),
        by_phone=instructions(content, "phone"),
        by_page=(*instructions(content, "page"), *by_card(content)),
        url=page_of(contract),
        first_measures=tuple(
            procedure_data.FirstMeasures(row["kind"], lines(row.get("steps", "")))
            for row in rows(content, "first")
        ),
        changes=change_rows(differences(base.content, content)) if base else (),
        changed_from=base.number if base else 0,
        change_reason=text(content, "about") if base else "",
        contact_notes=lines(text(content, "calling")),
        notes=notes(content, with_about=base is None),
    )


def notes(content: Mapping[str, Any], *, with_about: bool) -> tuple[str, ...]:
    """The texts of the sections, at the paper's end; why it was changed stands in the letter."""
    keys = ("items", "steps", "how", "first", *(("about",) if with_about else ()))
    return tuple(line for key in keys for line in lines(text(content, key)))


def instructions(content: Mapping[str, Any], way: str) -> tuple[str, ...]:
    """The instructions for one way to report."""
    return tuple(row["text"] for row in rows(content, "how") if row.get("way") == way)


def by_card(content: Mapping[str, Any]) -> tuple[str, ...]:
    """The instructions for the card in one: another way to the page, not a step that follows."""
    found = instructions(content, "card")
    return (f"携行カード・掲示から：{'。'.join(found)}",) if found else ()


def lines(several: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(line.strip() for line in several.splitlines() if line.strip())


def groups(contract: Contract, calling: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Whom to call, by who they are and when they answer; one list where day and night are the same."""
    own = [row for row in calling if row.get("party") == "contractor"]
    by_day = [row for row in own if row.get("hours", "always") in BY_DAY]
    by_night = [row for row in own if row.get("hours", "always") in BY_NIGHT]
    label = f"{contract.contractor_label}側"
    if by_day == by_night:
        found = [(f"{label}（昼夜とも）", by_day)]
    else:
        found = [
            (f"{label}（{HOURS['day'].ja}）", by_day),
            (f"{label}（{HOURS['night'].ja}）", by_night),
        ]
    theirs = [row for row in calling if row.get("party") == "client"]
    return [(when, people) for when, people in (*found, (f"{contract.client_label}側", theirs)) if people]


def contacts(contract: Contract, calling: Sequence[Row]) -> tuple[plan_data.Contact, ...]:
    """The structure, as it is printed."""
    return tuple(
        contact(row, when=when, order=order)
        for when, people in groups(contract, calling)
        for order, row in enumerate(people, 1)
    )


def reporting_point(procedure: Procedure, link: ReportLink) -> procedure_data.ReportingPoint:
    """Where to report, as the version in force says it, with the link's address."""
    contract = procedure.contract
    own = groups(contract, [row for row in rows(procedure.content, "calling") if row.get("phone")])
    short = {f"{contract.contractor_label}側（{hours.ja}）": hours.ja for hours in HOURS.values()}
    mine = f"{contract.contractor_label}側"
    return procedure_data.ReportingPoint(
        contract=contract.title,
        contractor=contract.contractor.name,
        phones=tuple(
            procedure_data.Phone(
                when=short.get(when, when.removeprefix(mine).strip("（）")),
                order=order,
                name=row["name"],
                number=row["phone"],
            )
            for when, people in own
            if when.startswith(mine)
            for order, row in enumerate(people, 1)
        ),
        url=address_of(link),
        number=contract.number,
        version=procedure.number,
        day=date_in_japan(procedure.finished_at) if procedure.finished_at else None,
    )


def card_pdf(procedure: Procedure, link: ReportLink, *, now: datetime) -> bytes:
    """A sheet of wallet cards with the link's QR code. Raises PaperError."""
    card = procedure_data.WalletCard(point=reporting_point(procedure, link))
    return render("card", data.to_json(card), now=now)


def poster_pdf(procedure: Procedure, link: ReportLink, *, now: datetime) -> bytes:
    """A page to hang up, with the link's QR code. Raises PaperError."""
    poster = procedure_data.PosterPaper(point=reporting_point(procedure, link), first_steps=AT_ONCE)
    return render("poster", data.to_json(poster), now=now)


PRINTED = {"card": ("携行カード", card_pdf), "poster": ("報告先の掲示", poster_pdf)}
"""What is printed of a report link."""


def name_of(word: str, current: Procedure, now: datetime) -> str:
    """What the file of a card or a poster is called."""
    return file_name(date_in_japan(now), word, f"第{current.number}版")
