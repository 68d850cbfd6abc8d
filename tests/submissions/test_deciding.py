"""Who may decide: nobody on their own, two people where the client wants two, nobody on what has moved on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.models import Notice
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import Seat, seat_of
from kokoroe.deeds.deed import Deeds
from kokoroe.desk.assembling import answers
from kokoroe.ledger.verify import verify
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions import answers as answers_of
from kokoroe.submissions.actions import accept, give_back, receive
from kokoroe.submissions.answers import answer
from kokoroe.submissions.deciding import endorse, set_rule
from kokoroe.submissions.deeds import DECIDING
from kokoroe.submissions.models import DecisionRule, Step, Submission
from people import NOW, People, account
from visitor import Visitor, words

HOUR = timedelta(hours=1)
CLIENTS = frozenset({"read", "personal", "handle", "decide"})


def colleague(party: People, role: str = "decides", name: str = "市役 二郎") -> Account:
    made = account(name, f"{role}-{name[-2:]}@city.example", party.contract.client)
    grant(contract=party.contract, account=made, party="client", role=role, by=party.client, now=NOW)
    return made


def seat(party: People, who: Account) -> Seat:
    return seat_of(who, party.contract, at=NOW)


def forged(who: Account, party: People, **more: object) -> Seat:
    """A seat that no rule of ours would give: what the verbs refuse whatever came before them."""
    return Seat(who, party.contract, "client", CLIENTS, **more)


def acts(party: People) -> list[str]:
    return [entry.act for entry in party.contract.tree.entries.all()]


class TestOnesOwn:
    def test_nobody_decides_on_what_they_or_their_organisation_submitted(self, party: People):
        submission = party.submitted()
        before, steps = acts(party), submission.steps.count()
        absent = frozenset({"handle", "decide"})
        others = [
            forged(party.officer, party),
            forged(party.worker, party),
            forged(party.client, party, standing_in_for=party.officer, lent=absent),
            forged(party.client, party, standing_in_for=party.worker, lent=absent),
        ]
        grant(contract=party.contract, account=party.worker, party="client", role="decides", by=None, now=NOW)
        for one in others:
            for act in (accept, receive):
                with pytest.raises(NotAllowed):
                    act(seat=one, submission=submission, now=NOW)
            with pytest.raises(NotAllowed):
                give_back(seat=one, submission=submission, comment="直す", now=NOW)
        assert (acts(party)[:-1], submission.steps.count()) == (before, steps)

    def test_two_rows_for_one_person_are_one(self, party: People):
        submission = party.submitted()
        twin = colleague(party, name="見本 太郎")
        twin.person.email = "TARO@contractor.example"
        twin.person.save()
        with pytest.raises(NotAllowed):
            accept(seat=forged(twin, party), submission=submission, now=NOW)

    def test_the_form_is_no_way_round(self, visit: Visitor, noted):
        party = visit.party
        submission = party.submitted()
        given = {"act": "accept", "party": "client", "answer-comment": "", "by": party.client.pk, "seen": "1"}
        response = visit.post(party.officer, "submission", submission.pk, **given)
        assert (response.status_code, submission.steps.count()) == (403, 1)
        assert [line["event"] for line in noted] == ["access.refused"]
        extra = {"act": "receive", "name": "accepted", "happened_at": "2020-01-01", "by": party.officer.pk}
        visit.post(party.client, "submission", submission.pk, **extra)
        step = submission.steps.last()
        assert (step.name, step.by, step.happened_at) == ("received", party.client, NOW)


class TestTwoPeople:
    @pytest.fixture
    def two(self, party: People) -> People:
        set_rule(seat=party.client_seat, people=2, reason="決裁規程による", now=NOW)
        return party

    def test_one_proposes_and_another_decides_and_only_that_is_a_decision(self, two: People):
        second, submission = colleague(two), two.submitted()
        step = endorse(
            seat=two.client_seat, submission=submission, outcome="accepted", comment="問題ありません",
            reference="起案第7号", now=NOW + HOUR,
        )  # fmt: skip
        assert (step.name, step.outcome, step.assurance) == ("endorsed", "accepted", "own_sign_in")
        assert Submission.objects.get().is_open
        assert PlanVersion.objects.get().effective_at is None
        waiting = {one.duty: one.state for one in answers(two.contract, NOW + HOUR)}
        before = {one.duty: one.state for one in answers(two.contract, NOW + HOUR / 2)}
        assert waiting == before
        told = Notice.objects.get()
        assert (told.account, told.words["subject"]["ja"][:5]) == (second, "決裁待ち：")
        accept(seat=seat(two, second), submission=submission, reference="決第8号", now=NOW + 2 * HOUR)
        assert PlanVersion.objects.get().effective_at == NOW + 2 * HOUR
        assert acts(two)[-3:] == ["plan.submitted", "plan.endorsed", "plan.accepted"]
        assert verify(two.contract.tree).ok

    def test_nothing_is_decided_before_somebody_proposed_it(self, two: People):
        submission = two.submitted()
        with pytest.raises(NotPossible) as refusal:
            accept(seat=two.client_seat, submission=submission, now=NOW)
        assert "先に別の担当者が起案" in refusal.value.text.ja
        with pytest.raises(NotPossible):
            give_back(seat=two.client_seat, submission=submission, comment="直す", now=NOW)
        assert submission.steps.count() == 1

    def test_the_same_person_never_does_both_nor_by_a_stand_in(self, two: People):
        second, submission = colleague(two), two.submitted()
        endorse(seat=two.client_seat, submission=submission, outcome="accepted", now=NOW)
        twin = colleague(two, name="市役 一子")
        twin.person.email = two.client.email
        twin.person.save()
        lent = frozenset({"decide", "handle"})
        for one in (
            two.client_seat,
            forged(twin, two),
            forged(second, two, standing_in_for=two.client, lent=lent),
        ):
            with pytest.raises(NotAllowed):
                accept(seat=one, submission=submission, now=NOW)
            with pytest.raises(NotAllowed):
                give_back(seat=one, submission=submission, comment="直す", now=NOW)
        assert submission.steps.count() == 2

    def test_who_handles_proposes_and_does_not_decide(self, two: People):
        desk, submission = colleague(two, "handles"), two.submitted()
        endorse(
            seat=seat(two, desk), submission=submission, outcome="returned", comment="夜間の連絡先", now=NOW
        )
        third = colleague(two, "handles", "市役 三郎")
        with pytest.raises(NotAllowed):
            give_back(seat=seat(two, third), submission=submission, comment="夜間の連絡先", now=NOW)
        accept(seat=two.client_seat, submission=submission, now=NOW)
        assert Submission.objects.get().standing == "accepted"

    def test_a_stand_in_is_kept_with_the_step(self, two: People):
        second, submission = colleague(two), two.submitted()
        endorse(seat=two.client_seat, submission=submission, outcome="accepted", now=NOW)
        third = colleague(two, name="市役 三郎")
        lent = forged(third, two, standing_in_for=second, lent=frozenset({"decide"}))
        step = accept(seat=replace(lent, proof="password+totp"), submission=submission, now=NOW)
        assert (step.by, step.stands_for, step.proof) == (third, second, "password+totp")

    def test_who_waits_cannot_be_passed_by_changing_the_rule(self, two: People):
        submission = two.submitted(now=NOW + HOUR)
        set_rule(seat=two.client_seat, people=1, now=NOW + 2 * HOUR)
        with pytest.raises(NotPossible):
            accept(seat=two.client_seat, submission=submission, now=NOW + 3 * HOUR)
        assert acts(two).count("contract.decision_rule_set") == 2

    def test_a_proposal_wants_an_outcome_and_words_for_a_return(self, two: People):
        submission = two.submitted()
        for outcome, comment in (("returned", " "), ("withdrawn", "x"), ("", "x")):
            with pytest.raises(NotPossible):
                endorse(
                    seat=two.client_seat, submission=submission, outcome=outcome, comment=comment, now=NOW
                )

    def test_only_the_client_sets_the_rule(self, party: People):
        for one in (party.officer_seat, seat(party, colleague(party, "handles"))):
            with pytest.raises(NotAllowed):
                set_rule(seat=one, people=2, now=NOW)
        for impossible in (1, 3):
            with pytest.raises(NotPossible):
                set_rule(seat=party.client_seat, people=impossible, now=NOW)
        with pytest.raises(NotPossible):
            endorse(seat=party.client_seat, submission=party.submitted(), outcome="accepted", now=NOW)
        assert DecisionRule.objects.count() == 0


class TestThePages:
    def test_a_form_is_of_its_own_page_however_the_deeds_are_ordered(self, visit: Visitor, monkeypatch):
        monkeypatch.setattr("kokoroe.submissions.views.deciding.DECIDING", Deeds("", *reversed([*DECIDING])))
        assert visit.post(visit.party.client, "decision_rule", people="2").status_code == 302
        assert [rule.people for rule in DecisionRule.objects.all()] == [2]

    def test_they_show_who_is_awaited_and_keep_the_proposal_inside(self, visit: Visitor):
        party = visit.party
        second = colleague(party)
        done = visit.post(party.client, "decision_rule", people="2", reason="規程")
        assert "二人で決定する" in words(visit.follow(party.officer, done))
        assert visit.post(party.officer, "decision_rule", people="1").status_code == 403
        submission = party.submitted()
        page = visit.get(party.client, "submission", submission.pk)
        assert sorted(page.context["panels"]) == ["endorsement", "receipt"]
        given = {
            "outcome": "accepted",
            "comment": "内々の話",
            "reference": "起案第7号",
            "dated_on": "R8.3.20",
        }
        sent = {f"endorsement-{name}": value for name, value in given.items()}
        done = visit.post(party.client, "submission", submission.pk, act="endorse", seen="1", **sent)
        mine = visit.follow(party.client, done)
        assert sorted(mine.context["panels"]) == []
        assert "別の人が行います" in words(mine)
        other = words(visit.get(second, "submission", submission.pk))
        for text in ("市役 一子 さんの起案：了承", "内々の話", "起案第7号"):
            assert text in other
        theirs = words(visit.get(party.officer, "submission", submission.pk))
        assert "起案済み・了承の決裁待ち" in theirs
        for text in ("内々の話", "起案第7号", "起案：了承"):
            assert text not in theirs
        refused = visit.post(party.client, "submission", submission.pk, act="accept", seen="2")
        assert refused.status_code == 403
        done = visit.post(second, "submission", submission.pk, act="accept", seen="2")
        assert "市役 二郎" in words(visit.follow(party.officer, done))

    def test_a_page_that_shows_an_earlier_state_decides_nothing(self, visit: Visitor):
        party, submission = visit.party, visit.party.submitted()
        receive(seat=party.client_seat, submission=submission, now=NOW)
        late = visit.post(
            party.client,
            "submission",
            submission.pk,
            act="accept",
            seen="1",
            **{"answer-comment": "了承します"},
        )
        assert late.status_code == 422
        assert "この画面を開いたあと" in words(late)
        assert late.context["panels"]["answer"]["comment"].value() == "了承します"
        assert 'name="seen" value="2"' in late.content.decode()


def test_the_notice_names_who_proposed_and_for_whom_somebody_stood_in(party: People, monkeypatch):
    set_rule(seat=party.client_seat, people=2, now=NOW)
    submission = party.submitted()
    endorse(seat=party.client_seat, submission=submission, outcome="accepted", now=NOW)
    made = []
    monkeypatch.setattr(answers_of, "render", lambda _name, data, now: made.append((data, now)) or b"%PDF-")
    stand_in = replace(
        seat(party, colleague(party)),
        standing_in_for=account("市役 五郎", "goro@city.example", party.contract.client),
        lent=frozenset({"decide"}),
        proof="password+totp",
    )
    answer(seat=stand_in, submission=Submission.objects.get(), outcome="accepted", now=NOW)
    [(paper, _now)] = made
    assert (paper["proposed_by"], paper["decided_by"]) == ("市役 一子", "市役 二郎（市役 五郎 の代理）")
    assert paper["assurance"].startswith(
        "本人のログイン（パスワードと認証アプリの番号、所属する団体が招待した"
    )


def test_a_version_is_not_accepted_once_a_newer_one_is_in(party: People):
    old = party.submitted()
    version = DRAFTING.begin(seat=party.officer_seat, now=NOW + HOUR)
    newer = Submission.objects.create(
        contract=party.contract, form="plan", number="2025-計-002", title="実施計画書", verb="了承",
        content=b"{}", created_at=NOW + HOUR, created_by=party.officer,
    )  # fmt: skip
    Step.objects.create(
        submission=newer, name="submitted", happened_at=NOW + HOUR, recorded_at=NOW + HOUR, by=party.officer,
        party="contractor", assurance="own_sign_in",
    )  # fmt: skip
    PlanVersion.objects.filter(pk=version.pk).update(submission=newer)
    with pytest.raises(NotPossible) as refusal:
        accept(seat=party.client_seat, submission=old, now=NOW + 2 * HOUR)
    assert "新しい版（2025-計-002）" in refusal.value.text.ja
    give_back(seat=party.client_seat, submission=old, comment="新しい版で決めます", now=NOW + 2 * HOUR)
    accept(seat=party.client_seat, submission=newer, now=NOW + 2 * HOUR)
    with pytest.raises(NotPossible):
        DRAFTING.submit(seat=party.officer_seat, draft=version, edit=version.edit, now=NOW + 3 * HOUR)
