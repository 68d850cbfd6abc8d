"""The procedure's pages as a browser shows them: axe finds nothing, nothing scrolls sideways, the keyboard does it."""

import re

import pytest
from tests.desk.test_in_a_browser import chromium, problems, shown  # noqa: F401 (fixtures)

from kokoroe.duties.incidents.procedure import links
from kokoroe.plan.models import Contact

LONG = "公共サービス情報システム運用保守業務統括担当部門情報セキュリティ緊急連絡窓口（昼間・当番）　東西南北山川 左右衛門之助"
ROW = {
    "party": "contractor",
    "name": LONG,
    "role": LONG,
    "hours": "day",
    "phone": "011-000-0001",
    "email": "a.very.long.address.of.a.department@kinkyu-renrakusaki.contractor.example",
}


@pytest.fixture
def pages(table, visit):
    """Every page of the procedure in a lively state, and the first ones in an empty one, as HTML by name."""
    officer, client, worker = table.party.officer, table.party.client, table.party.worker
    answers = {
        "empty": visit.get(officer, "procedure"),
        "empty, to a worker": visit.get(worker, "procedure"),
        "no links": visit.get(officer, "report_links"),
    }
    table.save("calling", rows=[ROW, {**ROW, "hours": "night", "name": f"夜の{LONG}"}])
    table.accepted()
    table.save("about", text=f"{LONG}を加えた。\n連絡先を改めた。")
    second = table.finish()
    table.draft()
    first, lost = (
        links.create_link(seat=table.seat(), label=label, now=table.later()) for label in (LONG, "紛失")
    )
    links.revoke_link(seat=table.seat(), link=lost, now=table.later())
    Contact.objects.filter(name="見本 太郎").update(phone="011-000-0009")
    answers |= {
        "procedure": visit.get(officer, "procedure"),
        "to the client": visit.get(client, "procedure"),
        "to a worker": visit.get(worker, "procedure"),
        "version": visit.get(worker, "procedure_version", 1),
        "changed version": visit.get(client, "procedure_version", 2),
        "submission": visit.get(client, "submission", second.pk),
        "review": visit.get(officer, "procedure_review"),
        "discard": visit.get(officer, "procedure_discard"),
        "refused": visit.post(
            officer,
            "procedure_section",
            "calling",
            **{"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-phone": "なんとか"},
        ),
        "overtaken": visit.post(officer, "procedure_section", "about", text="後から", edit="99"),
        "links": visit.get(officer, "report_links"),
        "no label": visit.post(officer, "report_links", label=""),
        "revoke": visit.get(officer, "report_link_revoke", first.pk),
        **{
            key: visit.get(officer, "procedure_section", key)
            for key in ("calling", "items", "steps", "how", "first")
        },
    }
    # The paper itself is the browser's own viewer's to show.
    return {
        name: re.sub(r"(?s)<iframe.*?</iframe>", "", answer.content.decode())
        for name, answer in answers.items()
    }


def test_every_page_is_in_order_at_every_width(pages, shown):  # noqa: F811
    assert shown.wrong_with(pages) == {name: [] for name in pages}
    assert shown.faults == []


def test_a_row_is_added_and_moved_up_with_the_keyboard_alone(pages, shown):  # noqa: F811
    page = shown.show(pages["calling"], 1360)
    rows = page.locator("[data-row]")
    before = rows.count()
    page.locator("[data-rows-add]").focus()
    page.keyboard.press("Enter")
    added = rows.nth(before)
    added.locator("[name$=-name]").focus()
    page.keyboard.type("新しい人")
    added.locator("[data-mover]").first.focus()
    page.keyboard.press("Enter")
    assert rows.count() == before + 1
    moved = rows.nth(before - 1)
    assert [moved.locator(f"[name$=-{name}]").input_value() for name in ("name", "ORDER")] == [
        "新しい人",
        str(before),
    ]


def test_the_number_to_call_can_be_tapped(pages, shown):  # noqa: F811
    page = shown.show(pages["to a worker"], 390)
    number = page.locator("a[href='tel:011-000-0001']").first
    assert number.bounding_box()["height"] >= 44
