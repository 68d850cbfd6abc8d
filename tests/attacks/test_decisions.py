"""A decision is taken by whom it belongs to, from our own page, with the method it has."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kokoroe.submissions.models import Step, Submission
from outside.papers import pdf
from people import PASSWORD
from visitor import Visitor

PDF = pdf()


def undecided(visit: Visitor, submission: Submission) -> bool:
    """Whether nothing was decided, and nothing says that it was."""
    acts = {entry.act for entry in visit.party.contract.tree.entries.all()}
    return [step.name for step in submission.steps.all()] == [
        "submitted"
    ] and "submission.accepted" not in acts


def test_a_decision_sent_from_another_site_is_refused(visit, submission, noted):
    client = Client(enforce_csrf_checks=True)
    client.force_login(visit.party.client)
    there = visit.path("submission", submission.pk)
    page = client.get(there)
    token = client.cookies["csrftoken"].value
    given = {"act": "accept", "answer-comment": "了承"}
    forged = [
        client.post(there, given),
        client.post(there, {**given, "csrfmiddlewaretoken": token[::-1]}),
        client.post(
            there, {**given, "csrfmiddlewaretoken": token}, headers={"Origin": "https://evil.example"}
        ),
    ]
    assert [answer.status_code for answer in forged] == [403, 403, 403]
    assert [line["why"] for line in noted] == ["csrf"] * 3
    assert undecided(visit, submission)
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_a_session_cookie_does_not_travel_with_another_sites_form(visit):
    client = Client()
    client.post("/accounts/login/", {"login": visit.party.client.email, "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("worker", 404), ("outsider", 404)])
def test_who_submitted_cannot_accept_it(visit, submission, noted, who, status):
    answer = visit.post(getattr(visit.party, who), "submission", submission.pk, act="accept")
    assert answer.status_code == status
    assert [line["event"] for line in noted] == ["access.refused"]
    assert undecided(visit, submission)


def test_fields_that_a_form_does_not_have_decide_nothing(visit, submission):
    """Of a form only its own fields are read: party, step, moment and account come from the seat."""
    more = {
        "party": "client", "name": "accepted", "by": visit.party.client.pk, "assurance": "personal_sign_in",
        "withdrawal-party": "client", "withdrawal-name": "accepted", "verb": "", "is_open": "", "steps-0-name": "accepted",
    }  # fmt: skip
    visit.post(visit.party.officer, "submission", submission.pk, act="withdraw", **more)
    step = Step.objects.latest("pk")
    assert (step.name, step.party, step.by) == ("withdrawn", "contractor", visit.party.officer)


def test_an_answer_recorded_from_paper_stays_told_from_a_decision(visit, submission):
    """The contractor may write down an answer; it never passes for one that the client gave here."""
    visit.post(
        visit.party.officer, "submission", submission.pk,
        **{
            "act": "record", "recorded-name": "accepted", "recorded-decider": "市役 一子",
            "recorded-decided_on": "2026-03-20", "recorded-scan": SimpleUploadedFile("回答.pdf", PDF),
            "recorded-assurance": "personal_sign_in", "assurance": "personal_sign_in", "recorded-by": visit.party.client.pk,
        },
    )  # fmt: skip
    step = submission.steps.get(name="accepted")
    assert (step.by, step.party, step.recorded_by_other) == (visit.party.officer, "contractor", True)


def test_other_methods_change_nothing(visit, submission):
    client, there = visit.client(visit.party.client), visit.path("submission", submission.pk)
    form = "act=accept"
    given = {"data": form, "content_type": "application/x-www-form-urlencoded"}
    client.get(f"{there}?{form}&_method=POST")
    client.head(f"{there}?{form}")
    client.options(there)
    for method in ("put", "patch", "delete"):
        getattr(client, method)(there, **given)
    for name in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        client.get(f"{there}?{form}", headers={name: "POST"})
    client.post(there, {"_method": "DELETE"})
    assert undecided(visit, submission)


@pytest.mark.parametrize("there", ["/me/erasure", "/notices/seen"])
def test_what_only_changes_answers_405_to_other_methods(visit, there):
    client = visit.client(visit.party.officer)
    there = there.format(code=visit.party.contract.code)
    answers = [
        getattr(client, method)(there).status_code for method in ("get", "head", "put", "delete", "options")
    ]
    assert answers == [405] * 5


def test_a_writing_is_not_changed_once_it_was_submitted(visit, submission):
    before = bytes(submission.content)
    version = submission.plan_version
    codes = [
        visit.post(visit.party.officer, "plan_roster", edit=version.edit).status_code,
        visit.post(visit.party.officer, "plan_contacts", edit=version.edit).status_code,
    ]
    submission.refresh_from_db()
    assert codes == [302, 302]
    assert bytes(submission.content) == before
