"""契約: what each side sees of how a contract stands."""

import re
from datetime import date, timedelta

import pytest
from django.utils.html import escape

from kokoroe.annex.moments import Moment
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.agreeing import propose
from kokoroe.desk.assembling import answers
from kokoroe.ledger.unit import unit
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept
from kokoroe.submissions.recording import record_answer
from kokoroe.submissions.steps import Attachment
from people import LINES, NOW

BEFORE_START = NOW + timedelta(days=9)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_it_shows_title_parties_with_the_contracts_own_labels_period_and_people(desk):
    desk.party.accepted()
    desk.now = NOW + timedelta(days=1)
    page = text(desk.get(desk.party.officer))
    for shown in (
        "保育業務支援システム運用保守業務",
        "委託者 見本市",
        "受託者 サンプルシステム株式会社",
        "令和8年4月1日 から 令和9年3月31日 まで",
        "従事者 3名",
    ):
        assert shown in page.replace(
            "令和8年4月1日から令和9年3月31日まで", "令和8年4月1日 から 令和9年3月31日 まで"
        )


def test_a_worker_sees_it_only_while_the_plan_in_force_names_them(desk):
    desk.party.submitted()
    desk.now = NOW + timedelta(days=1)
    assert desk.get(desk.party.worker).status_code == 404


def test_the_same_step_under_several_clauses_is_one_thing_to_do(desk):
    response = desk.get(desk.party.officer)
    (todo, *_) = response.context["todos"]
    assert [clause.ref for clause in todo.clauses][:3] == ["1(1)", "1(1)ア(ア)", "1(1)ア(イ)"]
    assert (todo.mine, todo.href) == (True, f"/c/{desk.code}/plan/")


def test_what_waits_for_the_client_leads_the_client_to_the_writing(desk):
    submission = desk.party.submitted()
    desk.now = BEFORE_START
    for who, mine in (("client", True), ("officer", False)):
        todos = desk.get(getattr(desk.party, who)).context["todos"]
        (todo,) = [todo for todo in todos if todo.href == f"/c/{desk.code}/writings/{submission.pk}/"]
        assert todo.mine is mine


def test_the_viewers_own_side_comes_first(desk):
    desk.party.submitted()
    desk.now = BEFORE_START
    rule = propose(seat=desk.party.client_seat, kind="house_rule", key="deputy", value="on", now=desk.now)
    assert rule.pk
    owners = {
        who: [todo.owner for todo in desk.get(getattr(desk.party, who)).context["todos"]]
        for who in ("client", "officer")
    }
    assert owners == {
        "client": ["client", "contractor", "contractor"],
        "officer": ["contractor", "contractor", "client"],
    }


def test_evidence_leads_to_what_proves_it(desk):
    version = desk.party.accepted()
    desk.now = NOW + timedelta(days=1)
    page = desk.get(desk.party.client).content.decode()
    assert f'<a href="/c/{desk.code}/plan/{version.pk}/">実施計画書 第1版</a>' in page


def test_a_draft_is_a_link_for_those_alone_who_may_open_it(desk):
    draft = desk.party.draft()
    link = f"/c/{desk.code}/plan/{draft.pk}/"
    assert link in desk.get(desk.party.officer).content.decode()
    assert link not in desk.get(desk.party.client).content.decode()


def test_house_rules_are_marked_as_such(desk):
    page = desk.get(desk.party.client)
    rows = {row.duty.id: row for _, rows in page.context["sections"] for row in rows}
    marked = {key: [rule.key for rule in row.house_rules] for key, row in rows.items() if row.house_rules}
    assert page.content.decode().count('<span class="chip">運用上の取決め：') == sum(
        map(len, marked.values())
    )
    assert (marked["procedure"], marked.get("contacts")) == (["procedure-accepted"], None)


def test_the_tally_counts_every_duty_once_and_leads_to_those_of_one_state(desk):
    page = desk.get(desk.party.client)
    figures = page.context["figures"]
    assert sum(figure["count"] for figure in figures) == len(page.context["pack"].duties)
    narrowed = desk.get(desk.party.client, state="due_soon")
    shown = [row.answer.state for _, rows in narrowed.context["sections"] for row in rows]
    assert set(shown) == {"due_soon"}
    assert len(shown) == next(figure["count"] for figure in figures if figure["state"] == "due_soon")


def test_before_and_after_the_acceptance_it_stands_differently_and_the_banner_says_when(desk):
    desk.party.accepted()
    desk.now = NOW + timedelta(days=20)
    states = {}
    for at in ("2026-03-20T09:59", "2026-03-20T10:30", "2026-03-20T11:00"):
        page = desk.get(desk.party.client, at=at)
        states[at[-5:]] = page.context["states"]["1(1)"].value
        assert page.context["as_of"].is_now is False
        assert "の状況を見ています" in text(page)
    assert states == {"09:59": "due_soon", "10:30": "due_soon", "11:00": "met"}
    assert "の状況を見ています" not in text(desk.get(desk.party.client))


def test_what_was_known_at_a_moment_leaves_out_what_was_recorded_later(desk):
    desk.party.accepted()
    desk.now = NOW + timedelta(days=20)
    page = desk.get(desk.party.client, at="2026-04-05T09:00", known_at="2026-03-20T10:30")
    assert page.context["states"]["1(1)"].value == "late"


def test_links_keep_the_moment(desk):
    page = desk.get(desk.party.client, at="2026-03-25T09:00").content.decode()
    assert f"/c/{desk.code}/clauses/1(2)?at=2026-03-25T09%3A00%3A00" in page


def test_what_is_no_moment_gets_its_error_and_the_present(desk):
    page = desk.get(desk.party.client, at="いつか")
    assert page.status_code == 400
    assert escape("「いつか」は日時として読めません") in page.content.decode()
    assert page.context["as_of"].is_now is True


def test_after_the_last_day_a_plan_that_was_never_accepted_is_still_late(desk):
    desk.now = NOW + timedelta(days=500)
    page = desk.get(desk.party.client)
    assert page.context["states"]["1(1)"].value == "late"


@pytest.mark.parametrize(("people", "entries"), [(3, 0), (100, 1000)])
def test_it_asks_the_database_equally_often_whatever_the_size(
    desk, people, entries, django_assert_num_queries
):
    grow(desk.party, people=people, entries=entries)
    desk.now = NOW + timedelta(days=1)
    client = desk.client(desk.party.client)
    with django_assert_num_queries(15):
        client.get(f"/c/{desk.code}/")
    with django_assert_num_queries(15):
        client.get(f"/c/{desk.code}/clauses/1(1)")


def grow(party, *, people, entries):
    """An accepted plan of so many people, and a ledger with so many more entries."""
    more = ({**LINES[2], "name": f"見本 {number}郎", "email": ""} for number in range(people - len(LINES)))
    version = party.draft(lines=[*LINES, *more])
    submission = DRAFTING.submit(seat=party.officer_seat, draft=version, edit=version.edit, now=NOW)
    accept(seat=party.client_seat, submission=submission, now=NOW)
    with unit(now=NOW) as record:
        for number in range(entries):
            record(party.contract.tree, act="sample.done", actor=party.officer.pk, public={"number": number})


def test_the_other_annex_is_shown_in_its_own_numbering_and_labels(desk):
    other = create_contract(
        title="図書館システム更新業務",
        number="",
        annex="kojin-joho",
        client=desk.party.contract.client,
        contractor=desk.party.contract.contractor,
        on={"signed": date(2026, 3, 15), "starts": date(2026, 4, 1), "ends": date(2027, 3, 31)},
        by=desk.party.officer,
        now=NOW,
    )
    desk.code = other.code
    page = desk.get(desk.party.officer)
    assert "甲 見本市" in text(page)
    assert "第3(1)" in page.context["states"]
    assert "直ちに" in text(page)


def test_the_command_lines_answers_are_the_pages(desk):
    desk.party.accepted()
    desk.now = NOW + timedelta(days=1)
    shown = [row.answer for _, rows in desk.get(desk.party.client).context["sections"] for row in rows]
    assert tuple(shown) == answers(desk.party.contract, desk.now)


def test_a_contract_whose_pack_is_gone_says_so_and_loses_nothing(desk):
    desk.party.contract.packs.update(name="gone")
    for path in ("", "clauses/1(1)"):
        page = desk.get(desk.party.client, path)
        assert page.status_code == 500
        assert "記録は失われていません" in text(page)
        assert "gone" in text(page)
    assert desk.get(desk.party.client, "ledger/").status_code == 200


def test_what_was_recorded_on_a_later_day_is_said_so_with_the_delay_on_page_and_by_the_answers(desk):
    party = desk.party
    record_answer(
        seat=party.officer_seat, submission=party.submitted(), name="accepted", decider="情報課長",
        scan=Attachment(kind="scan", filename="回答.pdf", content=b"%PDF-1.4"),
        decided=Moment.of(NOW + timedelta(hours=1)), now=NOW + timedelta(days=3, hours=1),
    )  # fmt: skip
    desk.now = NOW + timedelta(days=4)
    found = {answer.duty: answer for answer in answers(party.contract, desk.now)}["plan-accepted"]
    assert found.recorded_later.delay == timedelta(days=3)
    assert "後から記録（3日後の" in text(desk.get(party.client))
    known = answers(party.contract, desk.now, NOW + timedelta(days=2))
    assert all(answer.recorded_later is None for answer in known)
