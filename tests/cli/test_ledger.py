import json

from kokoroe.ledger.models import Entry


def test_an_untouched_ledger_passes(command, party):
    ended = command("ledger", "verify")

    assert ended.code == 0
    assert ended.last.endswith("改ざんは見つかりません。")


def test_an_edited_entry_fails_and_is_named(command, party):
    entry = party.contract.tree.entries.get(seq=1)
    Entry.objects.filter(pk=entry.pk).update(body=bytes(entry.body).replace(b"decides", b"decided"))

    ended = command("ledger", "verify", party.contract.code, "--lang", "en")

    assert ended.code == 1
    assert "The content of entry 1 is not what was recorded." in ended.out


def test_only_the_contract_named_is_looked_at(command, party):
    entry = party.contract.client.tree.entries.get(seq=0)
    Entry.objects.filter(pk=entry.pk).update(body=b"{}")

    assert command("ledger", "verify", "2026-0401").code == 0
    assert command("ledger", "verify").code == 1


def test_findings_come_as_json(command, party):
    entry = party.contract.tree.entries.get(seq=0)
    Entry.objects.filter(pk=entry.pk).update(body=bytes(entry.body).replace(b"sapporo", b"otaru00"))

    ended = command("ledger", "verify", party.contract.code, "--json", "--lang", "en")

    answer = json.loads(ended.out)
    assert (ended.code, answer["ok"]) == (1, False)
    assert answer["trees"][0]["problems"][0] == {
        "finding": "edited",
        "epoch": 1,
        "first": 0,
        "last": 0,
        "what": "",
        "message": "The content of entry 0 is not what was recorded.",
    }


def test_a_contract_that_is_not_there_is_refused(command, party):
    assert command("ledger", "verify", "nowhere").code == 2
