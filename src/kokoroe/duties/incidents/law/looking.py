"""How an incident looks before the law: what is answered, which rules apply, which dates run, what was done of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kokoroe.annex.assessment import Assessment, Verdict, assess
from kokoroe.annex.law import Answers, Clock, Kind, Law, Rule, Said
from kokoroe.annex.statutory import Running, running
from kokoroe.duties.incidents.happenings import STATUTORY
from kokoroe.duties.incidents.kinds import PERSONAL_INFORMATION
from kokoroe.duties.incidents.models import Appraisal, Filing, Incident, LawCheck, StageReport
from kokoroe.packs import laws
from kokoroe.packs.calendar import CLOSED_DAYS


@dataclass(frozen=True, slots=True)
class Look:
    """Everything of an incident that matters before the law, read once."""

    law: Law
    aware_at: datetime
    checks: Sequence[LawCheck]
    answers: Answers
    assessment: Assessment
    running: tuple[Running, ...]
    filings: Sequence[Filing]
    notices: Sequence[StageReport]
    met: Mapping[str, datetime]

    @property
    def check(self) -> LawCheck | None:
        """The latest answers; None before anybody answered."""
        return self.checks[-1] if self.checks else None

    @property
    def concerned(self) -> bool:
        """Whether personal information is, or may be, concerned: only then does anything run."""
        return self.answers.get(PERSONAL_INFORMATION) in (Said.YES, Said.POSSIBLE)

    @property
    def next_version(self) -> int:
        """The number of the notice that would be submitted now."""
        return 1 + max((notice.version for notice in self.notices), default=0)


def look(incident: Incident) -> Look:
    """The incident before the law, as recorded until now."""
    law = laws.load()
    appraisal = incident.appraisal
    checks = list(LawCheck.objects.filter(incident=incident).select_related("by__person__organisation"))
    filings = list(Filing.objects.filter(incident=incident, struck_at=None).select_related("by__person"))
    notices = list(
        StageReport.objects.filter(incident=incident, subject=STATUTORY)
        .select_related("submission")
        .defer("submission__content")
    )
    answers = {**noticed(appraisal), **(read_answers(law, checks[-1].answers) if checks else {})}
    assessment = assess(law, answers, appraisal.aware_at)
    met = when_met(law, filings, notices)
    return Look(
        law=law,
        aware_at=appraisal.aware_at,
        checks=checks,
        answers=answers,
        assessment=assessment,
        running=running(assessment, appraisal.aware_at, CLOSED_DAYS, met=met),
        filings=filings,
        notices=notices,
        met=met,
    )


def noticed(appraisal: Appraisal) -> dict[str, Said | int]:
    """What the incident's own record answers: whether personal information is concerned."""
    if PERSONAL_INFORMATION not in appraisal.tags.split():
        return {}
    return {PERSONAL_INFORMATION: Said.POSSIBLE if appraisal.possibility else Said.YES}


def read_answers(law: Law, kept: Mapping[str, object]) -> dict[str, Said | int]:
    """Answers as a row keeps them; what the law no longer asks is left out."""
    found: dict[str, Said | int] = {}
    for key, value in kept.items():
        question = law.by_key.get(key)
        if question is None:
            continue
        if question.kind is Kind.COUNT:
            if isinstance(value, int):
                found[key] = value
        else:
            found[key] = Said(str(value))
    return found


def when_met(law: Law, filings: Sequence[Filing], notices: Sequence[StageReport]) -> dict[str, datetime]:
    """When each statutory clock was met first: by a recorded report, or by a notice that reached the client."""
    moments = [(filing.clock, filing.made_at) for filing in filings]
    arrived = [notice.arrived_at for notice in notices if notice.arrived_at is not None]
    moments += [(key, at) for key in keys_of_notices(law) for at in arrived]
    met: dict[str, datetime] = {}
    for key, at in sorted(moments, key=lambda one: one[1]):
        met.setdefault(key, at)
    return met


def keys_of_notices(law: Law) -> list[str]:
    """The clocks that the contractor's notice to the client meets: those that release others."""
    return list(
        dict.fromkeys(
            f"{rule.key}.{clock.key}" for rule in law.rules for clock in rule.clocks if clock.releases
        )
    )


def clock_of(law: Law, key: str) -> tuple[Rule, Clock] | None:
    """The rule and the clock of a key such as `public-body.preliminary`; None when the law has none."""
    found = ((rule, clock) for rule in law.rules for clock in rule.clocks if f"{rule.key}.{clock.key}" == key)
    return next(found, None)


def may_be_released(one: Running) -> bool:
    """Whether another clock of the same debtor stands for this one, so that it need not be waited for itself."""
    return any(
        one.clock.key in other.releases and other.debtor is one.clock.debtor for other in one.rule.clocks
    )


def is_open(found: Look) -> bool:
    """Whether an answer is still needed to say which rules apply."""
    return any(finding.verdict is Verdict.OPEN for finding in found.assessment.findings)
