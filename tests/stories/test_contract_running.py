"""From the first command to an accepted plan, as two people with a browser go it."""

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest
from openpyxl import Workbook
from openpyxl.styles import Alignment

from installations import REAL, empty_installation, kokoroe, serving
from kokoroe import clock
from kokoroe.annex.days import date_in_japan

PASSWORD = "ひらけごま-2026-open"
PEOPLE = (
    (
        "見本　太郎",
        "みほん　たろう",
        "公共事業部",
        "部長",
        "責任者",
        "統括",
        "２０％",
        "taro@sample.example",
        "日本",
    ),
    (
        "𠮷野 花子",
        "よしの はなこ",
        "公共事業部",
        "課長",
        "副責任者",
        "設計",
        "50%",
        "hanako@sample.example",
        "日本",
    ),
    ("陈 晓明", "ちん ぎょうめい", "基盤技術部", "", "作業員", "運用", "0.8", "chen@sample.example", "中国"),
)


def roster(folder: Path) -> Path:
    """A workbook as somebody made it by hand: title rows, merged cells, headers of their own, a note below."""
    book = Workbook()
    notes = book.active
    notes.title = "はじめに"
    notes["A1"] = "この表は毎月見直すこと"
    sheet = book.create_sheet("体制（最新）")
    sheet["B2"] = "保育システム担当　要員表"
    sheet.merge_cells("B2:K2")
    sheet["B2"].alignment = Alignment(horizontal="center")
    sheet["J3"] = "2026年度"
    headers = (
        "№",
        "従事者氏名",
        "フリガナ",
        "所 属",
        "役職",
        "役　割",
        "担当作業",
        "従事率",
        "E-mail",
        "国籍",
    )
    for column, header in enumerate(headers, 2):
        sheet.cell(5, column, header)
    for number, person in enumerate(PEOPLE, 1):
        for column, value in enumerate((number, *person), 2):
            sheet.cell(5 + number, column, value)
    sheet["B10"] = "※ 退職者は速やかに削除すること"
    file = folder / "要員表（最終版2）.xlsx"
    book.save(file)
    return file


@pytest.mark.story
def test_a_contract_runs_from_the_first_command_to_an_accepted_plan(tmp_path, visit):
    today = date_in_japan(clock.now())
    with empty_installation(tmp_path / "data") as environment, serving(environment | REAL) as server:
        officer = visit()
        make_first_account(officer, server.link)
        open_contract(officer, starts=today + timedelta(days=10), ends=today + timedelta(days=375))
        home = officer.url
        code = home.rstrip("/").rpartition("/")[2]
        assert stands(environment, code, "1(1)") == {"due_soon"}

        import_roster(officer, home, roster(tmp_path))
        fill_contacts(officer, home)
        fill_workplaces(officer, home)
        submit(officer, home)
        link = invite_client(officer, home)

        client = visit()
        make_account(client, link)
        accept(client, home)

        for page in (officer, client):
            page.goto(home)
            assert lamp(page, "1(1)") == "履行済み"
            assert lamp(page, "1(2)") == "該当なし"
        assert stands(environment, code, "1(1)") == {"met"}
        assert stands(environment, code, "1(2)") == {"dormant"}
        assert kokoroe(environment, "ledger", "verify").returncode == 0


def press(page, word: str) -> None:
    page.get_by_role("button", name=word, exact=True).first.click()


def make_first_account(page, link: str) -> None:
    page.goto(link)
    page.fill("[name=organisation]", "サンプルシステム株式会社")
    page.fill("[name=representative]", "代表取締役 見本 五郎")
    page.fill("[name=address]", "見本市中央区南2条2-2")
    make_account(page, None, name="見本 太郎", email="taro@sample.example")


def make_account(
    page, link: str | None, *, name: str = "市役 一子", email: str = "ichiko@city.example"
) -> None:
    if link:
        page.goto(link)
    page.fill("[name=name]", name)
    if link:
        assert page.locator("[name=email]").is_disabled(), "the invitation is good for its address alone"
        assert page.input_value("[name=email]") == email
    else:
        page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=password_again]", PASSWORD)
    press(page, "アカウントを作って始める")
    page.wait_for_load_state()


def open_contract(page, *, starts, ends) -> None:
    page.goto(urljoin(page.url, "/contracts/new"))
    page.fill("[name=title]", "保育業務支援システム運用保守業務")
    page.fill("[name=number]", "2026-0401")
    page.check("[name=annex][value=sapporo]")
    page.check("[name=side][value=contractor]")
    page.fill("[name=other]", "見本市")
    page.fill("[name=other_representative]", "見本市長")
    page.fill("[name=starts]", starts.isoformat())
    page.fill("[name=ends]", ends.isoformat())
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/c/*/")


def import_roster(page, home: str, file: Path) -> None:
    """Through the plan's page into the draft; a column that is asked about is answered."""
    page.goto(f"{home}plan/")
    press(page, "下書きを作る")
    page.goto(f"{home}plan/draft/roster/import")
    page.set_input_files("input[type=file]", file)
    press(page, "読み取る")
    page.wait_for_url("**/import/*/")
    wrong = page.locator("input[aria-invalid=true]")
    assert [cell.input_value() for cell in wrong.all()] == ["責任者"]
    wrong.fill("情報管理責任者")
    press(page, "答えと修正を確かめる")
    press(page, "3名を下書きに入れる")
    page.wait_for_load_state()


def fill_contacts(page, home: str) -> None:
    page.goto(f"{home}plan/draft/contacts")
    fill(
        first_row(page),
        name="見本 太郎",
        role="情報管理責任者",
        phone="011-000-3001",
        email="taro@sample.example",
    )
    press(page, "保存する")
    page.wait_for_load_state()


def fill_workplaces(page, home: str) -> None:
    page.goto(f"{home}plan/draft/workplaces")
    fill(first_row(page), name="本社", address="見本市中央区南2条2-2", room="5階 開発室")
    press(page, "保存する")
    page.wait_for_load_state()


def first_row(page):
    """The first row of a list, which may begin with none."""
    rows = page.locator("[data-rows-list] [data-row]")
    if not rows.count():
        press(page, "行を増やす")
    return rows.first


def fill(row, **values: str) -> None:
    for name, value in values.items():
        row.locator(f"[name$='-{name}']").fill(value)


def submit(page, home: str) -> None:
    page.goto(f"{home}plan/draft/")
    press(page, "提出する")
    page.wait_for_url("**/writings/*/")


def invite_client(page, home: str) -> str:
    """The contractor invites the client's officer, whom nobody has invited yet; the link is shown once."""
    page.goto(f"{home}settings/access")
    form = page.locator("form", has=page.locator("[name=role][value='client:decides']"))
    form.locator("[name=name]").fill("市役 一子")
    form.locator("[name=email]").fill("ichiko@city.example")
    form.locator("[name=role][value='client:decides']").check()
    form.locator("button[type=submit]").click()
    return str(page.locator("#link").input_value())


def accept(page, home: str) -> None:
    """From the contract's page, by what is to be done next, to the writing; and the annex's own word."""
    page.goto(f"{home}writings/")
    page.locator("main tbody a[href*='/writings/']").first.click()
    page.locator("button[name=act][value=accept]").click()
    page.get_by_text("市役 一子").first.wait_for()


def lamp(page, clause: str) -> str:
    """The word beside a clause's lamp on the contract's page."""
    row = page.locator("tr", has=page.get_by_role("link", name=clause, exact=True)).first
    return str(row.locator(".state").inner_text()).strip()


def stands(environment, code: str, clause: str) -> set[str]:
    """The states of a clause's duties, as the command line tells them."""
    rows = json.loads(kokoroe(environment, "status", code, "--json").stdout)
    return {row["state"] for row in rows if row["clause"] == clause}
