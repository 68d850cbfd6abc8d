"""What is done about an incident: every act is on the ledger, keeps its time, and loses nothing."""

from datetime import timedelta

import pytest
from tests.duties.incidents.conftest import AWARE

from kept import kept
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.desk.assembling import answers
from kokoroe.duties.incidents import appraising, evidence
from kokoroe.duties.incidents.appraising import close, merge
from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.models import Custody, Measure, Responder, Task, TimelineNote
from kokoroe.duties.incidents.response import exhibits, measures, notes, responders, tasks
from kokoroe.duties.incidents.response.responders import Joining
from kokoroe.duties.incidents.stages import stages
from kokoroe.ledger.verify import verify

MINUTE = timedelta(minutes=1)
LATER = AWARE + 10 * MINUTE
TEAM = [Joining("見本 太郎", "統括", "011-000-0001"), Joining("見本 花子", "連絡")]
PHOTO = evidence.File("画面.png", "image/png", b"\x89PNG\r\n\x1a\n not much of a picture")


@kept
def incident(running):
    return running.reported(kind="malware")


@pytest.fixture
def officer(running):
    return running.seat("officer", LATER)


def last_act(running):
    return list(running.party.contract.tree.entries.all())[-1]


def state(incident, duty, at=LATER):
    return next(stage.answer for stage in stages(incident, at) if stage.key == duty)


class TestResponders:
    def test_the_structure_stands_from_the_first_who_joined(self, running, incident, officer):
        responders.join(seat=officer, incident=incident, people=TEAM, since=AWARE + MINUTE, now=LATER)
        assert state(incident, "incident-structure").since == AWARE + MINUTE
        entry = last_act(running)
        assert entry.act == "incident.responders_joined"
        assert "太郎" not in bytes(entry.body).decode()
        assert verify(running.party.contract.tree).problems == []

    def test_joining_twice_is_joining_once(self, incident, officer):
        for _ in range(2):
            responders.join(seat=officer, incident=incident, people=TEAM, now=LATER)
        assert Responder.objects.count() == 2

    def test_who_leaves_stays_on_record_and_may_come_back(self, incident, officer):
        [one, _] = responders.join(seat=officer, incident=incident, people=TEAM, now=LATER)
        responders.leave(seat=officer, responder=one, now=LATER + MINUTE)
        one.refresh_from_db()
        assert one.until == LATER + MINUTE
        with pytest.raises(NotPossible, match="すでに"):
            responders.leave(seat=officer, responder=one, now=LATER + 2 * MINUTE)
        responders.join(seat=officer, incident=incident, people=TEAM, now=LATER + 3 * MINUTE)
        assert Responder.objects.count() == 3

    @pytest.mark.parametrize("wrong", [[], [Joining("", "統括")], [Joining("見本 太郎", " ")]])
    def test_nobody_joins_without_name_and_role(self, incident, officer, wrong):
        with pytest.raises(NotPossible):
            responders.join(seat=officer, incident=incident, people=wrong, now=LATER)
        assert Responder.objects.count() == 0

    def test_nobody_leaves_before_joining(self, incident, officer):
        [one, _] = responders.join(seat=officer, incident=incident, people=TEAM, since=AWARE, now=LATER)
        with pytest.raises(NotPossible, match="前"):
            responders.leave(seat=officer, responder=one, at=AWARE - MINUTE, now=LATER)


class TestMeasures:
    def test_the_list_is_through_when_each_line_is_done_or_does_not_apply(self, incident, officer):
        keys = [step.key for step in KINDS["malware"].first]
        measures.done(seat=officer, incident=incident, keys=keys[:-1], at=AWARE + MINUTE, now=LATER)
        assert state(incident, "containment").state.value == "due_soon"
        measures.not_applicable(
            seat=officer, incident=incident, key=keys[-1], why="端末は一台だけ。", now=LATER
        )
        assert (state(incident, "containment").state.value, state(incident, "containment").since) == (
            "met", LATER,
        )  # fmt: skip

    def test_a_line_keeps_its_first_time_whoever_ticks_it_again(self, incident, officer):
        measures.done(seat=officer, incident=incident, keys=["block"], at=AWARE, now=LATER)
        assert measures.done(seat=officer, incident=incident, keys=["block"], now=LATER + MINUTE) == []
        [one] = Measure.objects.all()
        assert (one.done_at, one.recorded_at) == (AWARE, LATER)

    def test_what_was_ticked_by_mistake_is_struck_and_no_longer_counts(self, running, incident, officer):
        keys = [step.key for step in KINDS["malware"].first]
        made = measures.done(seat=officer, incident=incident, keys=keys, now=LATER)
        measures.strike(seat=officer, measure=made[0], now=LATER + MINUTE)
        assert state(incident, "containment", LATER + MINUTE).state.value == "due_soon"
        stands = {one.duty: one.state.value for one in answers(running.party.contract, LATER + MINUTE)}
        assert stands["containment"] == "due_soon"
        with pytest.raises(NotPossible, match="取り消されて"):
            measures.strike(seat=officer, measure=made[0], now=LATER + MINUTE)
        measures.done(seat=officer, incident=incident, keys=[made[0].key], now=LATER + 2 * MINUTE)
        assert state(incident, "containment", LATER + 2 * MINUTE).since == LATER + 2 * MINUTE

    def test_what_did_not_apply_may_be_done_after_all(self, incident, officer):
        measures.not_applicable(seat=officer, incident=incident, key="block", why="通信なし", now=LATER)
        measures.done(seat=officer, incident=incident, keys=["block"], now=LATER + MINUTE)
        assert [(one.applies, one.struck_at) for one in Measure.objects.order_by("pk")] == [
            (False, LATER + MINUTE),
            (True, None),
        ]

    def test_a_measure_of_ones_own_is_recorded_beside_the_list(self, incident, officer):
        made = measures.add(
            seat=officer, incident=incident, text="保護者に電話した。", at=AWARE + MINUTE, now=LATER
        )
        assert (made.key, made.done_at, made.recorded_at) == ("", AWARE + MINUTE, LATER)

    def test_bad_input_is_refused(self, incident, officer):
        for keys in ([], ["ask-deletion"]):
            with pytest.raises(NotPossible):
                measures.done(seat=officer, incident=incident, keys=keys, now=LATER)
        with pytest.raises(NotPossible, match="未来"):
            measures.done(seat=officer, incident=incident, keys=["block"], at=LATER + 5 * MINUTE, now=LATER)
        with pytest.raises(NotPossible):
            measures.not_applicable(seat=officer, incident=incident, key="block", why=" ", now=LATER)
        with pytest.raises(NotPossible):
            measures.add(seat=officer, incident=incident, text="\n", now=LATER)
        measures.done(seat=officer, incident=incident, keys=["block"], now=LATER)
        with pytest.raises(NotPossible, match="記録済み"):
            measures.not_applicable(seat=officer, incident=incident, key="block", why="なし", now=LATER)
        assert Measure.objects.count() == 1


class TestNotes:
    def test_a_note_keeps_when_it_happened_and_when_it_was_written(self, incident, officer):
        made = notes.note(seat=officer, incident=incident, text=" 園長へ電話\r\nした。 ", at=AWARE, now=LATER)
        assert (made.text, made.at, made.recorded_at) == ("園長へ電話\nした。", AWARE, LATER)

    def test_a_struck_note_stays(self, running, incident, officer):
        made = notes.note(seat=officer, incident=incident, text="12通", now=LATER)
        notes.strike(seat=officer, note=made, now=LATER + MINUTE)
        made.refresh_from_db()
        assert (made.text, made.struck_at, made.struck_by) == ("12通", LATER + MINUTE, running.party.officer)
        assert last_act(running).act == "incident.note_struck"
        with pytest.raises(NotPossible):
            notes.strike(seat=officer, note=made, now=LATER + MINUTE)

    def test_nothing_is_noted_ahead_or_empty_or_without_end(self, incident, officer):
        for wrong in (
            {"text": "", "at": None},
            {"text": "先", "at": LATER + 3 * MINUTE},
            {"text": "あ" * 20_001, "at": None},
            {"text": "昔", "at": LATER - timedelta(days=4000)},
        ):
            with pytest.raises(NotPossible):
                notes.note(seat=officer, incident=incident, now=LATER, **wrong)
        assert TimelineNote.objects.count() == 0

    def test_an_incident_that_has_ended_can_still_be_noted_about_but_not_responded_to(
        self, incident, officer
    ):
        close(seat=officer, incident=incident, how="false-alarm", reason="誤報", now=LATER)
        notes.note(seat=officer, incident=incident, text="あとで分かったこと", now=LATER + MINUTE)
        with pytest.raises(NotPossible, match="終了"):
            responders.join(seat=officer, incident=incident, people=TEAM, now=LATER + MINUTE)

    def test_a_duplicate_says_where_to_write(self, running, incident, officer):
        other = running.reported(key="other", kind="malware", at=LATER)
        merge(seat=officer, incident=other, into=incident, now=LATER)
        with pytest.raises(NotPossible, match=incident.number):
            notes.note(seat=officer, incident=other, text="こちらに", now=LATER)


class TestTasks:
    def added(self, incident, officer, **given):
        wanted = {"what": "宛先を二人で確かめる。", "permanent": True, "owner": "見本 花子"}
        return tasks.add(seat=officer, incident=incident, now=LATER, **{**wanted, **given})

    def test_it_is_changed_done_or_dropped_and_each_is_on_record(self, running, incident, officer):
        one, other = self.added(incident, officer), self.added(incident, officer, permanent=False)
        tasks.change(
            seat=officer,
            task=one,
            seen=tasks.mark(one),
            what="宛先を二人で確かめ、記録する。",
            permanent=True,
            due_at=LATER + timedelta(days=30),
            now=LATER,
        )
        tasks.finish(seat=officer, task=one, result="手順書を改めた。", now=LATER + MINUTE)
        tasks.drop(seat=officer, task=other, why="恒久措置で足りる。", now=LATER + MINUTE)
        assert list(Task.objects.values_list("what", "owner", "result", "done_at", "dropped_at")) == [
            ("宛先を二人で確かめ、記録する。", "", "手順書を改めた。", LATER + MINUTE, None),
            ("宛先を二人で確かめる。", "見本 花子", "恒久措置で足りる。", None, LATER + MINUTE),
        ]
        acts = [entry.act for entry in running.party.contract.tree.entries.all()][-5:]
        assert acts == [
            "incident.task_added",
            "incident.task_added",
            "incident.task_changed",
            "incident.task_done",
            "incident.task_dropped",
        ]

    def test_two_who_change_it_at_once_do_not_lose_each_others_words(self, incident, officer):
        one = self.added(incident, officer)
        seen = tasks.mark(one)
        tasks.change(seat=officer, task=one, seen=seen, what="甲", permanent=True, now=LATER)
        with pytest.raises(NotPossible, match="ほかの人"):
            tasks.change(seat=officer, task=one, seen=seen, what="乙", permanent=True, now=LATER)
        one.refresh_from_db()
        assert one.what == "甲"

    def test_what_is_done_stays_done(self, incident, officer):
        one = self.added(incident, officer)
        tasks.finish(seat=officer, task=one, result="済", now=LATER)
        for act in (
            lambda: tasks.finish(seat=officer, task=one, result="また", now=LATER),
            lambda: tasks.drop(seat=officer, task=one, why="不要", now=LATER),
            lambda: tasks.change(
                seat=officer, task=one, seen=tasks.mark(one), what="別", permanent=True, now=LATER
            ),
        ):
            with pytest.raises(NotPossible, match="すでに"):
                act()

    def test_permanent_measures_outlive_the_incident(self, incident, officer):
        one = self.added(incident, officer)
        close(seat=officer, incident=incident, how="false-alarm", reason="誤報", now=LATER)
        tasks.finish(seat=officer, task=one, result="済", now=LATER + MINUTE)
        one.refresh_from_db()
        assert (one.result, one.done_at) == ("済", LATER + MINUTE)

    def test_nothing_is_added_or_ended_without_words(self, incident, officer):
        with pytest.raises(NotPossible):
            self.added(incident, officer, what=" ")
        one = self.added(incident, officer)
        with pytest.raises(NotPossible):
            tasks.finish(seat=officer, task=one, result="", now=LATER)
        with pytest.raises(NotPossible):
            tasks.drop(seat=officer, task=one, why="", now=LATER)


class TestExhibits:
    def test_a_file_is_frozen_by_its_hash(self, running, incident, officer):
        [kept] = exhibits.add(seat=officer, incident=incident, files=[PHOTO], note="警告画面", now=LATER)
        assert (kept.size, kept.note) == (len(PHOTO.content), "警告画面")
        assert verify(running.party.contract.tree).problems == []
        type(kept).objects.update(content=b"x")
        assert verify(running.party.contract.tree).problems != []

    def test_keeping_is_handed_on_in_order(self, incident, officer):
        [kept] = exhibits.add(seat=officer, incident=incident, files=[PHOTO], now=LATER)
        exhibits.hand_over(seat=officer, file=kept, holder="見本 花子", place="本社金庫", now=LATER)
        with pytest.raises(NotPossible, match="前"):
            exhibits.hand_over(seat=officer, file=kept, holder="警察署", at=AWARE, now=LATER + MINUTE)
        exhibits.hand_over(seat=officer, file=kept, holder="警察署", now=LATER + MINUTE)
        assert list(Custody.objects.values_list("holder", "place", "since")) == [
            ("見本 花子", "本社金庫", LATER),
            ("警察署", "", LATER + MINUTE),
        ]

    def test_nothing_is_no_evidence(self, incident, officer):
        for files in ([], [evidence.File("空.txt", "text/plain", b"")]):
            with pytest.raises(NotPossible):
                exhibits.add(seat=officer, incident=incident, files=files, now=LATER)


class TestNaming:
    def test_a_kind_that_spreads_owes_emergency_measures(self, running, officer):
        incident = running.reported(kind="lost")
        assert state(incident, "containment").state.value == "dormant"
        appraising.rename(
            seat=officer, incident=incident, title="端末の乗っ取り", kind="unauthorised-access", now=LATER
        )
        incident.refresh_from_db()
        assert (incident.title, incident.kind) == ("端末の乗っ取り", "unauthorised-access")
        assert state(incident, "containment").state.value == "due_soon"
        assert incident.appraisal.aware_at == AWARE

    def test_another_title_alone_changes_nothing_else(self, incident, officer):
        appraising.rename(seat=officer, incident=incident, title="添付の開封", kind="malware", now=LATER)
        assert incident.appraisals.count() == 1

    def test_it_is_refused_without_a_title_or_a_change_or_a_known_kind(self, incident, officer):
        for title, kind in (("", "malware"), (incident.title, "malware"), ("別", "nonsense")):
            with pytest.raises(NotPossible):
                appraising.rename(seat=officer, incident=incident, title=title, kind=kind, now=LATER)


@pytest.mark.parametrize("who", ["worker", "client"])
def test_only_who_prepares_for_the_contractor_acts(running, incident, officer, who):
    seat = running.seat(who, LATER)
    [one, _] = responders.join(seat=officer, incident=incident, people=TEAM, now=LATER)
    [measure] = measures.done(seat=officer, incident=incident, keys=["block"], now=LATER)
    noted = notes.note(seat=officer, incident=incident, text="記録", now=LATER)
    task = tasks.add(seat=officer, incident=incident, what="直す", permanent=True, now=LATER)
    [file] = exhibits.add(seat=officer, incident=incident, files=[PHOTO], now=LATER)
    entries = running.party.contract.tree.entries.count()
    for act in (
        lambda: responders.join(seat=seat, incident=incident, people=TEAM, now=LATER),
        lambda: responders.leave(seat=seat, responder=one, now=LATER),
        lambda: measures.done(seat=seat, incident=incident, keys=["block"], now=LATER),
        lambda: measures.not_applicable(seat=seat, incident=incident, key="preserve", why="x", now=LATER),
        lambda: measures.add(seat=seat, incident=incident, text="x", now=LATER),
        lambda: measures.strike(seat=seat, measure=measure, now=LATER),
        lambda: notes.note(seat=seat, incident=incident, text="x", now=LATER),
        lambda: notes.strike(seat=seat, note=noted, now=LATER),
        lambda: tasks.add(seat=seat, incident=incident, what="x", permanent=True, now=LATER),
        lambda: tasks.change(
            seat=seat, task=task, seen=tasks.mark(task), what="x", permanent=True, now=LATER
        ),
        lambda: tasks.finish(seat=seat, task=task, result="x", now=LATER),
        lambda: tasks.drop(seat=seat, task=task, why="x", now=LATER),
        lambda: exhibits.add(seat=seat, incident=incident, files=[PHOTO], now=LATER),
        lambda: exhibits.hand_over(seat=seat, file=file, holder="x", now=LATER),
        lambda: appraising.rename(seat=seat, incident=incident, title="x", kind="lost", now=LATER),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert running.party.contract.tree.entries.count() == entries
