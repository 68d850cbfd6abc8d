import pytest

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.accounts.sealing import unseal
from kokoroe.clock.channels import actions
from kokoroe.clock.channels.models import Channel, channels_of
from kokoroe.clock.outbox import Route, routes
from people import NOW, People, runs_the_server

URL = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"


def add(who, name="チャット", **given):
    values = {"kind": "chat", "config": {"url": URL}, "shown": "Slack", "always": True} | given
    return actions.add_channel(by=who, name=name, **values, now=NOW)


def change(who, channel, **given):
    values = {
        "name": channel.name,
        "config": {"url": ""},
        "shown": "",
        "always": channel.always,
        "enabled": channel.enabled,
    } | given
    return actions.change_channel(by=who, channel=channel, **values, now=NOW)


def test_a_channel_is_kept_sealed_and_told_without_where_it_leads(party: People):
    channel = add(party.officer)
    assert b"slack" not in bytes(channel.sealed)
    assert unseal(channel.sealed) == {"url": URL}
    entry = party.officer.organisation.tree.entries.last()
    assert (entry.act, entry.public) == (
        "channel.added",
        {"channel": channel.pk, "kind": "chat", "name": "チャット", "always": True, "enabled": True},
    )


def test_only_administrators_set_channels_and_only_of_their_own(party: People):
    channel = add(party.officer)
    with pytest.raises(NotAllowed):
        add(party.worker)
    for stranger in (party.worker, party.client, party.outsider):
        with pytest.raises(NotAllowed):
            change(stranger, channel, enabled=False)
        with pytest.raises(NotAllowed):
            actions.remove_channel(by=stranger, channel=channel, now=NOW)
    assert Channel.objects.get().enabled


def test_only_the_operator_sets_what_is_the_servers(party: People):
    runs_the_server(party.client)
    for other in (party.officer, party.worker, party.outsider):
        with pytest.raises(NotAllowed):
            actions.set_address(by=other, address="https://evil.example", now=NOW)


def test_nobody_is_the_operator_before_the_first_account(party: People):
    with pytest.raises(NotAllowed):
        actions.set_address(by=party.client, address="https://kokoroe.example", now=NOW)


def test_what_is_left_empty_stays(party: People):
    channel = add(party.officer)
    change(party.officer, channel, name="夜の当番", always=False)
    row = Channel.objects.get()
    assert (row.name, row.always, row.shown, unseal(row.sealed)) == ("夜の当番", False, "Slack", {"url": URL})


def test_one_name_is_one_channel_until_it_is_removed(party: People):
    first = add(party.officer)
    with pytest.raises(NotPossible):
        add(party.officer)
    add(party.client)
    actions.remove_channel(by=party.officer, channel=first, now=NOW)
    add(party.officer)
    assert channels_of(party.officer.organisation.pk).count() == 1


def test_a_removed_channel_forgets_where_it_led(party: People):
    channel = add(party.officer)
    actions.remove_channel(by=party.officer, channel=channel, now=NOW)
    row = Channel.objects.get()
    assert (bytes(row.sealed), row.removed_at) == (b"", NOW)
    with pytest.raises(NotPossible):
        actions.remove_channel(by=party.officer, channel=channel, now=NOW)
    with pytest.raises(NotPossible):
        change(party.officer, channel, enabled=False)


def test_messages_take_the_channels_that_are_there_and_on(party: People):
    always = add(party.officer, "いつも")
    fallback = add(party.officer, "控え", always=False)
    add(party.officer, "止めた", enabled=False)
    add(party.client, "市の")
    home = party.officer.organisation.pk
    assert routes(home, always=True) == [Route(f"channel:{always.pk}", "いつも")]
    assert routes(home, always=False) == [Route(f"channel:{fallback.pk}", "控え")]


def test_another_key_asks_for_everything_anew(party: People, settings):
    channel = add(party.officer)
    settings.SECRET_KEY = "another"
    with pytest.raises(NotPossible):
        change(party.officer, channel, name="夜の当番")
    change(party.officer, channel, config={"url": URL}, shown="Slack")
    assert unseal(Channel.objects.get().sealed) == {"url": URL}
