"""The papers: what the procedure, the card and the poster say, read back from their bytes."""

import io

import pytest
from pypdf import PdfReader

from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure import links, paper
from kokoroe.duties.incidents.procedure.writings import DRAFTING
from kokoroe.submissions.actions import give_back
from kokoroe.submissions.models import Paper

pytestmark = pytest.mark.django_db

DAY = {"party": "contractor", "name": "昼野 一", "role": "", "hours": "day", "phone": "011-000-0011"}
NIGHT = {"party": "contractor", "name": "夜野 二", "role": "", "hours": "night", "phone": "090-000-0012"}
CLIENT = {"party": "client", "name": "市役 一子", "role": "担当課", "hours": "day", "email": "i@city.example"}


def text(pdf: bytes) -> str:
    found = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "".join(found.split())


def point(table):
    link = links.create_link(seat=table.seat(), label="掲示", now=table.later())
    version = Procedure.objects.select_related("contract__contractor").get()
    return paper.reporting_point(version, link), link


def test_what_was_handed_in_says_structure_items_steps_and_asks_for_the_clients_word(table):
    submission = table.finish()
    said = text(bytes(Paper.objects.get(submission=submission).content))
    for words in (
        "報告手順書の提出について",
        "確認くださいますようお願いします",
        "見本太郎",
        "011-000-0001",
        "知った時から1時間以内",
        "委託者の承認が要る",
        "端末をネットワークから切り離す",
    ):
        assert words in said


def test_a_notice_asks_for_nothing(table):
    table.house_rule("procedure-accepted", "off")
    submission = table.finish()
    said = text(bytes(Paper.objects.get(submission=submission).content))
    assert "お願いします" not in said


def test_a_later_version_shows_what_it_changes_of_the_one_in_force_and_why(table):
    table.accepted()
    table.save("calling", rows=[DAY, NIGHT, CLIENT])
    returned = table.finish()
    give_back(seat=table.seat("client"), submission=returned, comment="理由を", now=table.later())
    table.save("about", text="夜の当番を置いた")
    submission = table.finish()
    said = text(bytes(Paper.objects.get(submission=submission).content))
    for words in ("旧（第1版）", "新（第3版）", "夜の当番を置いた", "連絡先夜野二"):
        assert words in said


def test_a_draft_says_that_it_is_one(table):
    assert "下書き" in text(DRAFTING.preview(table.draft(), table.now).content)


def test_the_card_has_who_is_called_by_day_and_by_night_and_no_one_of_the_clients(table):
    table.save("calling", rows=[DAY, NIGHT, CLIENT])
    table.accepted()
    found, link = point(table)
    assert [(phone.when, phone.order, phone.name, phone.number) for phone in found.phones] == [
        ("平日日中", 1, "昼野 一", "011-000-0011"),
        ("夜間・休日", 1, "夜野 二", "090-000-0012"),
    ]
    assert (found.url, found.version) == (links.address_of(link), 1)


def test_where_day_and_night_are_the_same_the_card_has_one_list(table):
    table.accepted()
    found, _link = point(table)
    assert [(phone.when, phone.number) for phone in found.phones] == [("昼夜とも", "011-000-0001")]


def test_card_and_poster_print_the_numbers_and_the_poster_the_address(table, settings):
    settings.KOKOROE_URL = "https://kokoroe.example"
    table.accepted()
    _found, link = point(table)
    version = Procedure.objects.select_related("contract__contractor").get()
    card, poster = (text(make(version, link, now=table.now)) for make in (paper.card_pdf, paper.poster_pdf))
    assert ("011-000-0001" in card, "011-000-0001" in poster) == (True, True)
    assert links.address_of(link) in poster
