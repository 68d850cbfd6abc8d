"""Acting on an incident from its page: every deed, what is refused, and who may."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.test_reporting import card

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import JST
from kokoroe.duties.incidents.after.deeds import AFTER
from kokoroe.duties.incidents.law.deeds import LAW
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.response import notes, tasks
from visitor import words

MINUTE = timedelta(minutes=1)
LATER = AWARE + 10 * MINUTE


def local(moment):
    return f"{moment.astimezone(JST):%Y-%m-%dT%H:%M}"


@pytest.fixture
def incident(running, visit):
    visit.now = LATER
    return running.reported()


@pytest.fixture
def do(visit, incident):
    """Send a deed's form as the officer; a row's key comes after its name."""

    def send(deed, *pk, who=None, to=incident, **data):
        page = "incident_act_of" if pk else "incident_act"
        return visit.post(who or visit.party.officer, page, to.number, deed, *pk, **data)

    return send


def test_the_plans_people_are_suggested_with_their_roles_and_one_press_sets_the_structure(
    visit, incident, do
):
    page = visit.get(visit.party.officer, "incident_act", incident.number, "join").content.decode()
    assert 'value="情報管理責任者"' in page
    assert "011-000-0001" in page
    answer = do(
        "join", **{"pick-0": "on", "role-0": "統括", "pick-1": "on", "role-1": "連絡", "other-name": "例示 四郎",
                   "other-role": "記録", "at": local(AWARE)},
    )  # fmt: skip
    assert answer["Location"].endswith(f"/incidents/{incident.number}/#structure")
    assert list(incident.responders.values_list("name", "role", "phone", "since")) == [
        ("見本 太郎", "統括", "011-000-0001", AWARE),
        ("見本 花子", "連絡", "", AWARE),
        ("例示 四郎", "記録", "", AWARE),
    ]
    do("leave", incident.responders.first().pk)
    assert incident.responders.first().until == LATER


def test_what_is_ticked_is_recorded_at_the_time_given_or_now(incident, do):
    do("done", keys=["stop-sending", "ask-deletion"], at=local(AWARE + MINUTE))
    do("done", keys=["stop-sending", "recover"])
    assert list(incident.measures.values_list("key", "done_at")) == [
        ("stop-sending", AWARE + MINUTE),
        ("ask-deletion", AWARE + MINUTE),
        ("recover", LATER),
    ]
    do("inapplicable", key="list-recipients", why="届いた先は一件だけ。")
    do("measure", text="受付窓口を設けた。")
    struck = incident.measures.get(key="recover")
    do("strike-measure", struck.pk)
    assert [one.key for one in incident.measures.all() if one.struck_at] == ["recover"]
    assert incident.measures.count() == 5


def test_a_note_a_task_a_file_and_their_ends(incident, do):
    do("note", text="園長へ電話した。", at="")
    do("strike-note", incident.notes.get().pk)
    assert incident.notes.get().struck_at == LATER
    do(
        "task",
        what="二人で確かめる。",
        permanent="1",
        owner="見本 花子",
        due_at=local(AWARE + timedelta(days=3)),
    )
    do("task", what="機能を止める。", permanent="")
    one, other = incident.tasks.all()
    assert (one.permanent, one.owner, one.due_at) == (True, "見本 花子", AWARE + timedelta(days=3))
    do("change-task", one.pk, what="三人で確かめる。", permanent="1", seen=tasks.mark(one))
    do("finish-task", one.pk, result="手順書を改めた。")
    do("drop-task", other.pk, why="不要になった。")
    assert list(incident.tasks.values_list("what", "result")) == [
        ("三人で確かめる。", "手順書を改めた。"),
        ("機能を止める。", "不要になった。"),
    ]
    do("exhibit", files=[SimpleUploadedFile("記録.log", b"250 Ok")], note="送信ログ")
    file = incident.files.get()
    do("hand-over", file.pk, holder="見本 花子", place="書庫")
    assert (bytes(file.content), file.custody.get().holder) == (b"250 Ok", "見本 花子")


def test_title_kind_awareness_and_the_end(incident, do, running):
    do("rename", title="一斉メールの誤送信", kind="mis-sent")
    do(
        "appraise", aware_at=local(AWARE - 30 * MINUTE), occurred_at="", possibility="certain",
        tags=["personal-information"], reason="受信簿の時刻による。", seen=str(incident.appraisal.pk),
    )  # fmt: skip
    found = Incident.objects.get(pk=incident.pk)
    assert (found.title, found.appraisal.aware_at, found.appraisal.tags) == (
        "一斉メールの誤送信",
        AWARE - 30 * MINUTE,
        "personal-information",
    )
    other = running.reported(key="other", at=LATER)
    do("merge", to=other, into=incident.pk, reason="同じもの。")
    assert Incident.objects.get(pk=other.pk).closing.into_id == incident.pk
    do("close", how="false-alarm", reason="宛先は正しかった。")
    assert Incident.objects.get(pk=incident.pk).closing.how == "false-alarm"


def test_a_deed_about_a_row_of_another_incident_does_not_exist(visit, incident, do, running):
    other = running.reported(key="other", at=LATER)
    note = notes.note(seat=running.seat("officer"), incident=other, text="別の記録", now=LATER)
    assert do("strike-note", note.pk).status_code == 404
    assert do("strike-note").status_code == 404
    assert do("note", note.pk).status_code == 404
    assert do("nonsense").status_code == 404
    note.refresh_from_db()
    assert note.struck_at is None


class TestWhatIsRefused:
    def test_it_is_said_in_place_and_nothing_typed_is_lost(self, do, incident):
        page = do("note", text="先のことを書いた。", at=local(LATER + 60 * MINUTE))
        assert page.status_code == 422
        assert "未来です" in words(page)
        html = page.content.decode()
        assert "先のことを書いた。" in html
        assert local(LATER + 60 * MINUTE) in html
        assert "taken-" not in str(page.cookies)
        assert incident.notes.count() == 0

    def test_what_was_taken_is_confirmed_to_the_browser_that_keeps_it(self, do):
        assert "taken-abc1" in do("note", text="書いた。", _kept="abc1").cookies

    def test_a_moment_that_is_none_is_named(self, do):
        page = do("note", text="書いた。", at="きのう")
        assert page.status_code == 422
        assert "日時" in words(page)

    def test_a_large_file_is_named(self, do, monkeypatch):
        from kokoroe.duties.incidents import evidence

        monkeypatch.setattr(evidence, "LARGEST", 10)
        page = do("exhibit", files=[SimpleUploadedFile("動画.mp4", b"x" * 11)], note="残る言葉")
        assert page.status_code == 422
        assert "動画.mp4" in words(page)
        assert "残る言葉" in page.content.decode()

    def test_who_changes_a_task_that_somebody_else_has_changed_sees_both_and_can_go_on(
        self, do, incident, running
    ):
        seat = running.seat("officer", LATER)
        one = tasks.add(seat=seat, incident=incident, what="もとの措置", permanent=True, now=LATER)
        seen = tasks.mark(one)
        tasks.change(seat=seat, task=one, seen=seen, what="相手の言葉", permanent=True, now=LATER)
        page = do("change-task", one.pk, what="自分の言葉", permanent="1", seen=seen)
        assert page.status_code == 422
        html = page.content.decode()
        assert "相手の言葉" in html
        assert "自分の言葉" in html
        one.refresh_from_db()
        assert f'value="{tasks.mark(one)}"' in html
        do("change-task", one.pk, what="合わせた言葉", permanent="1", seen=tasks.mark(one))
        one.refresh_from_db()
        assert one.what == "合わせた言葉"

    def test_who_amends_from_a_record_that_is_not_the_last_is_told(self, do, incident):
        given = {"possibility": "certain", "reason": "改める。", "seen": str(incident.appraisal.pk)}
        do("appraise", aware_at=local(AWARE - MINUTE), **given)
        page = do("appraise", aware_at=local(AWARE - 2 * MINUTE), **given)
        assert page.status_code == 422
        assert "ほかの人が先に改めました" in words(page)
        assert Incident.objects.get(pk=incident.pk).appraisal.aware_at == AWARE - MINUTE

    def test_awareness_ahead_and_an_occurrence_after_it_are_refused(self, do, incident):
        given = {"possibility": "certain", "reason": "改める。", "seen": str(incident.appraisal.pk)}
        for wrong in (
            {"aware_at": local(LATER + 60 * MINUTE)},
            {"aware_at": local(AWARE), "occurred_at": local(AWARE + MINUTE)},
        ):
            assert do("appraise", **wrong, **given).status_code == 422
        assert incident.appraisals.count() == 1

    def test_it_is_not_ended_as_done_while_a_stage_is_open(self, do, incident):
        page = do("close", how="done")
        assert page.status_code == 422
        assert "まだ済んでいない段階があります" in words(page)

    def test_nobody_is_put_into_the_structure_without_being_chosen(self, do, incident):
        assert do("join", **{"role-0": "統括"}).status_code == 422
        assert do("join", **{"other-name": "例示"}).status_code == 422
        assert incident.responders.count() == 0

    def test_a_verb_that_refuses_changes_nothing(self, running, incident):
        with pytest.raises(NotPossible):
            tasks.add(seat=running.seat("officer"), incident=incident, what="", permanent=True, now=LATER)


def test_a_drill_says_so_on_the_pages_of_its_deeds_too(visit, running):
    visit.now = LATER
    drill = running.reported(drill=True, key="drill")
    for deed in ("join", "note", "close"):
        assert "【訓練】" in words(visit.get(visit.party.officer, "incident_act", drill.number, deed))


def test_so_do_the_pages_of_the_law_of_reports_and_of_calls(visit, running):
    visit.now = LATER
    drill, real = running.reported(drill=True, key="drill"), running.reported(key="real")
    for page, *more in (
        ("incident_law",),
        ("incident_after",),
        ("incident_stage", "first-report"),
        ("incident_delivery",),
    ):
        assert "【訓練】これは訓練です。" in words(visit.get(visit.party.officer, page, drill.number, *more))
        assert "【訓練】これは訓練です。" not in words(
            visit.get(visit.party.officer, page, real.number, *more)
        )


def test_so_does_what_is_refused_of_it_with_its_heading(visit, running):
    visit.now = LATER
    drill = running.reported(drill=True, key="drill")
    for deed in (*AFTER, *LAW):
        if deed.about == "incident":
            typed = {f"{deed.prefix}-{name}": "\x00" for name in (*deed.form.base_fields, "persons")}
            page = visit.post(visit.party.officer, deed.host, drill.number, act=deed.act, **typed)
            assert page.status_code == 422, deed.name
            assert "【訓練】これは訓練です。" in words(page), deed.name
            assert f"{drill.number} {drill.title}" in words(page), deed.name


def test_and_of_a_report_by_card(visit, running):
    visit.now = LATER
    report = card(running, drill=True)
    refused = visit.post(visit.party.officer, "card_report", report.pk, act="dismiss")
    assert refused.status_code == 422
    assert "【訓練】これは訓練です。" in words(refused)
    assert report.text in words(refused)
