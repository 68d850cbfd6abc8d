"""Incident rows as facts: what was noticed, what was reported and when it arrived, what was done, how it ended.

What happened is read out of all the tables of incidents in one query (`happenings`); what is in writing comes with its
steps.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Concat

from kokoroe.annex import facts
from kokoroe.annex.days import spoken
from kokoroe.annex.moves import awareness
from kokoroe.annex.pack import Party
from kokoroe.annex.statutory import QUESTIONS, Running
from kokoroe.annex.text import Text, say
from kokoroe.annex.types.responses import OF_THE_CLIENT
from kokoroe.contracts.facts import BEGINNING
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.awareness import INCIDENT, Record, record_facts
from kokoroe.duties.incidents.kinds import DRILL, STEPS
from kokoroe.duties.incidents.law import dates
from kokoroe.duties.incidents.models import (
    Appraisal,
    Closing,
    Consent,
    Delivery,
    Filing,
    Incident,
    LawCheck,
    Measure,
    Procedure,
    Responder,
    StageReport,
)
from kokoroe.duties.incidents.models.writings import STATUTORY
from kokoroe.packs import laws
from kokoroe.submissions.facts import taken
from kokoroe.submissions.models import Confirmation, Step
from kokoroe.submissions.reading import Writings

STRUCTURE, CONTAINMENT, CONSULTATION, REPORTS, DRILLED = (
    "incident:structure",
    "incident:containment",
    "consultation",
    "statutory-report",
    "drill",
)
PROCEDURE = "procedure"
WATCHED = (INCIDENT, PROCEDURE, CONSULTATION, REPORTS, DRILLED)
RELATED = ("submission__stage_report__incident",)
"""What must be read along with the steps of writings, as `submissions.reading.writings_of` takes it."""


def facts_of(contracts: Collection[Contract], writings: Writings) -> Iterator[tuple[int, facts.Fact]]:
    """The facts of these contracts, each with its contract's primary key, in a constant number of queries.

    `writings` are read along with what RELATED names.
    """
    for contract in contracts:
        for subject in WATCHED:
            yield (
                contract.pk,
                facts.Watched(happened_at=BEGINNING, recorded_at=contract.created_at, subject=subject),
            )
    found = happenings(contracts)
    for happening, fact in of_happenings(found):
        if not happening.drill:
            yield happening.contract, fact
        elif happening.what == "closed" and happening.word == "done":
            yield happening.contract, drilled(happening)
    if found:
        yield from of_the_law([one for one in found if not one.drill], contracts, writings)
    yield from reported(writings)
    for procedure in Procedure.objects.filter(contract__in=contracts).defer("content"):
        for step in steps_of_procedure(procedure, writings.get(procedure.submission_id or 0, ())):
            yield procedure.contract_id, step


def reported(writings: Writings) -> Iterator[tuple[int, facts.Fact]]:
    """The reports among writings, but for those of drills, each with its contract's primary key."""
    for steps in writings.values():
        report: StageReport | None = getattr(steps[0].submission, "stage_report", None)
        if report is not None and report.subject != STATUTORY and not report.incident.drill:
            for step in steps_of_report(report, steps):
                yield report.incident.contract_id, step


def steps_of_report(report: StageReport, steps: Sequence[Step]) -> Iterator[facts.Stepped]:
    """The report as a writing that answers the incident: submitted once it has arrived, then what the client did."""
    for one in taken(steps):
        step, name, at, recorded_at = one.row, one.step, one.happened_at, one.recorded_at
        if name is facts.Step.SUBMITTED:
            if report.arrived_at is None or report.arrival_recorded_at is None:
                name = facts.Step.SENT
            else:
                at, recorded_at = report.arrived_at, report.arrival_recorded_at
        title = step.submission.title
        yield facts.Stepped(
            happened_at=at,
            recorded_at=recorded_at,
            day_only=one.day_only,
            subject=report.subject,
            ref=str(report.submission_id),
            of=str(report.incident_id),
            step=name,
            verb=step.submission.verb,
            reason=why_late(report, step),
            evidence=(facts.Evidence(Text(title, title), f"submission:{report.submission_id}"),),
        )


def why_late(report: StageReport, step: Step) -> str:
    """The contractor's reason, or when it arrived or was decided: without a reason it was submitted in time."""
    if report.delay_reason or report.arrived_at is None:
        return report.delay_reason
    arrived = spoken(report.arrived_at).ja
    if step.name == "accepted":
        decided = step.moment
        day = spoken(decided.earliest, day_only=decided.at is None).ja
        return f"提出の到達は{arrived}、{step.submission.verb}は{day}"
    if step.name == "submitted" and report.arrived_at > step.happened_at:
        return f"提出は{spoken(step.happened_at).ja}、委託者への到達は{arrived}"
    return ""


def steps_of_procedure(procedure: Procedure, steps: Sequence[Step]) -> Iterator[facts.Stepped]:
    """The procedure as a document: drafted, prepared (整備), and what became of its writing to the client."""
    began, finished_at = procedure.created_at, procedure.finished_at
    found = [(facts.Step.DRAFTED, began, began, False, "")]
    if finished_at is not None:
        found.append((facts.Step.PREPARED, finished_at, finished_at, False, ""))
    found += [
        (step, at, recorded_at, day_only, row.submission.verb)
        for row, step, at, recorded_at, day_only in taken(steps)
    ]
    label = title_of(procedure)
    for name, at, recorded_at, day_only, verb in found:
        yield facts.Stepped(
            happened_at=at,
            recorded_at=recorded_at,
            day_only=day_only,
            subject=PROCEDURE,
            ref=str(procedure.pk),
            step=name,
            verb=verb,
            evidence=(facts.Evidence(label, f"procedure:{procedure.number}"),),
        )


def title_of(procedure: Procedure) -> Text:
    """What a procedure is called."""
    return Text(
        f"報告手順書 第{procedure.number}版", f"Incident reporting procedure, version {procedure.number}"
    )


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of an incident, as far as facts are made of it: `flag` and `word` are the row's own."""

    what: str
    incident: int
    contract: int
    number: str
    kind: str
    drill: bool
    at: datetime
    recorded_at: datetime
    flag: bool
    word: str


CALL = Concat("subject", Value("#"), Cast("pk", CharField()))
"""What a call answers with, and which one it is."""
NOTICED = Concat("tags", Value("#"), Cast("pk", CharField()))
"""What a record of awareness says it is, and which one it is."""
ANSWERS = {
    "papered": facts.MoveAnswer.RECORDED,
    "consented": facts.MoveAnswer.AGREED,
    "refused": facts.MoveAnswer.REFUSED,
}
OF_RECORDS = ("moved", "heard", "informed", *ANSWERS)
"""What is said of records of awareness."""

# Of minutes that were confirmed on paper: that nobody recorded the time, and what the client said of the record since.
_ANSWER = {"submission": OuterRef("minutes__submission"), "name": "accepted"}
UNTIMED = Step.objects.filter(**_ANSWER, day_only=True, timed_at__isnull=True)
CONTESTED = Step.objects.filter(
    ~Exists(Confirmation.objects.filter(step=OuterRef("pk"), outcome="confirmed")),
    Exists(Confirmation.objects.filter(step=OuterRef("pk"), outcome="contested")),
    **_ANSWER,
)

STANDS = ExpressionWrapper(Q(struck_at__isnull=True), BooleanField())

# Model, and the columns of `at`, `recorded_at`, `flag` and `word`.
HAPPENINGS: dict[str, tuple[type[Model], str, str, Any, Any]] = {
    "noticed": (Appraisal, "aware_at", "recorded_at", "possibility", NOTICED),
    "informed": (Appraisal, "company_at", "recorded_at", "possibility", NOTICED),
    "moved": (Appraisal, "recorded_at", "recorded_at", "unasked", NOTICED),
    "heard": (Appraisal, "told_at", "recorded_at", "unasked", NOTICED),
    "papered": (Appraisal, "paper_at", "recorded_at", "unasked", NOTICED),
    "consented": (Appraisal, "agreed_at", "recorded_at", "unasked", NOTICED),
    "refused": (Appraisal, "refused_at", "recorded_at", "unasked", NOTICED),
    "joined": (Responder, "since", "recorded_at", Value(value=True), "role"),
    "measured": (Measure, "done_at", "recorded_at", "applies", "key"),
    "called": (Delivery, "at", "recorded_at", Value(value=True), CALL),
    "believed": (Delivery, "confirmed_at", "confirmed_at", Value(value=True), CALL),
    "told": (Filing, "made_at", "recorded_at", STANDS, "clock"),
    "agreed": (Consent, "at", "recorded_at", ~Exists(UNTIMED), "party"),
    "closed": (Closing, "at", "at", Value(value=True), "how"),
    "reopened": (Closing, "reopened_at", "reopened_at", Value(value=True), "how"),
}


ENDS = {"done": facts.Act.CLOSED, "false-alarm": facts.Act.DISMISSED, "merged": facts.Act.MERGED}
"""What each way of closing an incident means to what it called for."""

# What was struck is no fact, nor an agreement that the other side contests; what was brought is a report, with its own
# arrival.
STANDING = {
    "agreed": ~Q(Exists(CONTESTED)),
    "reopened": Q(reopened_at__isnull=False),
    "informed": Q(company_at__isnull=False),
    "moved": ~Q(mover=""),
    "heard": Q(told_at__isnull=False),
    "papered": Q(paper_counts=True),
    "consented": Q(agreed_at__isnull=False),
    "refused": Q(refused_at__isnull=False),
    "measured": Q(struck_at__isnull=True),
    "called": Q(how="phone"),
    "believed": Q(how="phone", confirmed_at__isnull=False),
}


def happenings(contracts: Collection[Contract]) -> list[Happening]:
    """Everything of these contracts' incidents that facts are made of, but for what is in writing."""
    known = Incident.objects.filter(contract__in=contracts).only(*OF_INCIDENT)
    return of_rows(known, Q(incident__contract__in=contracts))


def happenings_of(incidents: Sequence[Incident]) -> list[Happening]:
    """The same of some incidents alone."""
    return of_rows(incidents, Q(incident__in=[one.pk for one in incidents]))


OF_INCIDENT = ("contract_id", "number", "kind", "drill")


def of_rows(incidents: Iterable[Incident], which: Q) -> list[Happening]:
    """What the rows say, each with what is known of its incident."""
    known = {one.pk: [getattr(one, name) for name in OF_INCIDENT] for one in incidents}
    # Most contracts have no incident, and the one query for all their rows is a long one.
    rows = rows_of(which) if known else ()
    return [Happening(what, pk, *known[pk], *row) for what, pk, *row in rows if pk in known]


def rows_of(which: Q) -> "QuerySet[Any, Any]":
    """What happened, out of all the tables."""
    queries = [
        model._default_manager.filter(which & STANDING.get(what, Q())).values_list(  # noqa: SLF001 (Django's own name for it)
            Value(what, output_field=CharField()), "incident_id", *columns
        )
        for what, (model, *columns) in HAPPENINGS.items()
    ]
    first, *others = (query.order_by() for query in queries)
    return first.union(*others, all=True)


def of_happenings(found: Iterable[Happening]) -> Iterator[tuple[Happening, facts.Fact]]:
    """The facts of incidents, in whatever order their rows came. Those of a drill say so."""
    by_incident = defaultdict(list)
    for happening in found:
        by_incident[happening.incident].append(happening)
    for own in by_incident.values():
        own.sort(key=lambda one: (one.recorded_at, one.at))
        of = defaultdict(list)
        for one in own:
            of[one.what].append(one)
        rows = {row_of(one): one for one in of["noticed"]}
        for record, fact in noticed(of):
            yield rows[record.key], fact
        if joined := of["joined"]:
            yield joined[0], done(STRUCTURE, facts.Act.DONE, min(joined, key=lambda one: one.at))
        if last := contained(of["measured"]):
            yield last, done(CONTAINMENT, facts.Act.DONE, last)
        yield from of_calls(of["called"], of["believed"])
        for one in of["agreed"]:
            yield one, done(CONSULTATION, facts.Act.AGREED, one, day_only=not one.flag)
        yield from of_ends(of["closed"], of["reopened"])


def noticed(
    of: Mapping[str, Sequence[Happening]],
) -> Iterator[tuple[Record, facts.Occurred | facts.MoveAnswered]]:
    """An incident as it was recorded, from all that happened to it; a later record corrects an earlier one."""
    first = of["noticed"][0]
    return record_facts(
        records_of(of),
        ref=str(first.incident),
        name=called(first),
        evidence=evidence_of(first),
        marks=frozenset({DRILL} if first.drill else ()),
    )


def records_of(of: Mapping[str, Sequence[Happening]]) -> list[Record]:
    """The records of awareness, the first recorded first, with what was said of each."""
    at = {what: {row_of(one): one for one in of.get(what, ())} for what in OF_RECORDS}
    found = []
    for one in sorted(of["noticed"], key=lambda one: (one.recorded_at, int(row_of(one)))):
        key = row_of(one)
        said = {answer: at[what][key].at for what, answer in ANSWERS.items() if key in at[what]}
        moved, heard, informed = (at[what].get(key) for what in ("moved", "heard", "informed"))
        found.append(
            Record(
                key=key,
                aware_at=one.at,
                company_at=informed.at if informed else None,
                possibility=one.flag,
                tags=frozenset(tags_of(one)),
                recorded_at=one.recorded_at,
                is_move=moved is not None,
                told_at=heard.at if heard else None,
                unasked=moved is not None and moved.flag,
                answers=said,
            )
        )
    return found


def tags_of(one: Happening) -> list[str]:
    """The tags of a record of awareness."""
    return one.word.rpartition("#")[0].split()


def row_of(one: Happening) -> str:
    """Which record of awareness it is, or speaks of."""
    return one.word.rpartition("#")[2]


def done(subject: str, act: facts.Act, one: Happening, *, day_only: bool = False) -> facts.Done:
    """What somebody did about an incident."""
    return facts.Done(
        day_only=day_only,
        happened_at=one.at,
        recorded_at=one.recorded_at,
        subject=subject,
        ref=f"{subject}:{one.incident}",
        act=act,
        of=str(one.incident),
        evidence=evidence_of(one),
    )


def of_ends(
    closed: Iterable[Happening], reopened: Iterable[Happening]
) -> Iterator[tuple[Happening, facts.Fact]]:
    """How an incident ended, and that it went on all the same."""
    for one in closed:
        yield one, done(INCIDENT, ENDS[one.word], one)
    for one in reopened:
        yield one, done(INCIDENT, facts.Act.OPENED, one)


def of_calls(
    called: Iterable[Happening], believed: Iterable[Happening]
) -> Iterator[tuple[Happening, facts.Fact]]:
    """The calls to the client about a stage, and those that it confirmed."""
    for act, rows in ((facts.Act.TOLD, called), (facts.Act.CONFIRMED, believed)):
        for one in rows:
            subject, _, _ = one.word.partition("#")
            yield one, replace(done(subject, act, one), ref=one.word)


def drilled(one: Happening) -> facts.Stepped:
    """A drill that was carried out to the end: what a duty to rehearse asks for."""
    return facts.Stepped(
        happened_at=one.at,
        recorded_at=one.recorded_at,
        subject=DRILLED,
        ref=str(one.incident),
        step=facts.Step.PREPARED,
        evidence=evidence_of(one),
    )


def of_the_law(
    found: Iterable[Happening], contracts: Collection[Contract], writings: Writings
) -> Iterator[tuple[int, facts.Fact]]:
    """What the law wants reported of each incident, by when, and what was reported of it; one query."""
    by_incident: dict[int, list[Happening]] = defaultdict(list)
    for happening in found:
        by_incident[happening.incident].append(happening)
    answered: dict[int, list[dates.Answered]] = defaultdict(list)
    for check in LawCheck.objects.filter(incident__contract__in=contracts).only(
        "incident", "number", "recorded_at", "answers", "known_at"
    ):
        answered[check.incident_id].append(dates.Answered(check.recorded_at, check.answers, check.known_at))
    notices = notices_of(writings)
    for incident, own in by_incident.items():
        own.sort(key=lambda one: (one.recorded_at, one.at))
        for fact in reports_of(own, answered[incident], notices[incident]):
            yield own[0].contract, fact


def notices_of(writings: Writings) -> dict[int, list[tuple[datetime, datetime]]]:
    """When the law's notices on each incident reached the client, and when that was recorded."""
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for steps in writings.values():
        report: StageReport | None = getattr(steps[0].submission, "stage_report", None)
        if report is None or report.subject != STATUTORY:
            continue
        if report.arrived_at is not None and report.arrival_recorded_at is not None:
            found[report.incident_id].append((report.arrived_at, report.arrival_recorded_at))
    return found


def reports_of(
    own: Sequence[Happening], answered: Sequence[dates.Answered], notices: Sequence[tuple[datetime, datetime]]
) -> Iterator[facts.Fact]:
    """The facts about one incident before the law; `own` are in the order of the record."""
    law = laws.load()
    noticed = [one for one in own if one.what == "noticed"]
    over_time = list(dates.over_time(law, list(known_over_time(own)), answered))
    ever: set[str] = set()
    before: dict[str, Running] = {}
    for moment, standing in over_time:
        wanted = standing.waited_for()
        for key, one in wanted.items():
            yield wanted_of(noticed, key, one, standing.known_at, moment)
            if key in ever - before.keys():
                yield on_report(noticed[0], key, facts.Act.OPENED, moment, moment)
        for key in before.keys() - wanted.keys():
            yield on_report(noticed[0], key, facts.Act.INAPPLICABLE, moment, moment)
        before = wanted
        ever |= wanted.keys()
    filed = [(one.word, one.at, one.recorded_at) for one in own if one.what == "told" and one.flag]
    filed += [(key, *arrived) for key in dates.keys_of_notices(law) for arrived in notices]
    met = dates.when_met(law, over_time[-1][1].known_at, filed=[(key, at) for key, at, _ in filed])
    for key in met.keys() & ever:
        recorded_at = min(recorded for of, at, recorded in filed if (of, at) == (key, met[key]))
        yield on_report(noticed[0], key, facts.Act.DONE, met[key], recorded_at)
    for end in (one for one in own if one.what == "closed" and ENDS[one.word] is not facts.Act.CLOSED):
        for key in ever:
            yield on_report(noticed[0], key, ENDS[end.word], end.at, end.recorded_at)


def known_over_time(own: Sequence[Happening]) -> Iterator[dates.Noticed]:
    """How the incident was known by each moment at which that changed: the law's dates run from what stood then."""
    of = defaultdict(list)
    for one in own:
        of[one.what].append(one)
    records, found = records_of(of), [fact for _, fact in noticed(of)]
    for moment in sorted({fact.recorded_at for fact in found}):
        last = [one for one in records if one.recorded_at <= moment][-1]
        stands = awareness(fact for fact in found if fact.recorded_at <= moment)
        yield dates.Noticed(moment, stands.first_at, last.possibility, sorted(last.tags))


def wanted_of(
    noticed: Sequence[Happening], key: str, one: Running, known_at: datetime, recorded_at: datetime
) -> facts.Occurred:
    """A report that the law wants, as a record of the incident has it; a later record corrects it."""
    incident = noticed[0]
    return facts.Occurred(
        happened_at=min(each.at for each in noticed),
        recorded_at=recorded_at,
        subject=REPORTS,
        ref=f"{incident.incident}/{key}",
        name=say(
            "{incident}：{what}",
            "{incident}: {what}",
            incident=called(incident),
            what=dates.name_of(key, one),
        ),
        aware_at=known_at,
        due_at=one.due_at,
        tags=frozenset({OF_THE_CLIENT} if owes(key, one) is Party.CLIENT else ()),
        evidence=evidence_of(incident),
    )


def on_report(
    incident: Happening, key: str, act: facts.Act, at: datetime, recorded_at: datetime
) -> facts.Done:
    """What became of a report that the law wants."""
    return facts.Done(
        happened_at=at,
        recorded_at=recorded_at,
        subject=REPORTS,
        ref=f"{incident.incident}/{key}",
        act=act,
        of=f"{incident.incident}/{key}",
        evidence=evidence_of(incident),
    )


def owes(key: str, one: Running) -> Party:
    """Whose it is: a report its debtor's; the questions are the contractor's to answer."""
    return Party.CONTRACTOR if key == QUESTIONS else one.clock.debtor


def called(one: Happening) -> Text:
    """What an incident is called where there are several: its number, which everybody at the contract may see."""
    return Text(f"インシデント {one.number}", f"Incident {one.number}")


def evidence_of(one: Happening) -> tuple[facts.Evidence, ...]:
    """The incident's own page."""
    return (facts.Evidence(called(one), f"incident:{one.number}"),)


def contained(measures: Sequence[Happening]) -> Happening | None:
    """The measure that completed the check list of the incident's kind; None while a line of it is open.

    A list in which nothing applied completes nothing.
    """
    listed = [one for one in measures if one.word]
    if not listed or not any(one.flag for one in listed):
        return None
    wanted = STEPS[listed[0].kind].keys()
    if not wanted <= {one.word for one in listed}:
        return None
    return max((one for one in listed if one.word in wanted), key=lambda one: one.at)
