"""Invitations of every role are weighed when they are made, and again when they are taken."""

from datetime import timedelta

import pytest

from kokoroe import clock
from kokoroe.accounts.actions import accept_invitation
from kokoroe.accounts.models import Account, Administrator, Invitation
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.grants import AccessSuspension, Audit
from kokoroe.contracts.inviting import invite_auditor
from kokoroe.contracts.models import ClientRole, Confirmation, Preparing
from kokoroe.contracts.people import grant, invite_to_contract
from kokoroe.contracts.roles import ROLES, given
from kokoroe.contracts.seats import seat_of
from people import NOW, PASSWORD, account

LATER = NOW + timedelta(hours=1)
PLACES = [(role.party, role.word) for role in given()]


def invited(party, by, side, word):
    """Somebody is invited by an account, to a role or to audit."""
    seat = seat_of(by, party.contract, at=NOW)
    if word == "audits":
        sent = invite_auditor(
            seat=seat, organisation="", name="監 査子", email="new@sample.example", purpose="内部監査",
            since=NOW, until=NOW + timedelta(days=90), now=NOW,
        )  # fmt: skip
        assert sent.invitation
        return sent.invitation
    token = invite_to_contract(
        seat=seat, party=side, role=word, name="新 人", email="new@sample.example", now=NOW
    )
    return Invitation.opened_by(token or "", now=NOW)


def taken(invitation):
    accept_invitation(
        invitation=invitation, name="新 人", email=invitation.email, password=PASSWORD, now=LATER
    )


def client_without_anybody(party):
    ClientRole.objects.all().delete()
    Administrator.objects.filter(organisation=party.contract.client).delete()


def nothing(party, by):
    pass


def client_has_a_decider(party, by):
    grant(contract=party.contract, account=party.client, party="client", role="decides", by=None, now=NOW)


def client_has_an_administrator(party, by):
    account("市役 長", "cho@city.example", party.contract.client, administrator=True)


def client_declined(party, by):
    Confirmation.objects.update_or_create(
        contract=party.contract, party="client",
        defaults={"declined_at": NOW, "asked_by": party.officer, "asked_at": NOW},
    )  # fmt: skip


def inviter_has_no_role_any_more(party, by):
    ClientRole.objects.filter(account=by).update(until=NOW)
    Preparing.objects.filter(account=by).update(until=NOW)
    Administrator.objects.filter(account=by).update(until=NOW)


def inviter_is_shut_out(party, by):
    Account.objects.filter(pk=by.pk).update(is_active=False)


def inviter_is_suspended(party, by):
    AccessSuspension.objects.create(
        contract=party.contract, account=by, party="contractor", by_party="client", reason="調査のため", since=NOW,
        suspended_by=party.client,
    )  # fmt: skip


# What happens before the link is taken, and whether it still gives a role of the other side, of one's own, or an audit.
OWN = {
    nothing: True,
    inviter_has_no_role_any_more: False,
    inviter_is_shut_out: False,
    inviter_is_suspended: False,
}
OTHERS = OWN | {client_has_a_decider: False, client_has_an_administrator: False, client_declined: False}


def situations():
    for place in PLACES:
        own = "client" if place[0] == "client" else "officer"
        yield from ((own, place, what, holds) for what, holds in OWN.items())
        if own == "client":
            yield from (("officer", place, what, holds) for what, holds in OTHERS.items())
    yield from (("officer", ("contractor", "audits"), what, holds) for what, holds in OWN.items())


@pytest.mark.parametrize(
    ("by", "place", "what", "holds"),
    list(situations()),
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_link_gives_what_whoever_made_it_could_still_give(party, by, place, what, holds):
    side, word = place
    inviter = getattr(party, by)
    if by == "officer" and side == "client":
        client_without_anybody(party)
    invitation = invited(party, inviter, side, word)
    what(party, inviter)
    if holds:
        taken(invitation)
    else:
        with pytest.raises(NotPossible):
            taken(invitation)
    assert Account.objects.filter(email=invitation.email).exists() == holds
    assert Audit.objects.filter(account__email=invitation.email).exists() == (holds and word == "audits")


def test_the_page_says_why_a_link_gives_nothing_any_more(party, client):
    client_without_anybody(party)
    sent = {"party": "client", "role": "handles", "name": "新 人", "email": "new@city.example"}
    token = invite_to_contract(seat=party.officer_seat, **sent, now=clock.now())
    client_has_a_decider(party, None)
    answer = client.get(f"/invitation/{token}", HTTP_ACCEPT_LANGUAGE="ja")
    assert answer.status_code == 404
    assert "相手方には、この契約の担当者を招待できる人がいます" in answer.content.decode()


def test_every_role_that_is_given_is_looked_at():
    assert {word for _, word in PLACES} == {role.word for role in ROLES if role.label}
