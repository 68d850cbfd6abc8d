"""The statutory notice to the client as PDF/A, made from its frozen content and the contract."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kokoroe.annex.days import date_in_japan
from kokoroe.annex.statutory import may_be_released
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.law.dates import keys_of_notices
from kokoroe.duties.incidents.law.items import Item, draft
from kokoroe.duties.incidents.law.looking import Look
from kokoroe.duties.incidents.law.showing import answer_in_words, unverified
from kokoroe.duties.incidents.models import Incident
from kokoroe.papers import data
from kokoroe.papers.data import Letter, Work
from kokoroe.papers.file_names import file_name
from kokoroe.papers.moments import DRILL
from kokoroe.papers.render import render
from kokoroe.plan.paper import letter, officers
from kokoroe.submissions.actions import Attachment
from kokoroe.submissions.drafting import DRAFT
from kokoroe.submissions.heading import work_of

Content = Mapping[str, Any]
TITLE = "個人情報の漏えい等に係る通知について"
FIRST, FURTHER = "速報", "続報"
COUNTED = "知った日を1日目として数えています（数え方は未確認）。"


@dataclass(frozen=True, slots=True)
class StatutoryItem:
    """One of the nine items. `known` False prints 未確定, with what is known so far if there is a text."""

    label: str
    text: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class StatutoryDate:
    """A date of the law that runs: whose duty (委託者, 受託者), until when, how it was counted."""

    label: str
    due: date | datetime
    whose: str = ""
    counting: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """A test question of the privacy rules with its answer (該当する, 該当しない, 調査中) and why."""

    __test__ = False  # not one of pytest's

    question: str
    answer: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StatutoryNotice:
    """個人情報の漏えい等の通知: from the contractor to the party that entrusted the data, instead of an own report.

    `act` and `rule` are cited as given (個人情報の保護に関する法律第26条第1項ただし書; 同法施行規則第9条).
    `authority` is to whom the contractor would have had to report. `released` False leaves out that the notice stands
    for the contractor's own report (no such release, or a report made jointly).
    `items` are the nine in the law's order; `tests` say why it is a case of the law. `stage` is 速報 or 確報.
    """

    letter: Letter
    work: Work
    number: str
    incident: str
    aware_at: datetime
    act: str
    rule: str
    items: tuple[StatutoryItem, ...]
    stage: str = ""
    version: int = 1
    authority: str = "個人情報保護委員会"
    released: bool = True
    tests: tuple[Test, ...] = ()
    dates: tuple[StatutoryDate, ...] = ()
    notes: tuple[str, ...] = ()

    def worked_out(self) -> Mapping[str, Any]:
        return {"unknown": [item.label for item in self.items if not item.known]}


def content_of(incident: Incident, found: Look, items: Iterable[Item], *, version: int) -> dict[str, Any]:
    """What the notice says, as it is frozen."""
    keys = keys_of_notices(found.law)
    applying = [one for one in found.running if one.key in keys and not one.provisional]
    return {
        "incident": incident.number,
        "title": incident.title,
        "drill": incident.drill,
        "version": version,
        "stage": FIRST if version == 1 else FURTHER,
        "aware_at": found.known_at.isoformat(),
        "applies": [one.rule.key for one in applying],
        "cited": list(dict.fromkeys(cited for one in applying for cited in one.clock.on_paper)),
        "authority": next(
            (other.addressee.ja for one in applying for other in one.rule.clocks if not other.releases), ""
        ),
        "items": [
            {"key": one.item.key, "label": one.item.label.ja, "text": one.text, "known": not one.is_missing}
            for one in items
        ],
        "tests": [
            {"question": question.text.ja, "answer": answer_in_words(found.answers.get(question.key)).ja}
            for question in found.law.questions
        ],
        "dates": [
            {
                "label": one.clock.label.ja,
                "whose": one.clock.debtor.value,
                "due": date_in_japan(one.due_at).isoformat(),
                "count_confirmed": one.clock.count_confirmed,
            }
            for one in found.running
            if one.due_at is not None and not one.provisional and not may_be_released(one)
        ],
        "unverified": [text.ja for text in unverified(found)],
    }


def notice_pdf(
    contract: Contract, content: Content, *, clauses: list[str], number: str, now: datetime, mark: str = ""
) -> bytes:
    """The notice as PDF/A-2b. Raises kokoroe.papers.render.PaperError for what cannot be printed."""
    paper = notice_paper(contract, content, clauses=clauses, number=number, now=now, mark=mark)
    return render("statutory-notice", data.to_json(paper), now=now)


def draft_pdf(incident: Incident, *, clauses: list[str], now: datetime) -> bytes:
    """The notice as it would be submitted now, marked as a draft. Raises PaperError."""
    found, items, _edit = draft(incident)
    content = content_of(incident, found, items, version=found.next_version)
    return notice_pdf(incident.contract, content, clauses=clauses, number="", now=now, mark=DRAFT)


def notice_paper(
    contract: Contract, content: Content, *, clauses: list[str], number: str, now: datetime, mark: str = ""
) -> StatutoryNotice:
    """The notice's pages."""
    act, *rules = content["cited"] or ["個人情報の保護に関する法令"]
    made = letter(
        contract,
        title=TITLE,
        content=officers(contract, now),
        number=number,
        enclosures=(f"個人情報の漏えい等の通知書（第{content['version']}版）",),
        now=now,
        mark=mark,
    )
    return StatutoryNotice(
        letter=replace(made, drill=content["drill"]),
        work=work_of(contract, verb="", clauses=clauses, now=now),
        number=content["incident"],
        incident=content["title"],
        aware_at=datetime.fromisoformat(content["aware_at"]),
        act=act,
        rule="及び".join(rules),
        items=tuple(StatutoryItem(one["label"], one["text"], known=one["known"]) for one in content["items"]),
        stage=content["stage"],
        version=content["version"],
        authority=content["authority"] or "個人情報保護委員会",
        released=bool(content["applies"]),
        tests=tuple(Test(one["question"], one["answer"]) for one in content["tests"]),
        dates=tuple(
            StatutoryDate(
                one["label"],
                datetime.fromisoformat(one["due"]).date(),
                contract.label(one["whose"]),
                "" if one["count_confirmed"] else COUNTED,
            )
            for one in content["dates"]
        ),
        notes=tuple(content["unverified"]),
    )


def title_of(content: Content) -> str:
    """What the writing is called; papers are in Japanese. A drill says so first."""
    return f"{DRILL if content['drill'] else ''}{TITLE}"


def attachment(content: Content, pdf: bytes, *, now: datetime) -> Attachment:
    """The PDF as it goes with the submission, under a name that says what it is."""
    drill = "訓練-" if content["drill"] else ""
    title = f"{drill}漏えい等の通知-{content['incident']}"
    name = file_name(date_in_japan(now), title, f"第{content['version']}版")
    return Attachment(kind="submission", filename=name, content=pdf)
