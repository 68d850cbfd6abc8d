import json
from datetime import date

import pytest

from kokoroe.accounts.models import Organisation
from kokoroe.contracts.models import Contract, ContractDate

pytestmark = pytest.mark.django_db

OPTIONS = {
    "--annex": "sapporo",
    "--title": "保育業務支援システム運用保守業務",
    "--number": "2026-1",
    "--client": "見本市",
    "--contractor": "サンプルシステム株式会社",
    "--start": "2026-04-01",
    "--end": "令和9年3月31日",
}


def create(command, **changed: str):
    options = OPTIONS | {f"--{name}": value for name, value in changed.items()}
    return command("contract", "create", *(word for pair in options.items() for word in pair))


def test_it_opens_a_contract_and_prints_its_id_last(command):
    ended = create(command)

    contract = Contract.objects.get()
    assert (ended.code, ended.last) == (0, contract.code)
    assert (contract.title, contract.number) == (OPTIONS["--title"], "2026-1")
    assert list(contract.dates.values_list("name", "on")) == [
        ("starts", date(2026, 4, 1)),
        ("ends", date(2027, 3, 31)),
    ]
    assert [entry.act for entry in contract.tree.entries.all()] == ["contract.opened"]


def test_organisations_are_found_by_their_name_or_number(command):
    create(command)
    Organisation.objects.filter(name="見本市").update(corporate_number="7000012050002")

    assert create(command, number="2026-2", client="7000012050002").code == 0
    assert Organisation.objects.count() == 2


def test_a_number_that_nobody_has_is_refused(command):
    ended = create(command, client="7000012050002")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "法人番号 7000012050002 の団体は登録されていません。名称で指定してください。\n"


def test_an_end_before_the_start_is_refused_and_leaves_nothing(command):
    ended = create(command, end="2026-03-31")

    assert ended.code == 2
    assert ended.err == (
        "履行期間の末日（2026-03-31）が作業開始日（2026-04-01）より前です。どちらかの日付を直してください。\n"
    )
    assert not Contract.objects.exists()
    assert not Organisation.objects.exists()
    assert not ContractDate.objects.exists()


def test_an_annex_that_is_not_there_is_refused_with_those_that_are(command):
    ended = create(command, annex="nowhere")

    assert ended.code == 2
    assert ended.err == "「nowhere」という別記はありません。使えるのは kojin-joho, sapporo です。\n"


def test_a_name_that_several_have_is_refused(command, party):
    party.contract.client.pk = None
    Organisation.objects.filter(name="よその株式会社").update(name="見本市")

    ended = create(command, client="見本市")

    assert (ended.code, ended.err) == (
        2,
        "「見本市」という団体が複数あります。法人番号で指定してください。\n",
    )


def test_a_start_that_is_no_day_is_refused(command):
    ended = create(command, start="someday")

    assert ended.code == 2
    assert ended.err.startswith("--start: ")


def test_the_list_names_every_contract(command, party):
    assert json.loads(command("contract", "list", "--json").out) == [
        {
            "id": party.contract.code,
            "number": "2026-0401",
            "title": "保育業務支援システム運用保守業務",
            "client": "見本市",
            "contractor": "サンプルシステム株式会社",
            "reading": "受託者の読み取り、委託者未確認",
        }
    ]
