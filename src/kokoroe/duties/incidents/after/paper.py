"""The minutes of the consultation (協議録) as PDF/A-2b, made from their frozen content and the contract."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.after.form import TOPICS
from kokoroe.duties.incidents.models import Consent, Minutes
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
TITLE = "協議録の提出について"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Someone who took part in a consultation, for which party (委託者, 受託者)."""

    party: str
    name: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What was consulted on: what was asked, what was agreed by whom and when.

    `subject` is its kind (業務の停止, 損害賠償, その他). With `agreed` empty it prints as still open. `due` is until
    when what was agreed is to be done.
    """

    subject: str
    asked: str
    asked_by: str = ""
    agreed: str = ""
    agreed_by: str = ""
    agreed_at: date | datetime | None = None
    due: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class PrintedMinutes:
    """The minutes (協議録) of one consultation. Moments are aware; `place` may be a means (Web会議, 電話)."""

    held_at: datetime
    place: str
    attendees: tuple[Attendee, ...]
    topics: tuple[Topic, ...]
    ended_at: datetime | None = None
    recorded_by: str = ""
    open_points: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ConsultationPaper:
    """協議録: the minutes with a covering letter. `work.verb` is what the letter asks for (確認), or empty."""

    letter: Letter
    work: Work
    number: str
    incident: str
    minutes: PrintedMinutes


def content_of(minutes: Minutes) -> dict[str, Any]:
    """What the minutes say, as they are frozen; with who confirmed them, once somebody did."""
    incident = minutes.incident
    consent: Consent | None = None if minutes.is_contested else getattr(minutes, "consent", None)
    return {
        "incident": incident.number,
        "title": incident.title,
        "drill": incident.drill,
        "version": minutes.number,
        "held_at": minutes.held_at.isoformat(),
        "means": minutes.means,
        "attended": {party: minutes.attended.get(party, "") for party in ("client", "contractor")},
        "topics": [
            {"subject": TOPICS[one["key"]].ja, "asked": one["asked"], "agreed": one["agreed"]}
            for one in minutes.topics
        ],
        "recorded_by": minutes.by.person.name,
        "recorded_for": minutes.party,
        "agreed_at": consent.at.isoformat() if consent else None,
        "agreed_by": consent.by.person.name if consent else "",
        "agreed_for": consent.party if consent else "",
    }


def minutes_pdf(
    contract: Contract,
    content: Content,
    *,
    verb: str,
    clauses: list[str],
    number: str,
    now: datetime,
    mark: str = "",
) -> bytes:
    """The minutes with their letter. Raises kokoroe.papers.render.PaperError for what cannot be printed."""
    made = letter(
        contract,
        title=TITLE,
        content=officers(contract, now),
        number=number,
        enclosures=(f"協議録（第{content['version']}版）",),
        now=now,
        mark=mark,
    )
    paper = ConsultationPaper(
        letter=replace(made, drill=content["drill"]),
        work=work_of(contract, verb=verb, clauses=clauses, now=now),
        number=content["incident"],
        incident=content["title"],
        minutes=printed(contract, content),
    )
    return render("consultation", data.to_json(paper), now=now)


def draft(minutes: Minutes, *, asked: tuple[str, list[str]], now: datetime) -> bytes:
    """The minutes as they would be submitted now, marked as a draft. Raises PaperError."""
    verb, clauses = asked
    content, contract = content_of(minutes), minutes.incident.contract
    return minutes_pdf(contract, content, verb=verb, clauses=clauses, number="", now=now, mark=DRAFT)


def printed(contract: Contract, content: Content) -> PrintedMinutes:
    """The minutes as papers print them; the report book has them too."""
    at = content["agreed_at"]
    by = f"{contract.label(content['agreed_for'])}　{content['agreed_by']}" if at else ""
    return PrintedMinutes(
        held_at=datetime.fromisoformat(content["held_at"]),
        place=content["means"],
        attendees=tuple(
            Attendee(contract.label(party), name.strip())
            for party, names in content["attended"].items()
            for name in names.splitlines()
            if name.strip()
        ),
        topics=tuple(
            Topic(
                one["subject"],
                one["asked"],
                agreed=one["agreed"],
                agreed_by=by,
                agreed_at=datetime.fromisoformat(at) if at else None,
            )
            for one in content["topics"]
        ),
        recorded_by=f"{contract.label(content['recorded_for'])}　{content['recorded_by']}",
    )


def title_of(content: Content) -> str:
    """What the writing is called; papers are in Japanese. A drill says so first."""
    return f"{DRILL if content['drill'] else ''}{TITLE}"


def attachment(content: Content, pdf: bytes, *, now: datetime) -> Attachment:
    """The PDF as it goes with the submission, under a name that says what it is."""
    drill = "訓練-" if content["drill"] else ""
    title = f"{drill}協議録-{content['incident']}"
    name = file_name(date_in_japan(now), title, f"第{content['version']}版")
    return Attachment(kind="submission", filename=name, content=pdf)
