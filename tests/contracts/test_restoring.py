"""After a restore: ways in end, and nothing comes back that was revoked after the backup was made."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from kokoroe.accounts.models import Account, Administrator, Invitation
from kokoroe.accounts.rights import rights
from kokoroe.accounts.signin.models import Session
from kokoroe.api.models import Token
from kokoroe.api.tokens import create_token
from kokoroe.clock.models import Message, Notice
from kokoroe.clock.restore_news import ask_to_look
from kokoroe.contracts.models import AccessSuspension, ClientRole, Contract, Preparing
from kokoroe.contracts.restoring import known_rights, settle
from kokoroe.contracts.seats import seat_of
from kokoroe.ledger.sworn import kinds
from kokoroe.plan.models import RosterEntry
from people import NOW, People

LATER = NOW + timedelta(days=3)
NO_RIGHTS = {
    "account.EmailConfirmation": "never made: allauth's own pages are not served",
    "clock.Message": "a letter that is under way: what waits after a restore is decided by its operator",
    "contracts.Confirmation": "asks somebody to take part, and lets nobody in before they did",
    "incidents.Responder": "who has which part in a response; nobody sees more by it",
    "keeping.Announcement": "a day on which data go",
    "keeping.Hold": "keeps data, and lets nobody in; one too many is lifted",
    "ledger.Entry": "its leaf's hash",
}
OF_RIGHTS = {"until", "expires_at", "expire_date", "is_active"}
ENDINGS = (
    "_hash",
    "revoked_at",
    "withdrawn_at",
    "ended_at",
    "lifted_at",
    "removed_at",
    "stopped_at",
    "declined_at",
)


def carried_over(now=LATER) -> dict:
    """What the replaced database says, as it is kept until the backup is there."""
    return json.loads(json.dumps(known_rights(now)))


def test_every_model_that_can_end_says_what_a_restore_does_with_it():
    looks_like_one = {
        model._meta.label
        for model in apps.get_models()
        for column in (field.name for field in model._meta.concrete_fields)
        if column in OF_RIGHTS or column.endswith(ENDINGS)
    }
    declared = {right.model for right in rights()}
    assert looks_like_one - declared == NO_RIGHTS.keys() & looks_like_one
    assert not declared & NO_RIGHTS.keys()


def test_what_a_restore_ends_is_sworn_to_by_an_entry_of_the_tree_that_swears_to_the_row():
    sworn = {kind.model: kind.tree for kind in kinds().values()}
    trees = {right.model: right.tree for right in rights()}
    assert {model: trees[model] for model in trees.keys() & sworn.keys()} == {
        model: sworn[model] for model in trees.keys() & sworn.keys()
    }


@pytest.mark.parametrize("known", [True, False])
def test_ways_in_end_whatever_is_known(party: People, known):
    Client().force_login(party.officer)
    create_token(by=party.officer, name="端末", scopes=["write"], now=NOW)
    Invitation.objects.create(
        email="new@contractor.example", token_hash="x", expires_at=LATER, created_at=NOW
    )
    undone = settle(carried_over() if known else None, now=LATER)
    assert not Session.objects.exists()
    assert not Token.objects.valid(LATER).exists()
    assert not Invitation.objects.filter(used_at=None, withdrawn_at=None).exists()
    assert undone.known == known
    assert {label.en for label in undone.counts} >= {
        "sessions",
        "tokens",
        "invitations and links for a password",
    }


def test_a_part_that_had_ended_ends_again_at_the_moment_at_which_it_had(party: People):
    roles = {ClientRole: party.client, Preparing: party.officer, Administrator: party.officer}
    for model, account in roles.items():
        assert model.objects.filter(account=account).update(until=LATER - timedelta(hours=5))
    Account.objects.filter(pk=party.worker.pk).update(is_active=False, password="!newer")
    known = carried_over()
    for model in roles:  # the backup is from before
        model.objects.update(until=None)
    Account.objects.filter(pk=party.worker.pk).update(is_active=True, password="!older")

    undone = settle(known, now=LATER)

    for model, account in roles.items():
        assert set(model.objects.filter(account=account).values_list("until", flat=True)) == {
            LATER - timedelta(hours=5)
        }
    worker = Account.objects.get(pk=party.worker.pk)
    assert (worker.is_active, worker.has_usable_password()) == (False, False)
    assert {"parts for the client", "grants to prepare", "administrators"} <= {
        label.en for label in undone.counts
    }
    entry = party.contract.tree.entries.latest("seq")
    assert (entry.act, set(entry.public["ended"])) == (
        "restore.rights_ended",
        {"contracts.ClientRole", "contracts.Preparing"},
    )


def test_a_password_that_differs_opens_nothing_whichever_of_the_two_is_its_owners(party: People):
    """Whoever had the replaced database in hand may have written theirs into it."""
    for account, password in ((party.officer, "もとの合言葉-2026"), (party.worker, "かわらない合言葉-2026")):
        account.set_password(password)
        account.save()
    before = Account.objects.get(pk=party.officer.pk).password
    party.officer.set_password("あとの合言葉-2026")
    party.officer.save()
    known = carried_over()
    assert before not in str(known)
    assert Account.objects.get(pk=party.officer.pk).password not in str(known)
    Account.objects.filter(pk=party.officer.pk).update(password=before)

    undone = settle(known, now=LATER)

    assert not Account.objects.get(pk=party.officer.pk).has_usable_password()
    assert Account.objects.get(pk=party.worker.pk).check_password("かわらない合言葉-2026")
    assert {label.en: count for label, count in undone.counts.items()}[
        "passwords that differed from the backup's (to be set anew)"
    ] == 1


def test_what_was_given_before_and_stands_goes_on(party: People):
    party.accepted()
    settle(carried_over(), now=LATER)
    for account in (party.client, party.officer, party.worker):
        assert Contract.objects.visible_to(account, at=LATER).exists()
    assert seat_of(party.client, party.contract, at=LATER).may("decide")
    assert not AccessSuspension.objects.exists()


def test_who_was_suspended_or_left_the_roster_after_the_backup_stays_out(party: People):
    party.accepted()
    row = AccessSuspension.objects.create(
        contract=party.contract, account=party.client, party="client", by_party="client", reason="退職",
        since=NOW, suspended_by=party.client,
    )  # fmt: skip
    entry = RosterEntry.objects.filter(person=party.worker.person).get()
    RosterEntry.objects.filter(pk=entry.pk).update(person=party.outsider.person)
    known = carried_over()
    row.delete()
    RosterEntry.objects.filter(pk=entry.pk).update(person=party.worker.person)

    settle(known, now=LATER)

    for account in (party.client, party.worker):
        assert not Contract.objects.visible_to(account, at=LATER).exists()
    by = dict(AccessSuspension.objects.values_list("account", "suspended_by"))
    assert by == {party.client.pk: party.client.pk, party.worker.pk: None}


def test_nothing_is_taken_over_from_another_installation(party: People):
    known = carried_over() | {"trees": {"kokoroe/elsewhere/contract/x": 1}}
    for rows in known["rows"].values():
        for row in rows.values():
            row["opens"] = False
    assert settle(known, now=LATER).known is False
    assert seat_of(party.client, party.contract, at=LATER).may("decide")


def test_both_parties_are_asked_to_look_at_once(party: People):
    undone = settle(carried_over(), now=LATER)
    assert ask_to_look(undone, made_at=NOW, now=LATER) >= 2
    for account in (party.client, party.officer):
        notice = Notice.objects.get(account=account, kind="restored")
        assert "関係者とアクセス" in notice.words["body"]["ja"]
        assert notice.words["href"] == reverse("contract_access", args=[party.contract.code])
        assert Message.objects.get(kind="restored", recipient_key=account.key).created_at > LATER
