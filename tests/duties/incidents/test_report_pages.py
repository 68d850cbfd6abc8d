"""Reporting from a phone, by an account and by the card."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.duties.incidents.conftest import AWARE

from kokoroe import clock
from kokoroe.annex.days import JST
from kokoroe.duties.incidents import card_reporting, evidence
from kokoroe.duties.incidents.models import Incident, Report, ReportLink
from visitor import Visitor, words

HOUR = timedelta(hours=1)
SENT = {
    "kind": "mis-sent",
    "when": "now",
    "sure": "possible",
    "text": "別の園に送ったかもしれない。",
    "key": "a1",
}


@pytest.fixture
def visit(running, monkeypatch) -> Visitor:
    made = Visitor(running.party)
    made.now = AWARE
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def link(running) -> ReportLink:
    return ReportLink.objects.create(
        contract=running.party.contract, created_at=AWARE, created_by=running.party.officer
    )


class TestByAccount:
    def test_a_worker_reports_and_sees_what_was_taken_who_was_told_and_what_is_due(self, visit):
        worker = visit.party.worker
        page = words(visit.follow(worker, visit.post(worker, "incident_report", **SENT)))
        for shown in (
            "報告を受け付けました",
            "2026-001",
            "別の園に送ったかもしれない。",
            "見本 太郎",
            "011-000-0001",
            "15:00",
        ):
            assert shown in page
        assert Incident.objects.get().appraisal.possibility is True

    def test_another_time_is_japans(self, visit):
        local = (AWARE - 2 * HOUR).astimezone(JST)
        visit.post(
            visit.party.worker, "incident_report",
            **SENT | {"when": "other", "noticed_at": f"{local:%Y-%m-%dT%H:%M}", "sure": "certain"},
        )  # fmt: skip
        assert (Incident.objects.get().appraisal.aware_at, Report.objects.get().possibility) == (
            AWARE - 2 * HOUR,
            False,
        )

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"kind": ""}, "何が起きましたか"),
            ({"when": "other", "noticed_at": ""}, "気づいた日時を入れてください。"),
            ({"when": "other", "noticed_at": "2030-01-01T00:00"}, "気づいた日時が未来です。"),
        ],
    )
    def test_what_is_wrong_is_told_in_place_and_what_was_typed_stays(self, visit, wrong, told):
        page = visit.post(visit.party.worker, "incident_report", **SENT | wrong)
        assert page.status_code == 422
        assert told in words(page)
        assert "別の園に送ったかもしれない。" in page.content.decode()
        assert Report.objects.count() == 0

    def test_a_file_that_is_too_large_is_named_and_the_words_stay(self, visit, monkeypatch):
        monkeypatch.setattr(evidence, "LARGEST", 10)
        large = SimpleUploadedFile("長い動画.mp4", b"x" * 11, content_type="video/mp4")
        page = visit.post(visit.party.worker, "incident_report", **SENT, photos=[large])
        assert page.status_code == 422
        assert "長い動画.mp4" in words(page)
        assert "別の園に送ったかもしれない。" in page.content.decode()

    def test_several_photos_are_kept_whole(self, visit):
        photos = [SimpleUploadedFile(f"写真{n}.jpg", b"\xff\xd8\xff" + bytes([n])) for n in (1, 2)]
        visit.post(visit.party.worker, "incident_report", **SENT, photos=photos)
        assert [bytes(file.content) for file in Incident.objects.get().files.all()] == [
            b"\xff\xd8\xff\x01",
            b"\xff\xd8\xff\x02",
        ]

    def test_what_waited_on_the_device_counts_from_when_it_was_sent_off(self, visit):
        visit.post(visit.party.worker, "incident_report", **SENT, age=600)
        assert Incident.objects.get().appraisal.aware_at == AWARE - timedelta(minutes=10)

    def test_a_double_press_is_one_report(self, visit):
        for _ in range(2):
            visit.post(visit.party.worker, "incident_report", **SENT)
        assert Report.objects.count() == 1

    def test_a_drill_says_so_on_every_page(self, visit):
        worker = visit.party.worker
        assert "【訓練】" in words(visit.get(worker, "incident_report", query="?drill=1"))
        page = visit.follow(worker, visit.post(worker, "incident_report", **SENT, drill="True"))
        assert "【訓練】" in words(page)
        assert Incident.objects.get().drill is True

    def test_outsiders_do_not_report_here(self, visit):
        found = {
            who: visit.get(getattr(visit.party, who), "incident_report").status_code
            for who in ("worker", "officer", "client", "outsider")
        }
        assert found == {"worker": 200, "officer": 200, "client": 200, "outsider": 404}

    def test_nobody_opens_anothers_report(self, visit):
        visit.post(visit.party.worker, "incident_report", **SENT)
        pk = Report.objects.get().pk
        found = {
            who: visit.get(getattr(visit.party, who), "incident_reported", pk).status_code
            for who in ("worker", "officer", "client", "outsider")
        }
        assert found == {"worker": 200, "officer": 404, "client": 404, "outsider": 404}

    def test_the_button_stands_on_the_contractors_pages_alone(self, visit):
        address = visit.path("incident_report")
        assert address in visit.get(visit.party.worker, "contract").content.decode()
        assert address not in visit.get(visit.party.client, "contract").content.decode()


class TestByCard:
    def test_it_is_taken_and_nothing_of_the_contract_is_said(self, visit, link):
        browser = Client()
        address = reverse("incident_card_report", args=[link.token])
        page = browser.get(address)
        answer = browser.post(address, SENT | {"name": "例示 四郎", "reach": "090-0000-0000"}, follow=True)
        for said in (words(page), words(answer)):
            assert visit.party.contract.title not in said
            assert "見本市" not in said
        assert "報告を受け付けました" in words(answer)
        assert (Report.objects.get().name, Report.objects.get().waits) == ("例示 四郎", True)

    def test_tokens_that_were_guessed_revoked_or_cut_do_not_exist(self, link, django_assert_num_queries):
        browser = Client()
        for token in ("1.AAAA", "x", f"{link.pk + 1}.{link.token.partition('.')[2]}", link.token[:-1]):
            for name in ("incident_card_report", "incident_card_taken"):
                assert browser.get(reverse(name, args=[token])).status_code == 404
        with django_assert_num_queries(0):
            assert browser.get(reverse("incident_card_report", args=["1.AAAA"])).status_code == 404
        ReportLink.objects.update(revoked_at=AWARE)
        assert browser.get(reverse("incident_card_report", args=[link.token])).status_code == 404

    def test_one_card_takes_so_many_bytes_an_hour_and_whatever_is_small(self, visit, link, monkeypatch):
        monkeypatch.setattr(card_reporting, "MOST_BY_LINK", 2_000)
        monkeypatch.setattr(card_reporting, "SMALL", 100)
        browser, address = Client(), reverse("incident_card_report", args=[link.token])

        def sent(key, size=0):
            photos = {"photos": SimpleUploadedFile("写真.jpg", b"\xff\xd8\xff" * size)} if size else {}
            return browser.post(address, SENT | {"key": key} | photos).status_code

        assert [sent("a", 300), sent("b", 300), sent("c", 300)] == [302, 302, 429]
        assert [sent(f"small {n}", 10) for n in range(20)] + [sent(f"k{n}") for n in range(20)] == [302] * 40
        visit.now = AWARE + HOUR + timedelta(seconds=1)
        assert sent("later", 300) == 302
