"""The annex pack that a contract goes by: its bytes are kept, and an edited file rewrites nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from kokoroe import packs
from kokoroe.contracts import annexes
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.annexes import UnreadableAnnexError, name_packs
from kokoroe.contracts.models import Contract, ContractPack, KeptPack
from kokoroe.contracts.terms import pack_in_force
from kokoroe.desk import standings
from kokoroe.ledger.report import Finding
from kokoroe.ledger.verify import verify
from people import ENDS, NOW, STARTS, People
from visitor import Visitor, words

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)


@pytest.fixture
def file(tmp_path, settings):
    """An annex of one's own, whose file can be edited."""
    settings.KOKOROE_PACKS = tmp_path
    path = tmp_path / "ours" / "pack.yaml"
    path.parent.mkdir()
    shipped = (packs.find("kojin-joho") / "pack.yaml").read_text()
    path.write_text(shipped.replace("name: kojin-joho", "name: ours", 1))
    annexes._read.clear()
    return path


@pytest.fixture
def contract(party: People, file) -> Contract:
    return create_contract(
        title="別の契約",
        number="2026-0402",
        annex="ours",
        client=party.client.organisation,
        contractor=party.officer.organisation,
        on={"starts": STARTS, "ends": ENDS},
        by=party.officer,
        now=NOW,
    )


def edit(file):
    file.write_text(file.read_text().replace("days: 30", "days: 90") + "\n# 変えた\n")


def test_an_edited_file_changes_nothing_today_and_nothing_in_the_past(contract, file):
    before = pack_in_force(contract, NOW)
    edit(file)
    assert packs.load("ours", file.parent.parent).digest != before.digest
    for at in (NOW, LATER):
        assert pack_in_force(contract, at) == before
    file.unlink()
    assert pack_in_force(contract, LATER) == before
    assert verify(contract.tree).problems == []


def test_bytes_that_were_changed_in_the_database_are_named_and_never_used(contract, file):
    kept = KeptPack.objects.get(digest=contract.packs.get().digest)
    edit(file)
    KeptPack.objects.filter(pk=kept.pk).update(content=file.read_bytes())
    with pytest.raises(UnreadableAnnexError, match="変わっています"):
        pack_in_force(contract, NOW)
    assert [each.finding for each in verify(contract.tree).problems] == [Finding.CONTENT_CHANGED]


def test_another_digest_at_the_contract_is_named(contract, file):
    edit(file)
    other, _frozen = annexes.keep("ours", now=LATER)
    contract.packs.update(digest=other.digest)
    assert [each.finding for each in verify(contract.tree).problems] == [Finding.ROW_CHANGED]


def test_contracts_from_before_name_what_they_go_by(contract, file):
    ContractPack.objects.update(digest="")
    KeptPack.objects.all().delete()
    assert pack_in_force(contract, NOW).name == "ours"
    assert name_packs(now=LATER) == ContractPack.objects.count() == 2
    before = pack_in_force(contract, NOW)
    edit(file)
    assert pack_in_force(contract, NOW) == before
    assert name_packs(now=LATER) == 0


def test_the_page_of_settings_says_that_the_file_is_another(contract, file, party: People):
    visit = Visitor(replace(party, contract=contract))
    said = "この契約は、控えのまま続いています"
    assert said not in words(visit.get(party.officer, "contract_settings"))
    edit(file)
    assert said in words(visit.get(party.officer, "contract_settings"))


def test_the_list_goes_by_the_kept_bytes_whatever_the_file_declares_now(contract, file, party: People):
    visit = Visitor(party).client(party.officer)
    file.write_text(file.read_text().replace("topic: privacy", "topic: inspection"))
    for _ in range(2):
        standings.rebuild(now=NOW)
        said = words(visit.get(reverse("portfolio")))
        assert "別の契約" in said
        assert "個人情報保護" in said
        assert "別記を読めない" not in said
        file.unlink(missing_ok=True)
