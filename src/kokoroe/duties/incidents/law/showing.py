"""The look at the law in words: answers, rules with their verdicts, dates with how they are counted, acts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from kokoroe.annex.assessment import Finding, Verdict
from kokoroe.annex.citations import Act, now_in_force
from kokoroe.annex.days import date_in_japan, spoken, start_of_day
from kokoroe.annex.law import Said
from kokoroe.annex.statutory import Running
from kokoroe.annex.text import Text, say
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.law.dates import keys_of_notices
from kokoroe.duties.incidents.law.looking import Look
from kokoroe.duties.incidents.models import Filing

ANSWERS = {
    Said.YES: Text("はい", "Yes"),
    Said.POSSIBLE: Text("おそれがある", "Possible"),
    Said.NO: Text("いいえ", "No"),
}
UNANSWERED = Text("未回答", "Not answered")
VERDICTS = {
    Verdict.APPLIES: Text("報告が必要", "To be reported"),
    Verdict.OPEN: Text("未確定", "Not yet decided"),
    Verdict.NOT: Text("対象外", "Not to be reported"),
}
LAMPS = {Verdict.APPLIES: "late", Verdict.OPEN: "unverified", Verdict.NOT: "dormant"}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule, what it says here, and what decided it or still could."""

    finding: Finding
    lamp: str
    word: Text
    decided: list[Text]
    open: list[Text]


@dataclass(frozen=True, slots=True)
class DateRow:
    """A statutory clock: how it stands, how its last day was counted, and what was recorded of it."""

    running: Running
    whose: str
    due: Text
    counting: Text | None
    lamp: str
    word: Text
    filings: list[Filing]
    may_file: bool


def rule_rows(found: Look) -> list[RuleRow]:
    """Every rule in force, those that apply first."""
    rows = [
        RuleRow(
            finding=finding,
            lamp=LAMPS[finding.verdict],
            word=VERDICTS[finding.verdict],
            decided=[found.law.by_key[key].text for key in finding.decided_by],
            open=[found.law.by_key[key].text for key in finding.could_change],
        )
        for finding in found.assessment.findings
    ]
    return sorted(rows, key=lambda row: list(VERDICTS).index(row.finding.verdict))


def date_rows(found: Look, seat: Seat, now: datetime) -> list[DateRow]:
    """The clocks that run or may run, what is certain first, then by their last days."""
    rows = [_date_row(one, found, seat, now) for one in found.running]
    far = max((one.due_at for one in found.running if one.due_at), default=now)
    return sorted(rows, key=lambda row: (row.running.provisional, row.running.due_at or far))


def _date_row(one: Running, found: Look, seat: Seat, now: datetime) -> DateRow:
    lamp, word = _lamp(one, found, now)
    return DateRow(
        running=one,
        whose=seat.contract.label(one.clock.debtor.value),
        due=spoken(one.due_at) if one.due_at else one.clock.word,
        counting=counting(one, found.known_at),
        lamp=lamp,
        word=word,
        filings=[filing for filing in found.filings if filing.clock == one.key],
        may_file=not one.provisional
        and one.key not in keys_of_notices(found.law)
        and one.released_at is None
        and seat.party == one.clock.debtor.value
        and any(seat.may(ability) for ability in ("prepare", "handle", "decide")),
    )


def _lamp(one: Running, found: Look, now: datetime) -> tuple[str, Text]:
    if at := found.met.get(one.key):
        late = one.due_at is not None and at > one.due_at
        said = Text("（期限のあと）", " (after its last day)") if late else Text("", "")
        return "met", say("{when} 済み{late}", "Done on {when}{late}", when=spoken(at), late=said)
    if one.released_at is not None:
        return "dormant", Text("委託者への通知により不要", "Not needed: the client was notified")
    if one.provisional:
        return "unverified", Text("該当すれば", "If it applies")
    return _by_time(one, now)


def _by_time(one: Running, now: datetime) -> tuple[str, Text]:
    if one.due_at is None:
        return "preparing", Text("日数の定めなし", "No number of days")
    if now > one.due_at:
        return "late", Text("期限を過ぎています", "Past its last day")
    if one.warn_at is not None and now >= one.warn_at:
        return "due_soon", Text("まもなく期限", "Due soon")
    return "preparing", Text("期限前", "Not yet due")


def counting(one: Running, known_at: datetime) -> Text | None:
    """How the last day was counted; None where there is no number."""
    if one.day is None:
        return None
    moved = (
        say(
            "{day}は閉庁日のため、次の開庁日。",
            "Offices are closed on {day}: the next day on which they are open.",
            day=spoken(start_of_day(one.moved_from)).ja.split()[0],
        )
        if one.moved_from
        else Text("", "")
    )
    first = date_in_japan(known_at)
    return say(
        "知った日（{month}月{day}日）を1日目として{n}日目。{moved}",
        "Day {n}, with the day of knowing ({iso}) as day 1. {moved}",
        month=str(first.month),
        day=str(first.day),
        iso=first.isoformat(),
        n=str(one.day),
        moved=moved,
    )


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act that annexes cite, and what holds in its place on the day of knowing."""

    act: Act
    instead: Act | None


def act_rows(found: Look) -> Iterator[ActRow]:
    """The state's acts, and what took the place of those that ended."""
    day = date_in_japan(found.known_at)
    for act in found.law.acts:
        if not act.issuer:
            now = now_in_force(act, found.law.acts, day)
            yield ActRow(act, None if now == act else now)


def missing(texts: Iterable[Text]) -> Text | None:
    """What the notice still lacks, in one sentence; None when nothing is missing."""
    labels = list(texts)
    if not labels:
        return None
    return say(
        "まだ分からない事項：{what}。分かったものから続報で通知します。",
        "Not known yet: {what}. Tell it in a further notice as it becomes known.",
        what=Text("、".join(one.ja for one in labels), ", ".join(one.en for one in labels)),
    )


def answer_in_words(answer: Said | int | None) -> Text:
    """An answer in words."""
    if answer is None:
        return UNANSWERED
    if isinstance(answer, Said):
        return ANSWERS[answer]
    return Text(f"{answer:,}人", f"{answer:,}")


def unverified(found: Look) -> list[Text]:
    """What of the rules that matter here was not read in its source."""
    texts = []
    for finding in found.assessment.findings:
        if finding.verdict is Verdict.NOT:
            continue
        rule = finding.rule
        clocks = [clock for clock in rule.clocks if not clock.confirmed]
        kinds = [one for one in finding.categories if not one.confirmed]
        cited = _once([*(one.citation for one in kinds), *(clock.citation for clock in clocks)])
        if cited:
            texts.append(
                say(
                    "{rule}のうち {cited} は原典で未確認です。",
                    "Not verified in the source: {cited} ({rule}).",
                    rule=rule.title,
                    cited=Text("、".join(t.ja for t in cited), ", ".join(t.en for t in cited)),
                )
            )
    return texts


def _once(texts: Iterable[Text]) -> list[Text]:
    return list(dict.fromkeys(texts))
