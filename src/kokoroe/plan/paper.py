"""The plan as papers: 実施計画書, 体制変更の承認申請 with its 新旧対照表, and the notice of a correction.

Everything is made from frozen content and the contract, so the same paper can be made again and compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from kokoroe.accounts.per_request import once_per_request
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.pack import DutyType
from kokoroe.contracts.models import Contract
from kokoroe.contracts.terms import pack_in_force, verb_and_clauses
from kokoroe.declare.comparison import Difference
from kokoroe.ledger.checkpoints import latest_checkpoint, short, whole
from kokoroe.papers import data
from kokoroe.papers.compare import compare
from kokoroe.papers.file_names import file_name
from kokoroe.papers.render import render
from kokoroe.plan.comparison import differences
from kokoroe.plan.content import content_of
from kokoroe.plan.facts import SUBJECT, name_of
from kokoroe.plan.in_force import each_in_force, in_force
from kokoroe.plan.lists import HOURS, WORKS
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.papers import data as plan_data
from kokoroe.plan.people import line_of, stored
from kokoroe.plan.roster.fields import BY_KEY, display, restored, role_title
from kokoroe.plan.roster.printing import cells, printed_columns
from kokoroe.submissions.actions import Attachment
from kokoroe.submissions.drafting import DRAFT
from kokoroe.submissions.heading import work_of

Content = Mapping[str, Any]


def plan_pdf(version: PlanVersion, *, number: str, now: datetime) -> bytes:
    """The version's paper as PDF/A-2b: a first plan, or the request for a change with its 新旧対照表.

    Without a number it is marked as a draft.

    Raises:
        kokoroe.papers.render.PaperError: a character that no font has, or data that no page holds.
    """
    said = content_of(version)
    paper = plan_paper(version, said, number=number, now=now)
    if version.based_on is None:
        return render("plan", data.to_json(paper), now=now)
    changes = differences(content_of(version.based_on), said)
    day = date.fromisoformat(said["effective_on"]) if said["effective_on"] else date_in_japan(now)
    change = plan_data.ChangePaper(
        letter=paper.letter,
        reason=said["reason"],
        effective_on=day,
        old_label=f"旧（第{version.based_on.number}版）",
        new_label=f"新（第{version.number}版）",
        changes=change_rows(changes),
        plan=paper,
    )
    return render("change", data.to_json(change), now=now)


def version_paper(version: PlanVersion, *, number: str, now: datetime) -> Attachment:
    """The version's paper as it goes to the client. Raises PaperError."""
    return attachment(version, plan_pdf(version, number=number, now=now), now=now)


def correction_pdf(
    version: PlanVersion, *, old: Content, new: Content, reason: str, number: str, now: datetime
) -> bytes:
    """The notice of a correction of `version`, from its content before and after. Raises PaperError."""
    contract = version.contract
    paper = plan_data.CorrectionPaper(
        letter=letter(
            contract,
            title="実施計画書の訂正について（通知）",
            content=new,
            number=number,
            enclosures=("訂正の内容",),
            now=now,
        ),
        work=work_of(contract, verb="", clauses=clauses_of(contract, now), now=now),
        reason=reason,
        changes=change_rows(differences(old, new)),
    )
    return render("correction", data.to_json(paper), now=now)


def attachment(version: PlanVersion, pdf: bytes, *, now: datetime) -> Attachment:
    """The PDF as it goes with the submission, under a name that says what it is."""
    return Attachment(
        kind="submission",
        filename=file_name(date_in_japan(now), "実施計画書", name_of(version).ja.removeprefix("実施計画書 ")),
        content=pdf,
    )


def plan_paper(version: PlanVersion, content: Content, *, number: str, now: datetime) -> plan_data.PlanPaper:
    """The plan's pages."""
    contract = version.contract
    verb, clauses = asked_of(contract, version, now)
    enclosures: tuple[str, ...] = ("実施計画書", "作業従事者名簿")
    if version.based_on_id:
        enclosures = ("新旧対照表", *enclosures)
    counts = content["nationality"]
    return plan_data.PlanPaper(
        letter=letter(
            contract,
            title=title_of(version, verb),
            content=content,
            number=number,
            enclosures=enclosures,
            now=now,
            mark="" if number else DRAFT,
        ),
        work=work_of(contract, verb=verb, clauses=clauses, now=now),
        version=version.number,
        columns=printed_columns(),
        people=tuple(row(line, index) for index, line in enumerate(content["roster"], 1)),
        contacts=contacts(content["contacts"]),
        workplaces=tuple(workplace(place) for place in content["workplaces"]),
        officer_title=role_title("officer").ja,
        deputy_title=role_title("deputy").ja,
        nationality_ratios=(
            (("日本", counts["japan"] or 0), ("外国", counts["other"] or 0))
            if counts["by"] == "ratio"
            else ()
        ),
    )


def title_of(version: PlanVersion, verb: str) -> str:
    """What the writing is called: papers are in Japanese. Without a verb it is a notice."""
    if not version.based_on_id:
        return "実施計画書の提出について"
    return f"実施体制の変更について（{verb}申請）" if verb else "実施体制の変更について（届出）"


def asked_of(contract: Contract, version: PlanVersion, now: datetime) -> tuple[str, list[str]]:
    """The annex's verb for this version and the clauses that ask for it: the plan's, or those of a change."""
    kind = DutyType.CHANGE_CONTROL if version.based_on_id else DutyType.ROSTER
    return verb_and_clauses(pack_in_force(contract, now), kind, SUBJECT)


def clauses_of(contract: Contract, now: datetime) -> list[str]:
    """The clauses that ask for a plan."""
    return verb_and_clauses(pack_in_force(contract, now), DutyType.ROSTER, SUBJECT)[1]


def officers(contract: Contract, now: datetime) -> Content:
    """Of the plan in force what a letter says of it: its officer; nobody where no plan is in force."""
    return once_per_request(
        ("officers", contract.pk, now), lambda: leading({now: in_force(contract, now)})[now]
    )


def officers_at(contract: Contract, moments: Iterable[datetime]) -> dict[datetime, Content]:
    """The same for each of these moments."""
    return leading(each_in_force(contract, moments))


def leading(versions: Mapping[datetime, PlanVersion | None]) -> dict[datetime, Content]:
    """What a letter says of each of these versions."""
    known = list({version.pk: version for version in versions.values() if version is not None}.values())
    rows = RosterEntry.objects.filter(role="officer")
    prefetch_related_objects(known, Prefetch("entries", rows, to_attr="officers"))
    return {
        at: {"roster": [stored(line_of(entry)) for entry in getattr(version, "officers", ())]}
        for at, version in versions.items()
    }


def letter(
    contract: Contract,
    *,
    title: str,
    content: Content,
    number: str,
    enclosures: tuple[str, ...],
    now: datetime,
    mark: str = "",
) -> data.Letter:
    """The covering letter: from the contractor's representative, with the officer as the one to ask."""
    contractor, client = contract.contractor, contract.client
    nobody: Content = {}
    officer = next((line for line in content["roster"] if line.get("role") == "officer"), nobody)
    seal = once_per_request(("checkpoint", contract.tree_id), lambda: latest_checkpoint(contract.tree))
    return data.Letter(
        title=title,
        addressee=f"{client.representative or client.name}　様",
        sender=data.Sender(
            address=contractor.address,
            name=contractor.name,
            representative=contractor.representative,
            officer_title=role_title("officer").ja,
            officer=officer.get("name", ""),
            phone=officer.get("phone", "") or contractor.phone,
            email=officer.get("email", ""),
        ),
        day=date_in_japan(now),
        number=number,
        enclosures=enclosures,
        checkpoint=short(seal) if seal else "",
        anchor=whole(seal) if seal else "",
        mark=mark,
    )


def row(line: Content, number: int) -> plan_data.RosterRow:
    """A person of the roster."""
    values = {key: restored(BY_KEY[key], line[key]) for key in line.keys() & BY_KEY.keys()}
    named = ("name", "kana", "affiliation", "tier", "post", "work", "phone")
    return plan_data.RosterRow(
        **{key: display(BY_KEY[key], values.get(key)) for key in named},
        number=str(number),
        role=line["role"] if line.get("role") in {"officer", "deputy"} else "",
        cells=cells(values),
    )


def contacts(rows: Sequence[Content]) -> tuple[plan_data.Contact, ...]:
    """The contractor's points of contact in their order, then the client's own who may be written to."""
    found, order = [], {"contractor": 0, "client": 0}
    for row in rows:
        party = row.get("party", "contractor")
        order[party] += 1
        when = "受託者側" if party == "contractor" else "委託者側（メールの送受信の承諾を求める方）"
        found.append(contact(row, when=when, order=order[party]))
    return tuple(sorted(found, key=lambda each: each.when != "受託者側"))


def contact(row: Content, *, when: str, order: int) -> plan_data.Contact:
    """A point of contact."""
    said = {key: row[key] for key in row.keys() & {"name", "role", "phone", "email"}}
    return plan_data.Contact(when=when, order=order, hours=HOURS[row.get("hours") or "always"].ja, **said)


def workplace(place: Content) -> plan_data.Workplace:
    """A place of work."""
    return plan_data.Workplace(**{**place, "kind": WORKS[place.get("kind", "own")].ja})


def change_rows(changes: Sequence[Difference]) -> tuple[data.ChangeRow, ...]:
    """The 新旧対照表, with what differs marked on both sides."""
    return tuple(data.ChangeRow(change.item.ja, *compare(change.old.ja, change.new.ja)) for change in changes)
