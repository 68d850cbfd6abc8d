"""Report links: made and revoked on the ledger, dead at once when revoked, printed on cards and posters."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.duties.incidents.models import Report, ReportLink
from kokoroe.duties.incidents.procedure import links
from visitor import words

pytestmark = pytest.mark.django_db


def made(table, label="全員の携行カード"):
    return links.create_link(seat=table.seat(), label=label, now=table.later())


def used(table, link, times=1):
    for n in range(times):
        Report.objects.create(
            contract=table.party.contract,
            kind="lost",
            noticed_at=table.now,
            possibility=True,
            link=link,
            key=f"card{link.pk}-{n}",
            received_at=table.later(),
        )


def test_its_token_opens_it_until_it_is_revoked_and_is_stored_nowhere(table):
    link = made(table)
    assert ReportLink.opened_by(link.token) == link
    stored = [str(value) for value in ReportLink.objects.filter(pk=link.pk).values_list().get()]
    entries = [bytes(entry.body).decode() for entry in table.party.contract.tree.entries.all()]
    assert [text for text in (*stored, *entries) if link.token in text] == []
    links.revoke_link(seat=table.seat(), link=link, now=table.later())
    assert ReportLink.opened_by(link.token) is None


def test_making_and_revoking_are_on_the_ledger_once_each(table):
    link = made(table)
    links.revoke_link(seat=table.seat(), link=link, now=table.later())
    links.revoke_link(seat=table.seat(), link=link, now=table.later())
    assert [act for act in table.acts() if act.startswith("report_link")] == [
        "report_link.created",
        "report_link.revoked",
    ]


@pytest.mark.parametrize("label", ["", "  ", "長" * 101])
def test_a_link_says_whom_it_is_for(table, label):
    with pytest.raises(NotPossible, match="名前を入れてください"):
        made(table, label)
    assert ReportLink.objects.count() == 0


@pytest.mark.parametrize("who", ["client", "worker"])
def test_only_those_who_prepare_make_and_revoke(table, who):
    link = made(table)
    with pytest.raises(NotAllowed):
        links.create_link(seat=table.seat(who), label="掲示", now=table.now)
    with pytest.raises(NotAllowed):
        links.revoke_link(seat=table.seat(who), link=link, now=table.now)
    assert ReportLink.opened_by(link.token) == link


def test_there_is_an_end_to_how_many_are_open(table, monkeypatch):
    monkeypatch.setattr(links, "MOST", 2)
    first, _second = made(table, "1"), made(table, "2")
    with pytest.raises(NotPossible, match="有効なリンクが2件"):
        made(table, "3")
    links.revoke_link(seat=table.seat(), link=first, now=table.later())
    made(table, "3")


class TestThePage:
    def test_a_link_is_made_listed_with_its_use_and_revoked(self, table, visit):
        officer = table.party.officer
        page = visit.follow(officer, visit.post(officer, "report_links", label="3階の掲示"))
        link = ReportLink.objects.get()
        assert "3階の掲示" in words(page)
        assert "まだ使われていません" in words(page)
        used(table, link, times=2)
        assert "報告 2 件、最後は 2026年3月20日" in words(visit.get(officer, "report_links"))
        page = visit.follow(officer, visit.post(officer, "report_link_revoke", link.pk))
        assert [one.label for one in page.context["revoked"]] == ["3階の掲示"]
        assert page.context["open"] == []

    def test_no_page_shows_the_token(self, table, visit):
        link = made(table)
        for name, *args in (("report_links",), ("report_link_revoke", link.pk), ("procedure",)):
            assert link.token not in visit.get(table.party.officer, name, *args).content.decode()

    def test_without_a_label_it_is_refused_at_its_field(self, table, visit):
        response = visit.post(table.party.officer, "report_links", label="")
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["label"])

    def test_looking_at_the_question_revokes_nothing(self, table, visit):
        link = made(table)
        assert visit.get(table.party.officer, "report_link_revoke", link.pk).status_code == 200
        assert ReportLink.opened_by(link.token) == link

    def test_it_takes_as_many_queries_for_many_links_as_for_one(self, table, visit):
        def queries():
            with CaptureQueriesContext(connection) as found:
                assert visit.get(table.party.officer, "report_links").status_code == 200
            return len(found)

        used(table, made(table))
        one = queries()
        for n in range(12):
            used(table, made(table, f"{n}"), times=3)
        assert queries() == one

    @pytest.mark.parametrize("name", ["report_links", "report_link_revoke", "report_card", "report_poster"])
    def test_it_is_for_those_who_prepare(self, table, visit, name):
        args = [] if name == "report_links" else [made(table).pk]
        table.accepted()
        party = table.party
        answers = [
            visit.get(who, name, *args).status_code for who in (party.officer, party.client, party.worker)
        ]
        assert answers == [200, 403, 403]
        assert visit.get(party.outsider, name, *args).status_code == 404

    def test_it_warns_while_no_address_is_set_that_a_telephone_could_open(self, table, visit, settings):
        warning = "QR コードはこのサーバーの機械でしか開けません"
        assert warning in words(visit.get(table.party.officer, "report_links"))
        settings.KOKOROE_URL, settings.KOKOROE_URL_IS_SET = "https://kokoroe.example", True
        assert warning not in words(visit.get(table.party.officer, "report_links"))
        assert links.address_of(made(table)).startswith("https://kokoroe.example/r/")


class TestPrinting:
    @pytest.mark.parametrize("name", ["report_card", "report_poster"])
    def test_before_a_procedure_is_in_force_the_page_says_why_there_is_none(self, table, visit, name):
        response = visit.get(table.party.officer, name, made(table).pk)
        assert response.status_code == 422
        assert "効力のある報告手順書がまだありません" in words(response)

    @pytest.mark.parametrize("name", ["report_card", "report_poster"])
    def test_a_revoked_link_is_not_printed_again(self, table, visit, name):
        table.accepted()
        link = made(table)
        links.revoke_link(seat=table.seat(), link=link, now=table.later())
        response = visit.get(table.party.officer, name, link.pk)
        assert response.status_code == 422
        assert "無効にされています" in words(response)

    @pytest.mark.parametrize("name", ["report_card", "report_poster"])
    def test_it_comes_as_a_pdf_of_the_version_in_force(self, table, visit, name):
        table.accepted()
        response = visit.get(table.party.officer, name, made(table).pk)
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert response.content.startswith(b"%PDF-")
        assert re.search(
            r"filename\*=utf-8''20260320_.*_%E7%AC%AC1%E7%89%88\.pdf", response["Content-Disposition"]
        )
