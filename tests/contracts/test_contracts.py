from datetime import UTC, date, datetime, timedelta

import pytest

from kokoroe.accounts.models import Administrator, Invitation
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.agreeing import answer, propose
from kokoroe.contracts.models import ClientRole, Contract, Preparing
from kokoroe.contracts.moving import set_date
from kokoroe.contracts.people import end_role, grant, invite_to_contract, withdraw_invitation
from kokoroe.contracts.seats import seat_of
from kokoroe.contracts.terms import dates
from people import ENDS, NOW, STARTS, People, account, organisation

LATER = NOW + timedelta(hours=1)


def acts(party: People) -> list[str]:
    return [entry.act for entry in party.contract.tree.entries.all()]


def test_opening_a_contract_is_the_first_entry_of_its_ledger(party: People):
    assert acts(party)[0] == "contract.opened"


def test_a_contract_is_visible_to_both_sides_and_does_not_exist_for_others(party: People):
    def sees(who):
        return Contract.objects.visible_to(who, at=LATER).exists()

    assert [sees(who) for who in (party.client, party.officer, party.worker, party.outsider)] == [
        True,
        True,
        False,
        False,
    ]


def test_a_worker_sees_it_from_the_moment_their_plan_is_in_force(party: People):
    version = party.accepted()
    at = version.effective_at
    assert at is not None
    visible = Contract.objects.visible_to
    assert not visible(party.worker, at=at - timedelta(seconds=1)).exists()
    assert visible(party.worker, at=at).exists()
    assert seat_of(party.worker, party.contract, at=at).abilities == {"read"}


def test_an_end_before_the_start_is_refused_and_names_both(db):
    city, firm = organisation("見本市"), organisation("サンプルシステム株式会社")
    with pytest.raises(NotPossible) as refusal:
        create_contract(
            title="試験", number="", annex="sapporo", client=city, contractor=firm,
            on={"starts": ENDS, "ends": STARTS}, by=None, now=NOW,
        )  # fmt: skip
    assert "2026-04-01" in refusal.value.text.ja
    assert "2027-03-31" in refusal.value.text.en
    assert Contract.objects.count() == 0


def test_a_moved_date_keeps_what_was_recorded_before(party: People):
    set_date(seat=party.officer_seat, name="ends", on=date(2027, 6, 30), reason="変更契約", now=LATER)
    party.client_agrees(LATER)
    assert dates(party.contract)["ends"] == date(2027, 6, 30)
    assert dates(party.contract, known_at=NOW)["ends"] == ENDS


@pytest.mark.parametrize("on", [date(2026, 4, 2), date(2027, 3, 31)])
def test_a_day_of_completion_that_has_not_come_is_refused_and_says_what_to_do(party: People, on):
    """It is 1 April in Japan, and still March elsewhere."""
    first_of_april = datetime(2026, 3, 31, 16, tzinfo=UTC)
    with pytest.raises(NotPossible) as refusal:
        set_date(seat=party.officer_seat, name="completed", on=on, now=first_of_april)
    assert f"業務の完了日（{on}）はまだ来ていない日です。今日（2026-04-01）まで" in refusal.value.text.ja
    assert "Last day of the contract period" in refusal.value.text.en
    set_date(seat=party.officer_seat, name="completed", on=date(2026, 4, 1), now=first_of_april)
    party.client_agrees(first_of_april)
    assert dates(party.contract)["completed"] == date(2026, 4, 1)


def test_a_worker_sets_no_date(party: People):
    with pytest.raises(NotAllowed):
        set_date(seat=seat_of(party.worker, party.contract, at=LATER), name="ends", on=ENDS, now=LATER)


def client_without_anybody(party: People) -> None:
    """The client as the contractor's new contract finds it: an organisation of which nobody has signed up."""
    ClientRole.objects.all().delete()
    Administrator.objects.filter(organisation=party.contract.client).delete()


def invited_by_contractor(party: People, email: str, *, role: str = "decides", now=LATER) -> Invitation:
    token = invite_to_contract(
        seat=party.officer_seat, party="client", role=role, name="市役 二郎", email=email, now=now
    )
    assert token is not None
    found = Invitation.opened_by(token, now=now)
    assert found is not None
    return found


def test_a_client_that_administers_itself_invites_even_its_first_decider(party: People):
    ClientRole.objects.all().delete()
    with pytest.raises(NotAllowed):
        invited_by_contractor(party, "jiro@city.example")
    assert not Invitation.objects.exists()


def test_the_contractor_invites_the_clients_first_decider_and_no_more(party: People):
    client_without_anybody(party)
    first = invite_to_contract(
        seat=party.officer_seat,
        party="client",
        role="decides",
        name="市役 二郎",
        email="jiro@city.example",
        now=LATER,
    )
    assert first
    grant(contract=party.contract, account=party.client, party="client", role="decides", by=None, now=LATER)
    with pytest.raises(NotAllowed):
        invite_to_contract(
            seat=party.officer_seat, party="client", role="decides", name="三郎", email="saburo@city.example",
            now=LATER,
        )  # fmt: skip


def test_a_stranger_to_the_party_gets_no_role_of_it(party: People):
    with pytest.raises(NotPossible):
        invite_to_contract(
            seat=party.client_seat,
            party="client",
            role="reads",
            name="他所",
            email=party.outsider.email,
            now=LATER,
        )


def test_the_last_one_who_decides_stays(party: People):
    role = ClientRole.objects.get(contract=party.contract)
    with pytest.raises(NotPossible):
        end_role(seat=party.client_seat, role=role, now=LATER)
    other = account("市役 二子", "niko@city.example", party.contract.client)
    grant(contract=party.contract, account=other, party="client", role="decides", by=party.client, now=LATER)
    end_role(seat=party.client_seat, role=role, now=LATER)
    assert not seat_of(party.client, party.contract, at=LATER).may("decide")


def test_whose_role_ends_leaves_no_link_behind(party: People):
    other = account("市役 二子", "niko@city.example", party.contract.client)
    grant(contract=party.contract, account=other, party="client", role="decides", by=party.client, now=LATER)
    links = [
        invite_to_contract(
            seat=seat_of(who, party.contract, at=LATER),
            party="client",
            role="decides",
            name="市役 二郎",
            email=email,
            now=LATER,
        )
        for who, email in ((other, "jiro@city.example"), (party.client, "saburo@city.example"))
    ]
    role = ClientRole.objects.get(account=other)
    end_role(seat=party.client_seat, role=role, now=LATER)
    opened = [Invitation.opened_by(link, now=LATER) for link in links if link]
    assert [invitation and invitation.email for invitation in opened] == [None, "saburo@city.example"]


def test_one_side_does_not_end_the_others_roles(party: People):
    with pytest.raises(NotAllowed):
        end_role(seat=party.client_seat, role=Preparing.objects.get(), now=LATER)


class TestTerms:
    def key(self, party: People) -> tuple[str, str]:
        from kokoroe.contracts.terms import pack_in_force

        reading = pack_in_force(party.contract, NOW).readings[0]
        return reading.key, next(o.key for o in reading.options if o.key != reading.default)

    def test_a_term_counts_once_the_other_side_agrees(self, party: People):
        key, value = self.key(party)
        row = propose(seat=party.officer_seat, kind="reading", key=key, value=value, now=LATER)
        assert row.agreed_at is None
        with pytest.raises(NotAllowed):
            answer(seat=party.officer_seat, agreement=row, agreed=True, now=LATER)
        assert answer(seat=party.client_seat, agreement=row, agreed=True, now=LATER).agreed_at == LATER
        assert acts(party)[-2:] == ["terms.proposed", "terms.agreed"]

    def test_two_proposals_on_one_term_do_not_wait_at_once(self, party: People):
        key, value = self.key(party)
        propose(seat=party.officer_seat, kind="reading", key=key, value=value, now=LATER)
        with pytest.raises(NotPossible):
            propose(seat=party.client_seat, kind="reading", key=key, value=value, now=LATER)

    @pytest.mark.parametrize(
        ("kind", "key", "value"),
        [
            ("reading", "nothing", "x"),
            ("house_rule", "nothing", "on"),
            ("target", "nothing", "3"),
            ("x", "y", "z"),
        ],
    )
    def test_a_term_that_the_annex_does_not_have_is_refused(self, party: People, kind, key, value):
        with pytest.raises(NotPossible):
            propose(seat=party.officer_seat, kind=kind, key=key, value=value, now=LATER)


class TestInvitations:
    def test_an_account_that_another_contractor_made_is_not_given_the_clients_role(self, party: People):
        ClientRole.objects.all().delete()
        Administrator.objects.filter(organisation=party.contract.client).delete()
        other = account("市役 二子", "niko@city.example", party.contract.client)
        other.vouched_by = party.outsider.organisation
        other.save()
        with pytest.raises(NotPossible):
            invite_to_contract(
                seat=party.officer_seat, party="client", role="decides", name="", email=other.email, now=LATER
            )
        assert not ClientRole.objects.exists()

    def test_a_link_that_nobody_used_is_taken_back_by_the_side_that_made_it(self, party: People):
        invite_to_contract(
            seat=party.officer_seat, party="contractor", role="prepares", name="例示", email="new@contractor.example",
            now=LATER,
        )  # fmt: skip
        invitation = Invitation.objects.get()
        with pytest.raises(NotAllowed):
            withdraw_invitation(seat=party.client_seat, invitation=invitation, now=LATER)
        withdraw_invitation(seat=party.officer_seat, invitation=invitation, now=LATER)
        assert acts(party)[-1] == "contract.invitation_withdrawn"
        with pytest.raises(NotPossible):
            withdraw_invitation(seat=party.officer_seat, invitation=invitation, now=LATER)
