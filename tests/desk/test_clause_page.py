"""条項: a clause's duties, how the parties read it, and what they agree on."""

import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest

from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import Agreement
from kokoroe.contracts.people import grant
from kokoroe.ledger.models import Entry
from people import NOW, account

READING = {"term": "reading-plan-items", "reading-plan-items-value": "listed"}


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def options(desk):
    (term,) = [each["term"] for each in desk.get(desk.party.client, "clauses/1(1)").context["terms"]]
    return [choice.value for choice in term.choices], [
        choice.value for choice in term.choices if choice.in_effect
    ]


def proposal(desk):
    values, (current,) = options(desk)
    other = next(value for value in values if value != current)
    return {
        "term": "reading-plan-items",
        "reading-plan-items-value": other,
        "reading-plan-items-note": "理由",
    }


def test_it_shows_its_own_duties_and_leads_to_its_parts(desk):
    page = desk.get(desk.party.client, "clauses/1(1)")
    assert {duty["row"].duty.clause for duty in page.context["duties"]} == {"1(1)"}
    assert [part["clause"].ref for part in page.context["parts"]] == ["1(1)ア", "1(1)イ", "1(1)ウ", "1(1)エ"]
    assert [outer["clause"].ref for outer in page.context["above"]] == ["1"]


def test_it_says_verb_deadline_reason_evidence_and_next_step(desk):
    page = text(desk.get(desk.party.client, "clauses/1(1)ア(ア)"))
    for shown in (
        "了承",
        "2026年4月1日 00:00",
        "まだ提出されていません",
        "いまある根拠 まだありません",
        "書面を作り、提出する",
    ):
        assert shown in page


def test_how_late_it_was_done_stays_on_the_page(desk):
    desk.party.accepted(now=NOW + timedelta(days=20))
    desk.now = NOW + timedelta(days=30)
    page = text(desk.get(desk.party.client, "clauses/1(1)"))
    assert "履行済み" in page
    assert "遅れ 8日11時間" in page


@pytest.mark.parametrize("written", ["１（１）ア", "1(1)ア "])
def test_full_width_figures_lead_to_the_clause_as_well(desk, written):
    page = desk.get(desk.party.client, f"clauses/{quote(written)}")
    assert (page.status_code, page["Location"]) == (
        302,
        f"/c/{desk.code}/clauses/{quote('1(1)ア', safe='()')}",
    )


@pytest.mark.parametrize("ref", ["9", "1(1)ア(ア)1", "nothing", "%F0%9F%90%88"])
def test_a_clause_that_the_annex_does_not_have_is_not_found(desk, ref):
    assert desk.get(desk.party.client, f"clauses/{ref}").status_code == 404


def test_one_side_proposes_a_reading_and_it_counts_once_the_other_agrees(desk):
    asked = proposal(desk)
    before = options(desk)[1]
    assert desk.post(desk.party.client, "clauses/1(1)", **asked).status_code == 302
    assert options(desk)[1] == before
    agreement = Agreement.objects.get()
    done = desk.post(desk.party.officer, "clauses/1(1)", answer=agreement.pk, agreed="yes")
    assert done["Location"] == f"/c/{desk.code}/clauses/1(1)#reading-plan-items"
    assert options(desk)[1] == [asked["reading-plan-items-value"]]
    page = text(desk.get(desk.party.client, "clauses/1(1)"))
    assert (
        "市役 一子（見本市）の提案に 見本 太郎（サンプルシステム株式会社）が 2026年3月20日 10:00 に合意"
        in page
    )
    assert [entry.act for entry in Entry.objects.filter(tree=desk.party.contract.tree)][-2:] == [
        "terms.proposed",
        "terms.agreed",
    ]


def test_nobody_agrees_with_their_own_proposal(desk):
    desk.post(desk.party.client, "clauses/1(1)", **proposal(desk))
    agreement = Agreement.objects.get()
    assert desk.post(desk.party.client, "clauses/1(1)", answer=agreement.pk, agreed="yes").status_code == 403
    agreement.refresh_from_db()
    assert agreement.agreed_at is None


@pytest.mark.parametrize(
    ("who", "said"), [("client", "提案を取り下げました"), ("officer", "提案を断りました")]
)
def test_a_proposal_is_taken_back_or_refused_and_stays_on_record(desk, who, said):
    desk.post(desk.party.client, "clauses/1(1)", **proposal(desk))
    agreement = Agreement.objects.get()
    browser = desk.client(getattr(desk.party, who))
    page = browser.post(f"/c/{desk.code}/clauses/1(1)", {"answer": agreement.pk, "agreed": "no"}, follow=True)
    assert said in text(page)
    assert "に不成立" in text(page)


def test_a_second_proposal_on_the_same_term_is_refused_in_place_and_what_was_typed_stays(desk):
    desk.post(desk.party.client, "clauses/1(1)", **proposal(desk))
    page = desk.post(desk.party.officer, "clauses/1(1)", **proposal(desk))
    assert page.status_code == 422
    assert page.context["terms"][0]["form"].non_field_errors() == [
        "この取決めには回答待ちの提案があります。先に回答してください。"
    ]
    assert Agreement.objects.count() == 1


def test_an_answer_that_comes_too_late_is_told_so(desk):
    desk.post(desk.party.client, "clauses/1(1)", **proposal(desk))
    agreement = Agreement.objects.get()
    browser = desk.client(desk.party.officer)
    for _ in range(2):
        page = browser.post(
            f"/c/{desk.code}/clauses/1(1)", {"answer": agreement.pk, "agreed": "yes"}, follow=True
        )
    assert "この提案はすでに回答済みです" in text(page)


@pytest.mark.parametrize("number", ["", "²", "9" * 30, "9" * 5000])
def test_an_answer_to_what_is_no_proposal_is_not_found(desk, number):
    assert desk.post(desk.party.client, "clauses/1(1)", answer=number, agreed="yes").status_code == 404


def test_those_who_may_not_speak_for_their_party_get_no_forms_and_are_refused(desk):
    reader = account("市役 二子", "niko@city.example", desk.party.contract.client)
    grant(
        contract=desk.party.contract,
        account=reader,
        party="client",
        role="reads",
        by=desk.party.client,
        now=NOW,
    )
    assert "提案する" not in text(desk.get(reader, "clauses/1(1)"))
    assert desk.post(reader, "clauses/1(1)", **proposal(desk)).status_code == 403
    assert desk.post(desk.party.outsider, "clauses/1(1)", **proposal(desk)).status_code == 404
    assert Agreement.objects.count() == 0


def test_there_are_no_forms_at_another_moment(desk):
    assert "変更を提案する" in text(desk.get(desk.party.client, "clauses/1(1)"))
    assert "変更を提案する" not in text(desk.get(desk.party.client, "clauses/1(1)", at="2026-03-25"))


def test_a_house_rule_is_switched_by_agreement(desk):
    name = "house_rule-deputy"
    (before,) = [t["term"] for t in desk.get(desk.party.client, "clauses/1(1)ア(ア)").context["terms"]]
    current = next(choice.value for choice in before.choices if choice.in_effect)
    other = "off" if current == "on" else "on"
    desk.post(desk.party.officer, "clauses/1(1)ア(ア)", **{"term": name, f"{name}-value": other})
    desk.post(desk.party.client, "clauses/1(1)ア(ア)", answer=Agreement.objects.get().pk, agreed="yes")
    (after,) = [t["term"] for t in desk.get(desk.party.client, "clauses/1(1)ア(ア)").context["terms"]]
    assert [choice.value for choice in after.choices if choice.in_effect] == [other]


def other_annex(desk):
    made = create_contract(
        title="図書館システム更新業務",
        number="",
        annex="kojin-joho",
        client=desk.party.contract.client,
        contractor=desk.party.contract.contractor,
        on={"signed": date(2026, 3, 15), "starts": date(2026, 4, 1), "ends": date(2027, 3, 31)},
        by=desk.party.officer,
        now=NOW,
    )
    client = desk.party.client
    grant(contract=made, account=client, party="client", role="decides", by=client, now=NOW)
    return made


def test_a_word_shows_no_number_until_a_target_is_agreed_and_then_shows_it_as_agreed(desk):
    desk.code = other_annex(desk).code
    page = desk.get(desk.party.officer, "clauses/第3(1)")
    (term,) = [each["term"] for each in page.context["terms"] if each["term"].kind == "target"]
    assert "数値の取決めはありません" in text(page)
    assert re.search(r"\d+時間", text(page)) is None
    asked = {"term": term.anchor, f"{term.anchor}-value": "72"}
    desk.post(desk.party.officer, "clauses/第3(1)", **asked)
    assert "双方の取決め" not in text(desk.get(desk.party.officer, "clauses/第3(1)"))
    desk.post(desk.party.client, "clauses/第3(1)", answer=Agreement.objects.get().pk, agreed="yes")
    assert "双方の取決め：72時間以内" in text(desk.get(desk.party.officer, "clauses/第3(1)"))


@pytest.mark.parametrize("hours", ["", "0", "-1", "2.5", "すぐ", "99999999"])
def test_a_target_that_is_no_number_of_hours_gets_its_error_in_place(desk, hours):
    desk.code = other_annex(desk).code
    page = desk.get(desk.party.officer, "clauses/第3(1)")
    (term,) = [each["term"] for each in page.context["terms"] if each["term"].kind == "target"]
    page = desk.post(
        desk.party.officer, "clauses/第3(1)", **{"term": term.anchor, f"{term.anchor}-value": hours}
    )
    assert page.status_code == 422
    (form,) = [each["form"] for each in page.context["terms"] if each["term"].kind == "target"]
    assert list(form.errors) == ["value"]
