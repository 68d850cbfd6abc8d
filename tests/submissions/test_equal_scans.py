"""One file that serves as the scan of two answers is pointed out, on the page and to programs, to who sees both."""

from caller import Caller
from kokoroe.submissions.equal_scans import equal_scans
from kokoroe.submissions.models import Paper, Submission
from outside.papers import pdf
from people import NOW
from visitor import Visitor, words

SCAN = pdf(b"% the answer\n")


def scanned(submission: Submission, content: bytes) -> Paper:
    return Paper.objects.create(
        submission=submission, kind="scan", filename="回答.pdf", media_type="application/pdf", content=content,
        made_at=NOW,
    )  # fmt: skip


def another(submission: Submission, number: str) -> Submission:
    row = Submission.objects.get(pk=submission.pk)
    row.pk, row.number = None, number
    row.save()
    return row


def test_the_same_bytes_at_another_writing_are_named_to_who_sees_it(party):
    one = party.submitted()
    two, three = another(one, "2026-計-008"), another(one, "2026-計-009")
    scan = scanned(one, SCAN)
    scanned(two, SCAN)
    scanned(three, SCAN[:-1] + b" ")
    scanned(three, b"")
    again = scanned(one, SCAN)

    def said(account, *papers):
        return equal_scans(papers, account, at=NOW)

    assert said(party.client, scan, again) == {scan.pk: ["2026-計-008"], again.pk: ["2026-計-008"]}
    assert said(party.outsider, scan) == {scan.pk: []}
    assert said(party.client, *one.papers.filter(kind="submission")) == {}


def test_the_page_and_programs_are_told(visit: Visitor, monkeypatch):
    caller = Caller(monkeypatch)
    one = visit.party.submitted()
    scanned(one, SCAN)
    scanned(another(one, "2026-計-008"), SCAN)
    page = visit.get(visit.party.client, "submission", one.pk)
    assert "まったく同じファイルが、2026-計-008 にも添えられています" in words(page)
    told = caller.get(visit.party.client, f"/contracts/{visit.party.contract.code}/writings/{one.pk}").json()
    assert {paper["kind"]: paper["same_at"] for paper in told["papers"]} == {
        "submission": [],
        "scan": ["2026-計-008"],
    }
