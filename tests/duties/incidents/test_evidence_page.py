"""Evidence leaves the server as it came in, for those who may have it, and runs nowhere."""

import pytest
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.test_reporting import card

from kokoroe.duties.incidents import evidence
from kokoroe.duties.incidents.response import exhibits

HOSTILE = evidence.File("報告.html", "text/html", b"<script>alert(1)</script>")
KINDS = {
    "画面.png": (b"\x89PNG\r\n\x1a\n x", "image/png"),
    "写真.jpg": (b"\xff\xd8\xff\xe0 x", "image/jpeg"),
    "記録.pdf": (b"%PDF-1.7 x", "application/pdf"),
    "図.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "application/octet-stream"),
    "偽.png": (b"<html>", "application/octet-stream"),
}


def kept(running, file):
    seat = running.seat("officer")
    incident = running.reported(key=file.name)
    return exhibits.add(seat=seat, incident=incident, files=[file], now=AWARE)[0]


@pytest.mark.parametrize("name", KINDS)
def test_its_type_is_what_its_bytes_say(visit, running, name):
    content, media_type = KINDS[name]
    file = kept(running, evidence.File(name, "image/png", content))
    answer = visit.get(visit.party.officer, "evidence_file", file.pk)
    assert (answer["Content-Type"], answer.content) == (media_type, content)


def test_a_browser_saves_it_and_runs_nothing_of_it(visit, running):
    answer = visit.get(visit.party.officer, "evidence_file", kept(running, HOSTILE).pk)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%A0%B1")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Type"] == "application/octet-stream"


def test_it_is_for_who_prepares_and_for_nobody_else(visit, running):
    file, party = kept(running, HOSTILE), visit.party
    for who, status in (
        (party.officer, 200),
        (party.worker, 404),
        (party.client, 404),
        (party.outsider, 404),
    ):
        assert visit.get(who, "evidence_file", file.pk).status_code == status
    assert visit.get(None, "evidence_file", file.pk).status_code == 302
    assert visit.get(party.officer, "evidence_file", 999999).status_code == 404


def test_who_handed_it_in_has_it_back(visit, running):
    photo = evidence.File("写真.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 mine")
    incident = running.reported(files=[photo])
    answer = visit.get(visit.party.worker, "evidence_file", incident.files.get().pk)
    assert answer.content == photo.content


def test_a_file_that_came_by_card_is_nobodys_but_theirs_who_prepare(visit, running):
    row = card(running, files=[evidence.File("写真.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 card")])
    file = row.files.get()
    assert visit.get(visit.party.officer, "evidence_file", file.pk).status_code == 200
    assert visit.get(visit.party.worker, "evidence_file", file.pk).status_code == 404
