"""Everything on record of one incident, read at once: what its page shows, and what its stages are judged by."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast

from kokoroe.accounts.models import Account
from kokoroe.accounts.per_request import is_reading
from kokoroe.clock.models import Acknowledgement, Alarm, Deadline, Message, Notice
from kokoroe.contracts import facts as contract_facts
from kokoroe.contracts.gathering import Part, gather_once, remember
from kokoroe.contracts.models import Agreement, ContractDate, ContractPack
from kokoroe.contracts.prepared import ask_about
from kokoroe.duties.incidents import clockwork
from kokoroe.duties.incidents.models import (
    Appraisal,
    Closing,
    Consent,
    Custody,
    Delivery,
    EvidenceFile,
    Filing,
    Incident,
    LawCheck,
    Lesson,
    Measure,
    Minutes,
    Report,
    Responder,
    StageReport,
    Suspension,
    Task,
    TimelineNote,
)
from kokoroe.duties.incidents.stages import Stage, stages
from kokoroe.duties.incidents.writing.arrival import NEWS
from kokoroe.submissions.models import Step, Submission

OWN: dict[str, type[Model]] = {
    "appraisals": Appraisal,
    "closings": Closing,
    "responders": Responder,
    "measures": Measure,
    "notes": TimelineNote,
    "tasks": Task,
    "files": EvidenceFile,
    "reports": Report,
    "deliveries": Delivery,
    "stage_reports": StageReport,
}
"""An incident's own rows, by the name under which it has them."""

TOLD = ("incident", "incident.reported", "incident.moved")
"""The kinds of news about an incident whose ref is the incident."""
UNREAD = frozenset({"subject", "body", "lease_token", "href", "address", "key", "provider_ref"})


@dataclass(frozen=True, slots=True)
class OnRecord:
    """An incident with its rows at hand (`incident.notes.all()` asks nothing), its stages, and who was told of it."""

    incident: Incident
    stages: Sequence[Stage]
    deadlines: Sequence[Deadline]
    alarms: Sequence[Alarm]
    acknowledged: Sequence[Acknowledgement]
    messages: Sequence[Message]
    notices: Sequence[Notice]

    @property
    def reports(self) -> list[StageReport]:
        """What was put in writing, the first first; each with its writing and its steps."""
        return list(self.incident.stage_reports.all())


def on_record(incident: Incident, at: datetime) -> OnRecord:
    """All of it as of `at` (aware), with the contract's terms; three queries, however much there is."""
    rows = gather_once("incident on record", parts, incident.pk, str(incident.pk), incident.contract_id)
    _introduce(rows)
    for name, model in OWN.items():
        for row in rows[model]:
            row.incident = incident
        remember(incident, name, rows[model])
    _join(rows[Submission], rows[StageReport], "submission_id", "submission")
    _hang(rows[Submission], rows[Step], "submission", "steps")
    _hang(rows[EvidenceFile], rows[Custody], "file", "custody")
    _hang(rows[Report], rows[EvidenceFile], "report", "files")
    for submission in rows[Submission]:
        submission.contract = incident.contract
    for alarm in rows[Alarm]:
        alarm.deadline = next(one for one in rows[Deadline] if one.pk == alarm.deadline_id)
    remember(incident.contract, "packs", rows[ContractPack])
    dates = sorted(rows[ContractDate], key=attrgetter("recorded_at", "pk"))
    remember(incident.contract, "dates", dates)
    terms = contract_facts.facts_of([incident.contract], rows[Agreement], dates)
    known = [fact for _pk, fact in terms]
    return OnRecord(
        incident=incident,
        stages=stages(incident, at, known=known, reports=rows[StageReport]),
        deadlines=rows[Deadline],
        alarms=rows[Alarm],
        acknowledged=rows[Acknowledgement],
        messages=rows[Message],
        notices=rows[Notice],
    )


def parts(incident: int, ref: str, contract: int) -> list[Part]:
    """The tables of which it is made. `ref` is the incident's key in words."""
    of_clock = Q(contract=contract, kind=clockwork.KIND, ref=ref)
    written = Submission.objects.filter(stage_report__incident=incident)
    refs = written.annotate(ref=Cast("pk", CharField())).order_by().values("ref")
    of_news = Q(contract=contract, kind__in=TOLD, ref=ref)
    of_news |= Q(contract=contract, kind=NEWS, ref__in=refs)
    deadlines = Deadline.objects.filter(of_clock)
    own = [
        Part(
            model._default_manager.filter(incident=incident)  # noqa: SLF001 (Django's own name for it)
        )
        for model in OWN.values()
    ]
    return [
        *own,
        Part(Custody.objects.filter(file__incident=incident)),
        Part(ContractDate.objects.filter(contract=contract)),
        Part(Agreement.objects.filter(contract=contract)),
        Part(ContractPack.objects.filter(contract=contract)),
        Part(written),
        Part(Step.objects.filter(submission__stage_report__incident=incident)),
        Part(deadlines),
        Part(Alarm.objects.filter(deadline__in=deadlines, fired_at__isnull=False)),
        Part(Acknowledgement.objects.filter(deadline__in=deadlines)),
        Part(Message.objects.filter(of_news), UNREAD),
        Part(Notice.objects.filter(of_news, account__isnull=False), frozenset({"key"})),
    ]


AFTER: dict[str, type[Model]] = {
    "minutes": Minutes,
    "law_checks": LawCheck,
    "filings": Filing,
    "suspensions": Suspension,
    "lessons": Lesson,
}
"""What follows an incident, by the name under which it has the rows."""


def with_what_follows(incident: Incident) -> Incident:
    """The incident with what the law says and what was done afterwards at hand; two queries."""
    rows = gather_once("what follows", following, incident.pk)
    _introduce(rows)
    for name, model in AFTER.items():
        for row in rows[model]:
            row.incident = incident
        remember(incident, name, rows[model])
    agreed = {consent.minutes_id: consent for consent in rows[Consent]}
    for minutes in rows[Minutes]:
        Minutes.consent.related.set_cached_value(minutes, agreed.get(minutes.pk))
    return incident


def following(incident: int) -> list[Part]:
    """The tables of which it is made."""
    models: list[type[Model]] = [*AFTER.values(), Consent]
    return [
        Part(model._default_manager.filter(incident=incident), with_json=True)  # noqa: SLF001 (Django's own name for it)
        for model in models
    ]


def stages_at_hand(incident: Incident, at: datetime) -> Sequence[Stage]:
    """How its stages stand; a request that only reads has all that is on record of it at hand then."""
    return on_record(incident, at).stages if is_reading() else stages(incident, at)


def _introduce(rows: dict[type[Model], list[Any]]) -> None:
    """Let every row know the account behind it; one query."""
    names = ("by", "struck_by", "created_by", "settled_by", "resumed_by", "account")
    held = [
        (row, name)
        for own in rows.values()
        for row in own
        for name in names
        if getattr(row, f"{name}_id", None) is not None
    ]
    known: list[Account] = ask_about(
        "accounts", accounts_of, sorted({getattr(row, f"{name}_id") for row, name in held})
    )
    accounts = {account.pk: account for account in known}
    for row, name in held:
        setattr(row, name, accounts[getattr(row, f"{name}_id")])


def accounts_of(*these: int) -> "QuerySet[Account]":
    """Accounts by their keys, with person and organisation."""
    return Account.objects.filter(pk__in=these)


def _join(parents: Iterable[Any], children: Iterable[Any], column: str, name: str) -> None:
    known = {parent.pk: parent for parent in parents}
    for child in children:
        setattr(child, name, known[getattr(child, column)])


def _hang(parents: Sequence[Any], children: Iterable[Any], name: str, many: str) -> None:
    """Children under their parents, both ways; one whose parent was not read stands alone."""
    known = {parent.pk: parent for parent in parents}
    found: dict[int, list[Any]] = defaultdict(list)
    for child in children:
        parent = known.get(getattr(child, f"{name}_id"))
        if parent is not None:
            setattr(child, name, parent)
            found[parent.pk].append(child)
    for parent in parents:
        remember(parent, many, found[parent.pk])
