"""A role is declared once, and everything that speaks of roles reads it there."""

import pytest

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.api.forms import blank, schema_of
from kokoroe.api.token_views import PlaceForm
from kokoroe.clock.recipients import acting_recipients
from kokoroe.contracts import roles
from kokoroe.contracts.forms import InvitationForm, roles_for
from kokoroe.contracts.inviting import invite_and_send
from kokoroe.contracts.models import ClientRole
from kokoroe.contracts.people import grant
from kokoroe.contracts.roles import Role
from kokoroe.contracts.seats import seat_of
from kokoroe.desk.seating.people import sittings
from people import NOW, People, account

SEALS = Role(
    "seals",
    "client",
    frozenset({"read", "handle"}),
    Text("公印を押せます", "puts the seal"),
    Text("委託者が付けた役割「公印を押す」", "role “seals”, given by the client"),
    label=Text("公印を押す", "Put the seal"),
    for_programs=True,
)


@pytest.fixture
def sealing(monkeypatch) -> None:
    """There is one more role."""
    monkeypatch.setattr(roles, "ROLES", (*roles.ROLES, SEALS))


def sealer(party: People):
    return account("市役 二子", "niko@city.example", party.contract.client)


def give(party: People, who, role: str):
    return invite_and_send(
        seat=party.client_seat, party="client", role=role, name="市役 二子", email=who.email, now=NOW
    )


@pytest.mark.usefixtures("sealing")
def test_a_role_that_is_declared_is_offered_given_sat_on_said_and_told(party: People):
    offered = dict(roles_for(party.client_seat))
    assert offered["client:seals"] == "公印を押す"
    assert dict(roles_for(party.officer_seat))["client:seals"].endswith("：公印を押す")
    data = {"name": "市役 二子", "email": "niko@city.example", "role": "client:seals"}
    assert InvitationForm(data, roles=list(offered.items())).is_valid()
    described = schema_of(blank(InvitationForm), "InvitationGiven").model_json_schema()
    assert described["properties"]["role"]["enum"] == list(offered)
    assert ("seals", "公印を押す") in PlaceForm().fields["role"].choices
    who = sealer(party)
    give(party, who, "seals")
    seat = seat_of(who, party.contract, at=NOW)
    assert (seat.words, seat.abilities) == ({"seals"}, SEALS.may)
    found = next(one for one in sittings(party.contract, [], at=NOW) if one.account == who)
    reason = found.reasons[0]
    assert (reason.why, reason.may, reason.can_end) == (SEALS.why, SEALS.says, "client")
    told = acting_recipients(party.contract, party="client", at=NOW)
    assert who.email in {each.email for each in told}


def test_a_role_that_nobody_declared_is_not_given(party: People):
    who = sealer(party)
    for role in ("seals", "prepares", "administers"):
        with pytest.raises(NotPossible):
            give(party, who, role)
        with pytest.raises(NotPossible):
            grant(contract=party.contract, account=who, party="client", role=role, by=None, now=NOW)
    assert not ClientRole.objects.filter(account=who).exists()


def test_no_word_is_declared_twice_for_a_party_and_no_program_decides():
    keys = [role.key for role in roles.ROLES]
    assert len(keys) == len(set(keys))
    assert not [role.word for role in roles.ROLES if role.for_programs and "decide" in role.may]
