"""The roster's people get accounts: by mail, once, and only as long as the roster names them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from kokoroe.accounts.actions import accept_invitation
from kokoroe.accounts.inviting import open_invitation, waiting_invitations
from kokoroe.accounts.models import Account, Invitation
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.channels import mail
from kokoroe.clock.loop import send
from kokoroe.clock.models import Message
from kokoroe.clock.senders import Undelivered
from kokoroe.contracts.inviting import invite_and_send, invite_auditor, resend
from kokoroe.contracts.models import Contract
from kokoroe.contracts.people import end_role, withdraw_invitation
from kokoroe.contracts.seats import seat_of
from kokoroe.plan.inviting import NO_ADDRESS, SHARED, TAKEN, candidates, invite_people
from kokoroe.plan.models import RosterEntry
from people import LINES, NOW, PASSWORD, People, account

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LATER = NOW + 30 * DAY


class Roster:
    """A contract whose plan in force names five people: two have accounts, two can be invited."""

    def __init__(self, party: People) -> None:
        self.party = party
        more = [
            {"name": "無宛 五郎", "role": "worker", "work": "試験"},
            {"name": "例示 四郎", "role": "lead", "work": "監督", "email": "shiro@contractor.example"},
        ]
        version = party.draft(lines=[*LINES, *more])
        from kokoroe.plan.writings import DRAFTING
        from kokoroe.submissions.actions import accept

        submission = DRAFTING.submit(seat=party.officer_seat, draft=version, edit=version.edit, now=NOW)
        accept(seat=party.client_seat, submission=submission, now=NOW)

    def seat(self, who, at=LATER):
        return seat_of(getattr(self.party, who), self.party.contract, at=at)

    def person(self, name):
        return RosterEntry.objects.get(name=name).person

    def invite(self, *names, by="officer"):
        persons = [self.person(name).pk for name in names] if names else None
        return invite_people(seat=self.seat(by), persons=persons, now=LATER)


@pytest.fixture
def roster(party):
    return Roster(party)


@pytest.fixture
def server(settings):
    settings.KOKOROE_SMTP_URL = "smtp://127.0.0.1:1?from=kokoroe@city.example&security=none"


@pytest.fixture
def taken(monkeypatch):
    found = []
    monkeypatch.setattr(mail, "send", lambda _server, leaving: found.append(leaving) or "250 ok")
    return found


def accept(token, *, email=None, name="別名 太郎", now=LATER):
    found = open_invitation(token, now=now)
    assert found is not None
    return accept_invitation(
        invitation=found, name=name, email=email or found.email, password=PASSWORD, now=now
    )


def state_of(row, now=LATER):
    row.refresh_from_db()
    [found] = waiting_invitations([row], now=now)
    return found.state


def test_who_can_be_invited_and_why_others_cannot(roster, django_assert_num_queries):
    with django_assert_num_queries(4):
        found = candidates(roster.party.contract, now=LATER)
    assert [(one.entry.name, one.account is not None, one.is_free, one.why_not) for one in found] == [
        ("見本 太郎", True, False, None),
        ("見本 花子", False, True, None),
        ("例示 次郎", True, False, None),
        ("無宛 五郎", False, False, NO_ADDRESS),
        ("例示 四郎", False, True, None),
    ]
    account("他 人", "shiro@contractor.example", roster.party.contract.contractor)
    assert candidates(roster.party.contract, now=LATER)[4].why_not == TAKEN
    RosterEntry.objects.filter(name="無宛 五郎").update(details={"email": "hanako@contractor.example"})
    assert candidates(roster.party.contract, now=LATER)[1].why_not == SHARED


def test_everybody_who_has_no_account_is_invited_in_one_act(roster, server, taken):
    done = roster.invite()
    assert [one.invitation.person for one in done] == [roster.person("見本 花子"), roster.person("例示 四郎")]
    assert send(now=LATER) == 2
    assert {one.to for one in taken} == {"hanako@contractor.example", "shiro@contractor.example"}
    entry = roster.party.contract.tree.entries.latest("seq")
    assert (entry.act, entry.public["people"]) == ("contract.roster_invited", 2)
    with pytest.raises(NotPossible):
        roster.invite()
    assert Invitation.objects.filter(person__isnull=False).count() == 2


def test_the_account_is_exactly_that_persons_whatever_name_is_typed(roster):
    [one] = roster.invite("例示 四郎")
    made = accept(one.token)
    assert (made.person, made.person.name) == (roster.person("例示 四郎"), "例示 四郎")
    assert Contract.objects.visible_to(made, at=LATER).exists()
    assert seat_of(made, roster.party.contract, at=LATER).abilities == {"read", "contacts"}


def test_an_invitation_is_refused_when_used_twice_expired_withdrawn_or_for_somebody_off_the_roster(
    roster, client
):
    [one] = roster.invite("例示 四郎")
    [other] = roster.invite("見本 花子")

    def page(token):
        answer = client.get(reverse("invitation", args=[token]))
        return answer.status_code, re.sub(r'"\w{64}"', "", answer.content.decode().replace(token, ""))

    def gone(token, at):
        return open_invitation(token, now=at) is None

    assert gone(one.token, LATER + 14 * DAY)
    assert not gone(one.token, LATER)
    RosterEntry.objects.filter(name="例示 四郎").update(ends_on=(LATER - DAY).date())
    assert gone(one.token, LATER)
    stale = Invitation.objects.get(pk=one.invitation.pk)
    with pytest.raises(NotPossible):
        accept_invitation(invitation=stale, name="x", email=stale.email, password=PASSWORD, now=LATER)
    with pytest.raises(NotPossible):
        resend(seat=roster.seat("officer"), invitation=stale, show=True, now=LATER)
    used = open_invitation(other.token, now=LATER)
    accept(other.token)
    assert gone(other.token, LATER)
    with pytest.raises(NotAllowed):
        accept_invitation(invitation=used, name="x", email=used.email, password=PASSWORD, now=LATER)
    for token in (one.token, other.token):
        assert page(token) == page("never-existed")
    assert not Account.objects.filter(person=roster.person("例示 四郎")).exists()


def test_another_address_or_another_person_gets_nothing(roster):
    [one] = roster.invite("例示 四郎")
    with pytest.raises(NotPossible):
        accept(one.token, email="else@contractor.example")
    account("他 人", "shiro@contractor.example", roster.party.contract.contractor)
    with pytest.raises(NotPossible):
        accept(one.token)
    person = roster.person("例示 四郎")
    Account.objects.filter(email="shiro@contractor.example").update(
        email="moved@contractor.example", person=person
    )
    with pytest.raises(NotPossible):
        accept(one.token)


def test_only_the_contractors_officers_invite_and_only_from_the_roster_in_force(roster):
    for by in ("client", "worker"):
        with pytest.raises(NotAllowed):
            roster.invite("例示 四郎", by=by)
    for persons in ([roster.party.outsider.person_id], [roster.person("無宛 五郎").pk]):
        with pytest.raises(NotPossible):
            invite_people(seat=roster.seat("officer"), persons=persons, now=LATER)
    assert not Invitation.objects.filter(person__isnull=False).exists()


def test_without_a_mail_server_one_link_is_shown_and_not_everybody_is_invited(roster, settings):
    settings.KOKOROE_SMTP_URL = ""
    [one] = roster.invite("例示 四郎")
    assert (one.mailed, bool(one.token), state_of(one.invitation)) == (False, True, "shown")
    with pytest.raises(NotPossible):
        roster.invite()


def test_how_a_letter_stands_is_told_honestly(roster, server, taken):
    def refused(_message):
        raise Undelivered("受け取れません。\nNot taken.")

    [one] = roster.invite("例示 四郎")
    assert (one.mailed, state_of(one.invitation)) == (True, "waiting")
    send(now=LATER, deliver=refused)
    assert state_of(one.invitation) == "failing"
    send(now=LATER + timedelta(minutes=5))
    assert state_of(one.invitation) == "sent"
    assert one.token not in str(list(Message.objects.values()))


def test_sent_anew_the_old_link_is_dead_and_the_old_letter_never_leaves(roster, server, taken):
    [one] = roster.invite("例示 四郎")
    again = resend(seat=roster.seat("officer"), invitation=one.invitation, show=False, now=LATER + DAY)
    assert (open_invitation(one.token, now=LATER + DAY), again.mailed) == (None, True)
    send(now=LATER + DAY)
    [left] = taken
    assert left.url.endswith(reverse("invitation", args=[again.token]))
    assert open_invitation(again.token, now=LATER + 14 * DAY) is not None
    shown = resend(seat=roster.seat("officer"), invitation=again.invitation, show=True, now=LATER + DAY)
    assert (shown.mailed, open_invitation(again.token, now=LATER + DAY)) == (False, None)
    with pytest.raises(NotAllowed):
        resend(seat=roster.seat("client"), invitation=one.invitation, show=True, now=LATER)


def test_withdrawn_it_opens_nothing_and_its_letter_never_leaves(roster, server, taken):
    [one] = roster.invite("例示 四郎")
    withdraw_invitation(seat=roster.seat("officer"), invitation=one.invitation, now=LATER)
    assert (open_invitation(one.token, now=LATER), send(now=LATER), taken) == (None, 0, [])


def test_an_invitation_to_a_role_is_mailed_and_dies_with_the_role_of_who_made_it(roster, server, taken):
    seat = roster.seat("client")
    first = invite_and_send(
        seat=seat, party="client", role="decides", name="市役 二郎", email="jiro@city.example", now=LATER
    )
    second = accept(first.token)
    theirs = invite_and_send(
        seat=seat_of(second, roster.party.contract, at=LATER), party="client", role="reads", name="市役 三子",
        email="miko@city.example", now=LATER,
    )  # fmt: skip
    end_role(seat=seat, role=second.client_roles.get(), now=LATER)
    send(now=LATER)
    assert (open_invitation(theirs.token, now=LATER), [one.to for one in taken]) == (
        None,
        ["jiro@city.example"],
    )


def test_an_auditor_without_an_account_is_invited_and_audits_from_then_on(roster, server):
    seat = roster.seat("client")
    values = {
        "organisation": "みほん監査法人", "name": "監査 六子", "email": "rokuko@audit.example", "personal": False,
        "purpose": "外部監査", "since": LATER, "until": LATER + 10 * DAY,
    }  # fmt: skip
    sent = invite_auditor(seat=seat, now=LATER, **values)
    made = accept(sent.token, now=LATER + DAY)
    there = seat_of(made, roster.party.contract, at=LATER + 2 * DAY)
    assert (there.audit.since, there.audit.until, there.party) == (LATER + DAY, LATER + 10 * DAY, "client")
    late = invite_auditor(seat=seat, now=LATER, **(values | {"email": "late@audit.example"}))
    nothing = accept(late.token, now=LATER + 11 * DAY)
    assert not Contract.objects.visible_to(nothing, at=LATER + 11 * DAY).exists()
