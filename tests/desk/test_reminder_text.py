"""What a duty's reminder says, to whom, and that nobody is told of what is done."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from clock_rows import rungs
from kokoroe.annex.days import JST, end_of_day, start_of_day
from kokoroe.clock.loop import fire
from kokoroe.clock.models import Deadline, Message, Notice
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import Contract, Preparing
from kokoroe.contracts.people import grant
from kokoroe.desk import reminder_text, standings
from kokoroe.desk.reminder_text import due_in_words
from kokoroe.submissions.actions import accept
from people import NOW, account, people

START = start_of_day(date(2026, 4, 1))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def party(db):
    return people()


def rebuild(now):
    while standings.rebuild(now=now):
        pass


def test_ahead_of_time_who_prepares_gets_a_line_in_the_digest_with_all_that_is_owed_then(party):
    rebuild(NOW)
    assert fire(now=NOW) == 1
    [notice] = Notice.objects.all()
    assert (notice.account, notice.urgent, notice.late_s) == (party.officer, False, 0)
    assert notice.digest.next_at == datetime(2026, 3, 23, 8, 30, tzinfo=JST)
    assert notice.words["subject"] == {
        "ja": "【期限 2026年4月1日 00:00（日本時間）】実施体制、報告手順：書面を作り、提出する"
        "（保育業務支援システム運用保守業務）",
        "en": "[Due 2026-04-01 00:00 JST] Structure, Procedure: Write it and submit it"
        " (保育業務支援システム運用保守業務)",
    }
    assert notice.words["href"] == f"/c/{party.contract.code}/"
    body = notice.words["body"]["ja"].splitlines()
    assert body[:5] == [
        "契約：保育業務支援システム運用保守業務（2026-0401）",
        "期限：2026年4月1日 00:00（日本時間）［2026年3月20日 10:00現在、あと11日14時間］",
        "",
        "■ 書面を作り、提出する",
        "　1(1)　作業を始める前に、実施体制の書面を提出し、了承を得る。",
    ]
    assert [line.split("　")[1] for line in body[4:]] == [
        "1(1)",
        "1(1)ア(ア)",
        "1(1)ア(イ)",
        "1(1)イ",
        "1(1)ウ",
        "1(1)エ",
        "2(2)",
    ]
    english = notice.words["body"]["en"].splitlines()
    assert english[1] == "Due: 2026-04-01 00:00 JST [as of 2026-03-20 10:00 JST: in 11 d 14 h]"
    assert len(english) == len(body)


def test_what_waits_for_the_client_is_told_to_its_people_with_the_page_where_they_answer(party):
    submission = party.submitted()
    handles = account("市役 二子", "niko@city.example", party.contract.client)
    grant(contract=party.contract, account=handles, party="client", role="handles", by=None, now=NOW)
    rebuild(NOW)
    fire(now=NOW)
    mine = Notice.objects.filter(account__in=[party.client, handles]).order_by("account")
    assert [row.account for row in mine] == [party.client, handles]
    assert {row.words["href"] for row in mine} == {f"/c/{party.contract.code}/writings/{submission.pk}/"}
    assert mine[0].words["subject"]["ja"].startswith("【期限 2026年4月1日 00:00（日本時間）】実施体制：")


def test_what_is_overdue_is_a_message_of_its_own_after_quiet_hours(party):
    rebuild(NOW)
    fire(now=NOW)
    before = list(Message.objects.values_list("pk", flat=True))
    rebuild(START + timedelta(microseconds=1))
    fire(now=START + timedelta(seconds=1))
    [message] = Message.objects.exclude(pk__in=before)
    assert (message.recipient_key, message.kind) == (party.officer.key, "duty")
    assert message.next_at == START + 8 * HOUR
    assert message.subject.startswith("【期限超過 2026年4月1日 00:00（日本時間）】")
    assert "期限：2026年4月1日 00:00（日本時間）［2026年4月1日 00:00現在、1分過ぎています］" in message.body


def test_what_was_done_a_moment_ago_is_told_to_nobody_although_no_worker_has_looked_since(party):
    submission = party.submitted()
    rebuild(NOW)
    row = Deadline.objects.get(stage="client", due_at=START)
    row.alarms.filter(fire_at__lte=NOW).update(fired_at=NOW)
    accept(seat=party.client_seat, submission=submission, now=NOW + DAY)
    fire(now=datetime(2026, 3, 31, 8, 0, 1, tzinfo=JST))
    assert not Notice.objects.filter(account=party.client).exists()
    assert "answered" in rungs(row).values()


def test_with_nobody_who_prepares_the_administrators_are_told(party):
    Preparing.objects.all().delete()
    rebuild(NOW)
    fire(now=NOW)
    assert [row.account for row in Notice.objects.all()] == [party.officer]


def test_an_annex_that_cannot_be_read_does_not_silence_a_deadline(party):
    rebuild(NOW)
    party.contract.packs.update(name="gone")
    assert fire(now=NOW) == 1
    [notice] = Notice.objects.all()
    assert notice.words["subject"]["ja"] == "期限のお知らせ（2026年4月1日 00:00）"


def test_the_boards_of_many_contracts_are_made_together(party, django_assert_num_queries):
    rebuild(NOW)
    deadlines = list(Deadline.objects.all())
    reminder_text._kept.clear()
    with CaptureQueriesContext(connection) as one:
        reminder_text.prepare(deadlines, NOW)
    for index in range(3):
        people_again(party, index)
    rebuild(NOW)
    deadlines = list(Deadline.objects.all())
    assert len({row.contract_id for row in deadlines}) == 4
    reminder_text._kept.clear()
    with django_assert_num_queries(len(one)):
        reminder_text.prepare(deadlines, NOW)
    row = Deadline.objects.select_related("contract").filter(due_at=START).last()
    with django_assert_num_queries(1):  # whether anything has changed since
        assert reminder_text.stands(row, None, NOW)
        assert [one.key for one in reminder_text.recipients(row, None, NOW)] == [party.officer.key]
        reminder_text.words(row, None, NOW)
    Contract.objects.update(changes_below=F("changes_below") + 1)
    with CaptureQueriesContext(connection) as again:
        assert reminder_text.stands(row, None, NOW)
    assert len(again) > 2
    reminder_text.prepare([row], NOW + HOUR)
    assert {moment for _, moment in reminder_text._kept} == {NOW + HOUR}


def people_again(party, index):
    contract = create_contract(
        title=f"業務{index}",
        number=f"2026-1{index}",
        annex="sapporo",
        client=party.contract.client,
        contractor=party.contract.contractor,
        on={"signed": date(2026, 3, 15), "starts": date(2026, 4, 1), "ends": date(2027, 3, 31)},
        by=party.officer,
        now=NOW,
    )
    grant(contract=contract, account=party.client, party="client", role="decides", by=None, now=NOW)


@pytest.mark.parametrize(
    ("moment", "ja", "en"),
    [
        (end_of_day(date(2026, 3, 31)), "2026年3月31日中（日本時間）", "by the end of 2026-03-31 JST"),
        (START, "2026年4月1日 00:00（日本時間）", "2026-04-01 00:00 JST"),
    ],
)
def test_a_due_time_is_said_with_its_zone(moment, ja, en):
    said = due_in_words(moment)
    assert (said.ja, said.en) == (ja, en)
