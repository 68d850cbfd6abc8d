"""The real time line played through: page, command line, board, clock and alarms agree at every moment."""

import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.duties.incidents.real_line import DETAILED, FIRST, NOTICED, PLAN, RESULT, Line

from kokoroe import clock
from kokoroe.annex.days import end_of_day
from kokoroe.clock.models import Alarm, Deadline, Message, Notice
from kokoroe.duties.incidents.law.looking import look
from kokoroe.duties.incidents.models import StageReport
from kokoroe.duties.incidents.stages import stages
from kokoroe.duties.incidents.writing.book import book_pdf
from kokoroe.ledger.verify import verify
from kokoroe.submissions.models import Paper
from people import People

HOUR, MINUTE, SECOND, TICK = (
    timedelta(hours=1),
    timedelta(minutes=1),
    timedelta(seconds=1),
    timedelta(microseconds=1),
)
LIMITS = {FIRST: 1, DETAILED: 8, PLAN: 24, RESULT: 48}  # hours


@pytest.fixture
def line(party: People, monkeypatch) -> Line:
    party.accepted()
    made = Line(party)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    monkeypatch.setattr("kokoroe.cli.status.open_installation", lambda _language: None)
    return made


def agree(line: Line) -> dict[str, str]:
    """How the stages stand: the same from every source, or this fails."""
    found = line.by_evaluate()
    shown = [state for state in found.values() if state != "dormant"]
    assert sorted(line.by_page()) == sorted(line.by_page("client")) == sorted(shown)
    board, status = line.by_board(), line.by_status()
    assert {key: board[key] for key in found} == {key: status[key] for key in found} == found
    for stage in stages(line.incident, line.now):
        waiting = line.deadlines().get(stage.key)
        if stage.answer.due_at is None:
            assert waiting is None or waiting.void_at is not None
            continue
        assert waiting is not None
        assert waiting.is_open == (found[stage.key] != "met")
        assert waiting.met_at == (stage.answer.since if found[stage.key] == "met" else None)
        assert waiting.due_at == stage.answer.due_at
    left = Alarm.objects.filter(fired_at=None, void_at=None, fire_at__lte=line.now)
    assert not left.exists()
    return found


def told(line: Line, name: str) -> list[str]:
    """The alarms about a stage so far: how long before or after its time."""
    rows = Alarm.objects.filter(deadline=line.deadlines()[name], fired_at__isnull=False).order_by("fire_at")
    return [f"{row.rung // 60:+}" for row in rows]


def test_to_the_microsecond_a_stage_is_open_until_its_instant_and_late_after_it(line):
    """That hours run on over midnight and the new year, tests/annex/test_days.py asks."""
    line.reported()
    for stage, hours in LIMITS.items():
        due = NOTICED + hours * HOUR
        found = []
        for at in (due - SECOND, due, due + TICK):
            line.wait_until(at)
            found.append(line.by_evaluate()[stage])
        assert found == ["due_soon", "due_soon", "late"], stage
        assert agree(line)[stage] == "late"
        assert line.deadlines()[stage].due_at == due
        fired = Alarm.objects.get(deadline=line.deadlines()[stage], rung=0)
        assert fired.fired_at == due


class TestPlayedThrough:
    def test_every_source_agrees_the_stages_end_as_they_were_answered_and_papers_say_what_was_known(
        self, line
    ):
        stood = {}
        for name in line.play():
            stood[name] = agree(line)
        assert {stage: stood["closed"][stage] for stage in LIMITS} == dict.fromkeys(LIMITS, "met")
        assert [
            (stood["plan_submitted"][PLAN], stood["plan_approved"][PLAN]),
            (stood["client_called"][FIRST], stood["first_reported"][FIRST]),
        ] == [("due_soon", "met"), ("met", "met")]
        late = {one.key: one.answer.late_by for one in stages(line.incident, line.now)}
        assert {stage: late[stage] for stage in LIMITS} == {
            FIRST: None, DETAILED: None, PLAN: 10 * MINUTE, RESULT: None,
        }  # fmt: skip
        assert told(line, FIRST) == [], "the call had answered it"
        assert verify(line.party.contract.tree).problems == []
        self.every_paper_says_what_was_known_by_then(line)

    def every_paper_says_what_was_known_by_then(self, line):
        texts = papers_of(line)
        first, notice, detailed, plan, minutes, result = texts
        for said in ("令和8年11月24日", "令和8年12月21日", "1,048"):
            assert said in notice
        assert "郵送費を受託者が負担する" in minutes
        assert "対象者の数を調べている" in first
        assert "1,048" not in first
        for said in ("1,048", "封入の際に宛名の束を取り違えた", "市役一子", "17:40"):
            assert said in detailed
        assert "封入前に宛先を二人で照合する手順がなかった" in plan
        assert "なし" in result
        for party in ("officer", "client"):
            book = text_of(book_pdf(line.incident, seat=line.seat(party), now=line.now))
            for said in (
                "2026-001", "17:40", "1,048", "是正処置案", "10分", "宛名の束は便ごとに", "郵送費を受託者が負担する",
                "速報（受託者）:2026年11月24日", "速報（委託者）:2026年11月24日（2026年11月21日17:20実施）",
            ):  # fmt: skip
                assert said in book, (party, said)
        keep(line, "real")

    def test_the_plan_submitted_at_23_50_is_late_when_approved_at_24_10_and_why_stands_everywhere(self, line):
        for name in line.play():
            if name == "plan_approved":
                break
        why = "提出の到達は2026年11月21日 15:10、承認は2026年11月21日 15:30"
        (answer,) = [one.answer for one in stages(line.incident, line.now) if one.key == PLAN]
        assert (answer.state.value, answer.late_by) == ("met", 10 * MINUTE)
        assert why in answer.reason.ja
        assert told(line, PLAN)[-1] == "+0", "it was told when the time came"
        assert Deadline.objects.get(pk=line.deadlines()[PLAN].pk).met_at == NOTICED + 24 * HOUR + 10 * MINUTE
        assert "10分" in line.page()

    def test_approved_at_23_59_it_is_met(self, line):
        line.approved = 24 * HOUR - MINUTE
        for name in line.play():
            if name == "plan_approved":
                break
        assert agree(line)[PLAN] == "met"
        (answer,) = [one.answer for one in stages(line.incident, line.now) if one.key == PLAN]
        assert answer.late_by is None
        assert "+0" not in told(line, PLAN)

    def test_both_thresholds_of_the_law_fire_once_the_persons_are_counted(self, line):
        looks = {}
        for name in line.play():
            looks[name] = look(line.incident)
            if name == "persons_counted":
                break
        assert looks["law_asked"].assessment.verdict.value == "open"
        assert set(looks["persons_counted"].assessment.applying) == {"business", "public-body"}
        last = end_of_day(date(2026, 11, 24))
        waits = Deadline.objects.filter(kind="statutory", met_at=None, void_at=None)
        assert dict(waits.values_list("stage", "due_at")) == {
            "business.notice": last,
            "public-body.preliminary": last,
            "public-body.final": end_of_day(date(2026, 12, 21)),  # the 19th is a Saturday
        }


class TestADrill:
    def test_from_start_to_finish_it_never_mixes_with_what_is_real(self, line):
        contract = line.party.contract
        moments = [line.noticed + after for after in line.acts().values()]
        board = {}
        for at in moments:
            line.now = at
            board[at] = line.by_board()
        figures = said_of_figures(line)
        line.now, line.drill = line.noticed, True
        before = set(Message.objects.values_list("pk", flat=True))
        for name in line.play():
            assert line.by_board() == board[line.now], name
        assert "【訓練】" in line.page()
        assert "【訓練】" in line.page("client")
        assert line.number == "2026-T01"
        assert {one.drill for one in Deadline.objects.filter(kind__in=("incident", "statutory"))} == {True}

        new = Message.objects.exclude(pk__in=before).filter(contract=contract)
        assert new.count() > 20
        assert [row.subject for row in new if not row.subject.startswith(("【訓練】", "[DRILL]"))] == []
        assert [row.subject for row in new if "訓練" not in row.body.splitlines()[0]] == []
        notices = Notice.objects.filter(contract=contract, at__gte=line.noticed)
        assert [row.words for row in notices if not row.words["subject"]["ja"].startswith("【訓練】")] == []
        for report in StageReport.objects.select_related("submission"):
            assert report.submission.title.startswith("【訓練】")
            assert ["訓練" in paper.filename for paper in report.submission.papers.all()] == [True]
        texts = papers_of(line)
        assert len(texts) == 6
        for text in [*texts, text_of(book_pdf(line.incident, seat=line.seat("client"), now=line.now))]:
            assert "訓練" in text

        after = said_of_figures(line)
        assert after[0] == figures[0]
        assert after[1] != figures[1]
        keep(line, "drill")


def said_of_figures(line: Line) -> tuple[object, object]:
    """The figures of what is real, and of drills."""
    from kokoroe.contracts.models import Contract
    from kokoroe.duties.incidents.figures import figures

    contracts = Contract.objects.filter(pk=line.party.contract.pk)
    both = figures(contracts, now=NOTICED + 50 * HOUR)
    return both.real, both.drills


def papers_of(line: Line) -> list[str]:
    """The text of each paper that was submitted about the incident, in that order."""
    return [text_of(bytes(paper.content)) for paper in submitted(line)]


def submitted(line: Line) -> Iterator[Paper]:
    """The papers themselves; what was submitted before it, the plan, is left out."""
    for submission in line.party.contract.submissions.filter(created_at__gt=line.noticed).order_by("pk"):
        yield from submission.papers.all()


def text_of(pdf: bytes) -> str:
    """A paper's words, as they stand on its pages; line ends within words are left out."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def keep(line: Line, name: str) -> None:
    """Leave the papers to be looked at, where a folder is named for them."""
    if not (folder := os.environ.get("KOKOROE_TEST_PICTURES")):
        return
    for paper in submitted(line):
        (Path(folder) / f"{name}-{paper.filename}").write_bytes(bytes(paper.content))
    for party in ("officer", "client"):
        pdf = book_pdf(line.incident, seat=line.seat(party), now=line.now)
        (Path(folder) / f"{name}-book-{party}.pdf").write_bytes(pdf)
