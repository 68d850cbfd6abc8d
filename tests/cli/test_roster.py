import json
from io import BytesIO

import pytest
from openpyxl import Workbook

from kokoroe.accounts.models import Account
from kokoroe.contracts.models import Preparing
from kokoroe.plan.models import PlanVersion, RosterEntry

GOOD = [
    ["保育業務支援システム　作業従事者名簿"],
    ["氏　名", "所属会社", "役割", "従事割合"],
    ["見本 太郎", "公共事業部", "情報管理責任者", "20%"],
    ["𠮷野 一", "公共事業部", "作業者", 0.5],
]


@pytest.fixture
def roster(tmp_path):
    def write(*rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        data = BytesIO()
        book.save(data)
        file = tmp_path / "名簿.xlsx"
        file.write_bytes(data.getvalue())
        return file

    return write


def test_it_takes_a_roster_into_a_draft(command, party, roster):
    ended = command("roster", "import", party.contract.code, roster(*GOOD))

    assert (ended.code, ended.err) == (0, "")
    assert ended.last == "第1版の下書きに取り込みました: 2 名（追加 2、変更 0、除外 0）。"
    version = PlanVersion.objects.get()
    assert version.is_draft
    assert [entry.name for entry in version.entries.all()] == ["見本 太郎", "𠮷野 一"]


def test_it_acts_as_an_operator_whom_nobody_can_sign_in_as(command, party, roster):
    command("roster", "import", party.contract.code, roster(*GOOD))

    operator = PlanVersion.objects.get().created_by
    assert (operator.signs_in, operator.has_usable_password()) == (False, False)
    assert operator.organisation == party.contract.contractor
    assert party.contract.tree.entries.last().act == "contract.role_granted"


def test_the_operator_is_one_account_however_often_it_acts(command, party, roster):
    accounts = Account.objects.count()

    command("roster", "import", party.contract.code, roster(*GOOD))
    command("roster", "import", party.contract.code, roster(*GOOD))

    assert Account.objects.count() == accounts + 1


def test_a_rehearsal_changes_nothing(command, party, roster):
    before = (Account.objects.count(), Preparing.objects.count(), party.contract.tree.entries.count())

    ended = command("roster", "import", party.contract.code, roster(*GOOD), "--dry-run")

    assert (ended.code, ended.last) == (0, "取り込めます: 2 名（追加 2、変更 0、除外 0）。")
    assert not PlanVersion.objects.exists()
    assert (Account.objects.count(), Preparing.objects.count(), party.contract.tree.entries.count()) == before


def test_errors_are_listed_by_row_and_column_and_nothing_is_taken(command, party, roster):
    file = roster(*GOOD, ["例示 花子", "公共事業部", "作業者", "150%"], ["", "公共事業部", "作業者", "10%"])

    ended = command("roster", "import", party.contract.code, file, "--json", "--lang", "en")

    assert ended.code == 2
    told = json.loads(ended.out)
    assert [(error["key"], error["row"], error["column"], error["value"]) for error in told["errors"]] == [
        ("Sheet!D5", 5, "D", "150%"),
        ("Sheet!A6", 6, "A", ""),
    ]
    assert (told["taken"], [sheet["name"] for sheet in told["sheets"]]) == (False, ["Sheet"])
    assert ended.err == "2 errors or questions: nothing was imported.\n"
    assert not RosterEntry.objects.exists()


def test_errors_are_sentences_for_people(command, party, roster):
    ended = command("roster", "import", party.contract.code, roster(*GOOD, ["例示 花子", "", "", "150%"]))

    assert ended.code == 2
    assert ended.err.splitlines()[0].startswith("5行目 D列「従事割合」が 150% です。")


def test_a_right_file_has_no_errors_to_list(command, party, roster):
    ended = command("roster", "import", party.contract.code, roster(*GOOD), "--json")

    told = json.loads(ended.out)
    assert (ended.code, told["taken"], told["people"], told["errors"]) == (0, True, 2, [])


def test_a_broken_file_is_an_error_without_row_and_column(command, party, tmp_path):
    file = tmp_path / "broken.xlsx"
    file.write_bytes(b"PK\x03\x04 not a workbook")

    ended = command("roster", "import", party.contract.code, file, "--json")

    assert ended.code == 2
    assert [(error["row"], error["column"]) for error in json.loads(ended.out)["errors"]] == [(None, None)]


def test_a_file_that_is_not_there_is_refused(command, party, tmp_path):
    ended = command("roster", "import", party.contract.code, tmp_path / "nowhere.xlsx")

    assert (ended.code, ended.out) == (2, "")
    assert "nowhere.xlsx" in ended.err


UNHEARD_OF = [
    ["氏名", "役割", "備考２", "めやす"],
    ["見本 太郎", "情報管理責任者", "4月から", "20%"],
]


def test_a_column_that_nobody_can_place_is_answered_on_the_command_line_and_remembered(
    command, party, roster
):
    asked = command("roster", "import", party.contract.code, roster(*UNHEARD_OF), "--json")
    assert asked.code == 2
    errors = json.loads(asked.out)["errors"]
    assert [(error["key"], error["row"], error["column"]) for error in errors] == [
        ("column:Sheet!C", 1, "C"),
        ("column:Sheet!D", 1, "D"),
    ]
    assert "share" in [choice["key"] for choice in errors[1]["choices"]]

    answers = ("--column", "C=ignore", "--column", "D=share")
    ended = command("roster", "import", party.contract.code, roster(*UNHEARD_OF), *answers)
    assert (ended.code, ended.err) == (0, "")
    assert RosterEntry.objects.get().details["share"] == "20"

    again = command("roster", "import", party.contract.code, roster(*UNHEARD_OF))
    assert again.code == 0


@pytest.mark.parametrize("nonsense", ["C", "C=", "=share", "C=nothing", "3=share"])
def test_an_answer_that_names_no_column_or_field_is_refused(command, party, roster, nonsense):
    ended = command("roster", "import", party.contract.code, roster(*UNHEARD_OF), "--column", nonsense)
    assert ended.code == 2
    assert "G=share" in ended.err


def test_a_sentence_says_by_which_option_it_is_answered(command, party, roster):
    asked = command("roster", "import", party.contract.code, roster(*UNHEARD_OF))

    assert asked.code == 2
    assert "--answer 'column:Sheet!D=name'" in asked.err
    assert "値の例: 20%" in asked.err
    answers = ("--answer", "column:Sheet!C=ignore", "--answer", "column:Sheet!D=share")
    assert command("roster", "import", party.contract.code, roster(*UNHEARD_OF), *answers).code == 0


def test_a_cell_is_mended_and_a_row_left_out_by_option(command, party, roster):
    file = roster(*GOOD, ["例示 花子", "公共事業部", "作業者", "150%"], ["", "公共事業部", "作業者", "10%"])

    asked = command("roster", "import", party.contract.code, file)
    assert "--cell 'Sheet!D5=値' 又は --leave 'Sheet!5'" in asked.err

    ended = command("roster", "import", party.contract.code, file, "--cell", "D5=50%", "--leave", "6")
    assert ended.code == 0
    assert RosterEntry.objects.get(name="例示 花子").details["share"] == "50"


def test_that_many_go_is_answered_by_their_number(command, party, roster):
    party.draft()
    one = [GOOD[1], GOOD[2]]

    asked = command("roster", "import", party.contract.code, roster(*one))
    assert asked.code == 2
    assert "いまの名簿の 3 名のうち 2 名が外れます" in asked.err
    assert "--answer removed=2" in asked.err

    ended = command("roster", "import", party.contract.code, roster(*one), "--answer", "removed=2")
    assert (ended.code, RosterEntry.objects.count()) == (0, 1)
