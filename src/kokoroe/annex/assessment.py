"""Which statutory reports an incident calls for, from the answers to the rules' questions.

Possible counts as yes: the mere possibility has to be reported too. What takes an incident out of a rule must be
certain, so an unanswered exemption stops nothing, and is said to be open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kokoroe.annex.days import date_in_japan
from kokoroe.annex.law import Answers, Category, Kind, Law, Question, Rule, Said
from kokoroe.annex.text import Text, listed, say


class Verdict(StrEnum):
    """Whether a rule applies."""

    APPLIES = "applies"
    OPEN = "open"
    """Not yet to be said: an answer is missing."""
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How one rule judges an incident."""

    rule: Rule
    verdict: Verdict
    why: Text
    categories: tuple[Category, ...] = ()
    decided_by: tuple[str, ...] = ()
    """The questions whose answers decided."""
    could_change: tuple[str, ...] = ()
    """The questions without an answer that could change the verdict, the categories or the dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """How all rules in force judge an incident."""

    verdict: Verdict
    why: Text
    findings: tuple[Finding, ...]
    could_change: tuple[str, ...]

    @property
    def applying(self) -> tuple[str, ...]:
        """The rules that apply."""
        return tuple(one.rule.key for one in self.findings if one.verdict is Verdict.APPLIES)


def assess(law: Law, answers: Answers, at: datetime) -> Assessment:
    """What the rules in force on the JST day of `at` (when what is to be reported became known) say to the answers."""
    findings = tuple(_judge(law, rule, answers) for rule in law.in_force(date_in_japan(at)))
    verdicts = {finding.verdict for finding in findings}
    verdict = next((one for one in Verdict if one in verdicts), Verdict.NOT)
    open_keys = {key for finding in findings for key in finding.could_change}
    return Assessment(
        verdict=verdict,
        why=_summary(verdict, findings),
        findings=findings,
        could_change=tuple(question.key for question in law.questions if question.key in open_keys),
    )


def _judge(law: Law, rule: Rule, answers: Answers) -> Finding:
    for key in rule.requires:
        if _holds(law.by_key[key], answers.get(key)) is False:
            return Finding(
                rule=rule,
                verdict=Verdict.NOT,
                why=say(
                    "「{what}」に当たりません。", "The answer to “{what}” is no.", what=law.by_key[key].text
                ),
                decided_by=(key,),
            )
    for exemption in rule.exemptions:
        if _holds(law.by_key[exemption.question], answers.get(exemption.question)):
            return Finding(
                rule=rule,
                verdict=Verdict.NOT,
                why=say(
                    "{what}ため、報告の対象外です。", "Not to be reported: {what}.", what=exemption.label
                ),
                decided_by=(exemption.question,),
            )
    hits = tuple(one for one in rule.categories if _hits(law, one, answers))
    unknown = tuple(one.question for one in rule.categories if _hits(law, one, answers) is None)
    if not hits and not unknown:
        return Finding(
            rule=rule,
            verdict=Verdict.NOT,
            why=say(
                "報告を要するどの類型にも当たりません。", "It is none of the kinds that have to be reported."
            ),
            decided_by=_once(one.question for one in rule.categories),
        )
    wanting = tuple(key for key in rule.requires if key not in answers)
    exemptions = tuple(one.question for one in rule.exemptions if one.question not in answers)
    could_change = _once((*wanting, *exemptions, *unknown))
    what = listed(one.label for one in hits)
    if hits and not wanting:
        return Finding(
            rule=rule,
            verdict=Verdict.APPLIES,
            why=say("次に当たります：{what}。", "It is to be reported: {what}.", what=what),
            categories=hits,
            decided_by=_once((*rule.requires, *(one.question for one in hits))),
            could_change=could_change,
        )
    return Finding(
        rule=rule,
        verdict=Verdict.OPEN,
        why=say(
            "まだ判断できません。{n}問が未回答です。",
            "Not yet decided: {n} without an answer.",
            n=str(len(could_change)),
        ),
        categories=hits,
        decided_by=(),
        could_change=could_change,
    )


def _hits(law: Law, category: Category, answers: Answers) -> bool | None:
    """Whether a category applies; None while its question has no answer."""
    answer = answers.get(category.question)
    if category.above is None or answer is None:
        return _holds(law.by_key[category.question], answer)
    return isinstance(answer, int) and answer > category.above


def _holds(question: Question, answer: Said | int | None) -> bool | None:
    if answer is None:
        return None
    if question.kind is Kind.COUNT:
        return isinstance(answer, int) and answer > 0
    return answer is Said.YES or (answer is Said.POSSIBLE and question.kind is Kind.EVENT)


def _summary(verdict: Verdict, findings: tuple[Finding, ...]) -> Text:
    if not findings:
        return say("この時点で効力のある規則がありません。", "No rule was in force at that time.")
    applying = [finding for finding in findings if finding.verdict is Verdict.APPLIES]
    if applying:
        return say(
            "法定の報告が必要です（{rules}）。{why}",
            "A statutory report is owed ({rules}). {why}",
            rules=listed(finding.rule.title for finding in applying),
            why=applying[0].why,
        )
    first = next(finding for finding in findings if finding.verdict is verdict)
    lead = (
        say("法定の報告が必要かどうかは、", "Whether a statutory report is owed: ")
        if verdict is Verdict.OPEN
        else say("法定の報告は必要ありません。", "No statutory report is owed. ")
    )
    return Text(ja=lead.ja + first.why.ja, en=lead.en + first.why.en)


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))
