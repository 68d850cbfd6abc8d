"""The stages in words: what each is called, how it stands, what comes next and how long there is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kokoroe.annex.answer import Answer
from kokoroe.annex.days import JST, date_in_japan, spoken, spoken_span
from kokoroe.annex.pack import Party
from kokoroe.annex.state import State, worst
from kokoroe.annex.text import Text, say
from kokoroe.duties.incidents.models import StageReport
from kokoroe.duties.incidents.stages import Stage, params_of
from kokoroe.submissions import labels

DONE = frozenset({State.MET, State.DORMANT})
THE_END = Text("終了", "The end")
OURS = Text("受託者の目標", "The contractor’s own target")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stage as the track shows it. `now`: it is the one that the clock waits for."""

    key: str
    title: Text
    clause: str
    state: State
    lines: tuple[Text, ...]
    now: bool


@dataclass(frozen=True, slots=True)
class Countdown:
    """The running clock: of which stage, until when, and how much is left (negative when it has passed)."""

    stage: Stage
    title: Text
    text: Text
    due_at: datetime
    left: timedelta

    @property
    def is_late(self) -> bool:
        return self.left < timedelta(0)

    @property
    def figures(self) -> str:
        """What is left, or by how much it is over, as `HH:MM:SS`; seconds that have begun count as left."""
        seconds = int(abs(self.left).total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def name_of(stage: Stage) -> Text:
    """What a stage is called; that of the whole incident is its end."""
    return THE_END if stage.is_met_by_closing else stage.name


def is_open(stage: Stage) -> bool:
    """Whether something is still owed."""
    return stage.answer.state not in DONE


def upcoming(stages: Sequence[Stage]) -> Stage | None:
    """The stage that comes next: the earliest due of those that are open, else the first of them."""
    left = [stage for stage in stages if is_open(stage) and not stage.is_met_by_closing]
    dated = [(stage.answer.due_at, place) for place, stage in enumerate(left) if stage.answer.due_at]
    if dated:
        return left[min(dated)[1]]
    return next(iter(left), None)


def standing(stages: Sequence[Stage]) -> State:
    """How the incident stands: as its worst stage does."""
    return worst(stage.answer.state for stage in stages)


def countdown(stages: Sequence[Stage], now: datetime) -> Countdown | None:
    """The clock of the stage that comes next; None when nothing that is open has a due time."""
    stage = upcoming(stages)
    if stage is None or stage.answer.due_at is None:
        return None
    answer, name = stage.answer, name_of(stage)
    assert answer.due_at is not None
    late = now > answer.due_at
    whose = Text("の承認の期限", ", its decision:") if answer.owner is Party.CLIENT else Text("の期限", ":")
    title = say(
        "{name}{whose}を過ぎています" if late else "{name}{whose}まで",
        "{name}{whose} overdue" if late else "{name}{whose} time left",
        name=name,
        whose=whose,
    )
    known = answer.runs_from
    text = say(
        "{known}期限は{due}（日本時間）",
        "{known}due {due}",
        known=say("{when}に認知 → ", "known since {when}, ", when=spoken(known)) if known else Text("", ""),
        due=spoken(answer.due_at),
    )
    return Countdown(stage, title, text, answer.due_at, answer.due_at - now)


@dataclass(frozen=True, slots=True)
class Untimed:
    """What an open incident has to say where no clock runs; `kind` is that of a notice."""

    kind: str
    title: Text
    text: Text


def untimed(stages: Sequence[Stage]) -> Untimed:
    """What comes next where it has no time, what is not owed yet, or that only the end is left."""
    stage = upcoming(stages)
    if stage is not None:
        return Untimed(
            "warn",
            say("次は「{name}」です", "Next: {name}", name=name_of(stage)),
            stage.answer.reason,
        )
    written = [stage for stage in stages if stage.is_written]
    waiting = [stage for stage in written if stage.answer.state is State.DORMANT]
    if waiting and not any(stage.answer.state is State.MET for stage in written):
        return Untimed(
            "info",
            Text("まだ何も報告されていません", "Nothing has been reported yet"),
            say(
                "{reason}確かになったら、このインシデントの記録を改めてください。期限が動き始めます。",
                "{reason} Amend what is recorded of this incident once it is certain: the clocks then begin.",
                reason=waiting[0].answer.reason,
            ),
        )
    return Untimed(
        "info",
        Text("求められた報告はすべて済んでいます", "Every report that was asked for is done"),
        Text(
            "残る措置をとり終えたら、インシデントを終了してください。",
            "Close the incident once the remaining measures are taken.",
        ),
    )


def track(stages: Sequence[Stage], now: datetime) -> list[Mark]:
    """The stages in the annex's order; what does not apply is left out, the end of it all comes last."""
    coming = upcoming(stages)
    shown = [stage for stage in stages if stage.answer.state is not State.DORMANT]
    shown.sort(key=lambda stage: stage.is_met_by_closing)
    return [
        Mark(
            key=stage.key,
            title=name_of(stage),
            clause=stage.duty.clause,
            state=stage.answer.state,
            lines=tuple(_lines(stage, now)),
            now=stage is coming,
        )
        for stage in shown
    ]


def _lines(stage: Stage, now: datetime) -> Iterator[Text]:
    answer = stage.answer
    if answer.state is State.MET:
        yield answer.reason
        return
    if answer.due_at is None:
        if stage.is_met_by_closing:
            yield Text("すべての措置をとり終えたとき", "When every measure was taken")
        elif answer.state is State.LATE:
            yield answer.reason
        else:
            yield Text("直ちに", "At once")
        return
    yield say("{due} まで", "until {due}", due=brief(answer.due_at, now))
    if answer.state is State.LATE:
        span = spoken_span(now - answer.due_at)
        yield say("{span}過ぎています", "{span} overdue", span=span)
    if answer.evidence and answer.owner is Party.CLIENT:
        yield Text("委託者の回答待ち", "Waiting for the client’s answer")
    elif (inner := _inner(stage, answer)) is not None:
        yield say("{ours}：{when}に提出", "{ours}: submit by {when}", ours=OURS, when=brief(inner, now))


def _inner(stage: Stage, answer: Answer) -> datetime | None:
    """By when it is to be submitted, so that the client has time to decide."""
    submit_by = params_of(stage.duty).submit_by
    return answer.runs_from + submit_by if submit_by is not None and answer.runs_from is not None else None


def brief(moment: datetime, now: datetime) -> Text:
    """A moment by its time alone on the same day in Japan, with month and day otherwise."""
    local = moment.astimezone(JST)
    if date_in_japan(moment) == date_in_japan(now):
        return Text(f"{local:%H:%M}", f"{local:%H:%M} JST")
    if date_in_japan(moment).year == date_in_japan(now).year:
        return Text(f"{local.month}月{local.day}日 {local:%H:%M}", f"{local:%d %b, %H:%M} JST")
    return spoken(moment)


@dataclass(frozen=True, slots=True)
class Version:
    """A report with where it stands in words."""

    report: StageReport
    word: Text
    lamp: str

    @property
    def is_away(self) -> bool:
        """Whether it is still on its way, so that nothing counts as reported."""
        return self.report.arrived_at is None and self.report.submission.standing != "withdrawn"


@dataclass(frozen=True, slots=True)
class Versions:
    """The reports of a stage, the latest first."""

    stage: Stage
    reports: Sequence[Version]


def versions(found: Sequence[Stage], reports: Sequence[StageReport]) -> list[Versions]:
    """Every stage that asks for a report, with the versions there are."""
    rows: dict[str, list[Version]] = {}
    for report in sorted(reports, key=lambda report: -report.version):
        away = report.arrived_at is None
        word, lamp = (
            labels.standing_label(report.submission, away=away),
            labels.lamp(report.submission, away=away),
        )
        rows.setdefault(report.stage, []).append(Version(report, word, lamp))
    return [Versions(stage, rows.get(stage.key, [])) for stage in found if stage.is_written]
