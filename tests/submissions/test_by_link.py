"""A client without an account: a link to one submission, a code to the address on record, and half an hour."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kokoroe.accounts.actions import accept_invitation
from kokoroe.accounts.models import Account, Invitation, Person
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.channels import mail
from kokoroe.clock.loop import send
from kokoroe.contracts.models import ClientRole
from kokoroe.contracts.people import invite_to_contract, invites_by_itself
from kokoroe.contracts.seats import Seat
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify
from kokoroe.plan import drafts, lists
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept, withdraw
from kokoroe.submissions.addresses import on_record, record_address
from kokoroe.submissions.deciding import set_rule
from kokoroe.submissions.links import make_link, seat_of_link, withdraw_link
from kokoroe.submissions.models import AnswerAddress, AnswerCode, AnswerLink, Paper, Step, Submission
from people import CONTACTS, NOW, PASSWORD, People, account
from visitor import Visitor, words

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HEAD, DESK = "kacho@city.example", "kakaricho@city.example"
GONE = "このリンクは使えません"


@pytest.fixture(autouse=True)
def no_tries_yet():
    cache.clear()


@pytest.fixture(autouse=True)
def post(settings, monkeypatch):
    """The letters that a mail server took, the last one last."""
    settings.KOKOROE_SMTP_URL = "smtp://127.0.0.1:1?from=kokoroe@city.example&security=none"
    found: list[mail.Outgoing] = []
    monkeypatch.setattr(mail, "send", lambda _server, leaving: found.append(leaving) or "250 ok")
    return found


class Office:
    """Somebody of the client's without an account, at a telephone of their own."""

    def __init__(self, visit: Visitor, post: list[mail.Outgoing]) -> None:
        self.visit, self.post, self.browser = visit, post, Client()
        self.party: People = visit.party

    def only_by_link(self) -> None:
        """Nobody of the client's signs in; the plan names one of its people."""
        with unit(now=NOW) as record:
            ClientRole.objects.all().delete()
            record(self.party.contract.tree, act="role.ended", actor=None)
        self.party.client.is_active = False
        self.party.client.save()

    def submitted(self) -> Submission:
        """The first plan, with the head of the office among its contacts."""
        version = self.party.draft()
        heads = {"課長　市役 四郎": HEAD, "係長　市役 六子": DESK}
        own = [
            {"party": "client", "name": name, "hours": "day", "email": email} for name, email in heads.items()
        ]
        contacts = [*CONTACTS, *own]
        drafts.save_list(
            table=lists.CONTACTS,
            seat=self.party.officer_seat,
            version=version,
            edit=version.edit,
            rows=contacts,
            now=NOW,
        )
        version.refresh_from_db()
        return DRAFTING.submit(seat=self.party.officer_seat, draft=version, edit=version.edit, now=NOW)

    def link(self, submission: Submission, address: str = HEAD) -> str:
        """The path in the mail with the link."""
        made = make_link(
            seat=self.party.officer_seat, submission=submission, address=address, now=self.visit.now
        )
        send(now=self.visit.now)
        assert self.post[-1].to == made.address
        return "/" + self.post[-1].url.split("/", 3)[3]

    def code(self, path: str, browser: Client | None = None) -> str:
        """Ask for a code; the digits in the mail."""
        assert (browser or self.browser).post(path, {"act": "send"}).status_code == 200
        send(now=self.visit.now)
        found = re.search(r"確認番号：(\d{4} \d{4})", self.post[-1].body)
        assert found is not None
        return found[1]

    def enter(self, path: str, code: str, browser: Client | None = None):
        return (browser or self.browser).post(path, {"act": "open", "code": code})

    def opened(self, path: str):
        assert self.enter(path, self.code(path)).status_code == 302
        return self.browser.get(path)


@pytest.fixture
def office(visit: Visitor, post) -> Office:
    made = Office(visit, post)
    made.only_by_link()
    return made


def acts(party: People) -> list[str]:
    return [entry.act for entry in party.contract.tree.entries.all()]


def test_from_the_mail_to_the_decision_with_the_address_kept(office: Office):
    submission = office.submitted()
    path = office.link(submission)
    first = office.browser.get(path)
    assert "k***@city.example" in words(first)
    assert submission.title not in words(first)
    page = office.opened(path)
    assert "サンプルシステム株式会社 からの書面" in words(page)
    paper = submission.papers.get()
    assert office.browser.get(f"{path}papers/{paper.pk}").content == bytes(paper.content)
    taken = office.browser.post(path, {"act": "receive", "seen": "1", "receipt-reference": "受第3号"})
    assert taken.status_code == 302
    done = office.browser.post(
        path, {"act": "accept", "seen": "2", "answer-reference": "見情第9号", "answer-dated_on": "R8.3.20"}
    )
    assert "了承を記録しました" in words(done)
    step = submission.steps.get(name="accepted")
    assert (step.assurance, step.proof, step.link.address, step.link.source, step.party, step.reference) == (
        "link_and_code", "link", HEAD, "submitted", "client", "見情第9号",
    )  # fmt: skip
    assert step.by.person.name == "課長　市役 四郎"
    assert PlanVersion.objects.get().effective_at == NOW
    told = words(office.visit.get(office.party.officer, "submission", submission.pk))
    assert f"リンクと、{HEAD} に送った確認番号（受託者が書いた連絡先" in told
    assert acts(office.party)[-5:] == [
        "plan.submitted", "answer_link.made", "answer_link.opened", "plan.received", "plan.accepted",
    ]  # fmt: skip
    assert verify(office.party.contract.tree).ok
    office.visit.now = NOW + MINUTE
    assert office.browser.get(path).status_code == 404
    assert office.browser.post(path, {"act": "return", "answer-comment": "x"}).status_code == 404


def test_a_dead_link_looks_like_one_that_never_was(office: Office):
    submission = office.submitted()
    path = office.link(submission)
    link = AnswerLink.objects.get()
    never = office.browser.get("/answer/nosuchtoken/")
    assert (never.status_code, GONE in words(never)) == (404, True)

    def is_dead(path: str, at=NOW) -> bool:
        office.visit.now = at
        found = office.browser.get(path)
        papers = office.browser.get(f"{path}papers/{submission.papers.get().pk}")
        nothing = office.browser.get("/answer/nosuchtoken/papers/1")
        pairs = [(found, never), (papers, nothing)]
        return all((one.status_code, words(one)) == (404, words(other)) for one, other in pairs)

    office.opened(path)
    assert not is_dead(path)
    assert is_dead(path, link.expires_at)
    office.visit.now = NOW
    withdraw_link(seat=office.party.officer_seat, link=link, now=NOW)
    assert is_dead(path)
    again = office.link(submission)
    later = office.link(submission)
    assert is_dead(again)
    assert office.browser.get(later).status_code == 200
    assert AnswerLink.objects.filter(withdrawn_at=None).count() == 1


def test_a_code_is_good_once_for_ten_minutes_and_five_tries(office: Office, noted):
    path = office.link(office.submitted())
    code = office.code(path)
    assert AnswerCode.objects.filter(code_hash__contains=code.replace(" ", "")).count() == 0
    wrong = "00000000" if code != "0000 0000" else "11111111"
    for left in (4, 3, 2, 1):
        assert f"あと{left}回" in words(office.enter(path, wrong))
    assert "もう使えません" in words(office.enter(path, wrong))
    assert "もう使えません" in words(office.enter(path, code)), "after five tries the right one, too"
    second = office.code(path)
    assert "もう使えません" not in words(office.enter(path, code)), "an earlier code is a wrong one"
    office.visit.now = NOW + 11 * MINUTE
    assert office.enter(path, second).status_code == 422
    third = office.code(path)
    assert (
        office.enter(
            path, third.translate(str.maketrans("0123456789 ", "０１２３４５６７８９－"))
        ).status_code
        == 302
    )
    assert office.enter(path, third, Client()).status_code == 422, "used once"
    other = Client()
    office.code(path, other)
    office.code(path, other)
    assert office.browser.get(path).status_code == 200
    assert other.post(path, {"act": "send"}).status_code == 429
    events = [line["event"] for line in noted]
    assert (events.count("link.opened"), events.count("link.code_refused")) == (1, 1)
    assert "link.code_wrong" in events
    office.visit.now = NOW + 75 * MINUTE
    assert other.post(path, {"act": "send"}).status_code == 200


def test_nothing_of_one_link_opens_another(office: Office):
    submission = office.submitted()
    mine, theirs = office.link(submission), office.link(submission, DESK)
    code = office.code(mine)
    assert office.enter(theirs, code).status_code == 422
    assert office.enter(mine, code).status_code == 302
    assert "からの書面" in words(office.browser.get(mine))
    assert "確認番号を送ります" in words(office.browser.get(theirs))
    assert office.browser.post(theirs, {"act": "accept"}).status_code == 403
    paper = submission.papers.get().pk
    assert office.browser.get(f"{theirs}papers/{paper}").status_code == 302
    forwarded = Client()
    assert "確認番号を送ります" in words(forwarded.get(mine)), (
        "a link that was passed on asks for its own code"
    )
    cookie = office.browser.cookies["answer"].value
    forwarded.cookies["answer"] = cookie[:-1] + ("A" if cookie[-1] != "A" else "B")
    assert "確認番号を送ります" in words(forwarded.get(mine))
    other = Submission.objects.create(
        contract=office.party.contract, form="plan", number="x", title="別", verb="了承", content=b"{}",
        created_at=NOW, created_by=office.party.officer,
    )  # fmt: skip
    strange = Paper.objects.create(
        submission=other, kind="submission", filename="x.pdf", media_type="application/pdf", content=b"%PDF-",
        made_at=NOW,
    )  # fmt: skip
    assert office.browser.get(f"{mine}papers/{strange.pk}").status_code == 404
    assert office.browser.get(f"/c/{office.party.contract.code}/").status_code == 302, "nothing else is open"
    assert submission.steps.count() == 1


def test_the_session_ends_after_half_an_hour_and_what_was_typed_is_asked_for_again(office: Office):
    submission = office.submitted()
    path = office.link(submission)
    office.opened(path)
    cookie = office.browser.cookies["answer"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 1800)
    office.visit.now = NOW + 31 * MINUTE
    late = office.browser.post(path, {"act": "accept", "seen": "1"})
    assert (late.status_code, "30分たった" in words(late)) == (403, True)
    assert submission.steps.count() == 1


def test_what_has_moved_on_is_said_in_a_sentence(office: Office):
    submission = office.submitted()
    path = office.link(submission)
    office.opened(path)
    withdraw(seat=office.party.officer_seat, submission=submission, now=NOW)
    gone = office.browser.get(path)
    assert (gone.status_code, "取り下げました" in words(gone)) == (410, True)
    version = DRAFTING.begin(seat=office.party.officer_seat, now=NOW)
    newer = Submission.objects.create(
        contract=office.party.contract, form="plan", number="n", title="実施計画書", verb="了承", content=b"{}",
        created_at=NOW, created_by=office.party.officer,
    )  # fmt: skip
    PlanVersion.objects.filter(pk=version.pk).update(submission=newer)
    late = office.browser.post(path, {"act": "accept", "seen": "1"})
    assert (late.status_code, "新しい版が提出されています" in words(late)) == (410, True)
    assert not submission.steps.filter(name="accepted").exists()


def test_a_forged_form_is_refused(office: Office):
    path = office.link(office.submitted())
    strict = Client(enforce_csrf_checks=True)
    for act in ("send", "open", "accept"):
        assert strict.post(path, {"act": act}).status_code == 403
    page = office.browser.get(path)
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert AnswerCode.objects.count() == 0


class TestAddresses:
    def test_only_addresses_on_record_get_a_link_and_it_says_by_whom(self, office: Office):
        submission = office.submitted()
        for address in ("typed@city.example", "taro@contractor.example", "saburo@other.example"):
            with pytest.raises(NotPossible):
                make_link(seat=office.party.officer_seat, submission=submission, address=address, now=NOW)
        with pytest.raises(NotAllowed):
            make_link(seat=office.party.client_seat, submission=submission, address=HEAD, now=NOW)
        found = {one.address: one.source for one in on_record(office.party.contract, NOW)}
        assert found == dict.fromkeys((HEAD, DESK), "submitted")
        office.opened(office.link(submission))
        link = AnswerLink.objects.get()
        accept(seat=seat_of_link(link, at=NOW), submission=submission, now=NOW)
        found = {one.address: one.source for one in on_record(office.party.contract, NOW)}
        assert set(found.values()) == {"submitted"}, "what it vouches for itself makes it no better"

    def test_an_address_of_the_contractors_people_is_none_of_the_clients(self, office: Office):
        Person.objects.create(
            organisation=office.party.contract.contractor, name="だれか", email=HEAD.upper(), created_at=NOW
        )
        submission = office.submitted()
        assert HEAD not in {one.address for one in on_record(office.party.contract, NOW)}
        with pytest.raises(NotPossible):
            make_link(seat=office.party.officer_seat, submission=submission, address=HEAD, now=NOW)

    def test_where_the_client_signs_in_only_its_own_record_counts(self, visit: Visitor, post):
        office = Office(visit, post)
        submission = office.submitted()
        with pytest.raises(NotPossible) as refusal:
            make_link(seat=office.party.officer_seat, submission=submission, address=HEAD, now=NOW)
        assert "委託者が登録したアドレスに限ります" in refusal.value.text.ja
        given = {"act": "address", "link-name": "課長　市役 四郎", "link-address": HEAD}
        assert visit.post(office.party.officer, "decision_rule", **given).status_code == 403
        page = visit.follow(office.party.client, visit.post(office.party.client, "decision_rule", **given))
        assert HEAD in words(page)
        chosen = visit.post(office.party.officer, "answer_links", submission.pk, address=HEAD)
        listed = words(visit.follow(office.party.officer, chosen))
        assert "委託者の担当者が登録したアドレス" in listed
        assert HEAD in words(visit.get(office.party.client, "submission", submission.pk))
        worker = words(visit.get(office.party.client, "answer_links", submission.pk))
        assert "有効" in worker
        link = AnswerLink.objects.get()
        step = accept(seat=seat_of_link(link, at=NOW), submission=submission, now=NOW)
        assert (step.link.source, step.link.recorded_by) == ("client", office.party.client)

    def test_a_link_from_before_somebody_decides_only_reads(self, office: Office):
        submission = office.submitted()
        path = office.link(submission)
        boss = account("市役 五郎", "goro@city.example", office.party.contract.client)
        ClientRole.objects.create(contract=office.party.contract, account=boss, role="decides", since=NOW)
        page = office.opened(path)
        assert (page.context["panels"], "読むだけです" in words(page)) == ({}, True)
        assert office.browser.post(path, {"act": "accept", "seen": "1"}).status_code == 403
        assert submission.steps.count() == 1


class TestTheAccount:
    def test_it_never_signs_in_blocks_no_invitation_and_becomes_real_by_one(self, office: Office):
        party = office.party
        from kokoroe.accounts.models import Administrator

        Administrator.objects.filter(organisation=party.contract.client).delete()
        submission = office.submitted()
        office.opened(office.link(submission))
        made = Account.objects.get(email=HEAD)
        assert (made.is_active, made.signs_in, made.has_usable_password()) == (False, False, False)
        assert not invites_by_itself(party.contract, now=NOW)
        browser = Client()
        browser.post("/accounts/login/", {"login": HEAD, "password": "!"})
        assert "_auth_user_id" not in browser.session
        token = invite_to_contract(
            seat=party.officer_seat, party="client", role="decides", name="市役 四郎", email=HEAD, now=NOW
        )
        assert token is not None, "the address alone is nobody who could be given a role"
        invitation = Invitation.opened_by(token, now=NOW)
        real = accept_invitation(
            invitation=invitation, name="市役 四郎", email=HEAD, password=PASSWORD, now=NOW
        )
        assert (real.pk, real.person_id, real.is_active, real.signs_in) == (
            made.pk, made.person_id, True, True,
        )  # fmt: skip
        assert real.check_password(PASSWORD)
        assert office.browser.get("/answer/x/").status_code == 404
        with pytest.raises(NotPossible):
            make_link(seat=party.officer_seat, submission=submission, address=HEAD, now=NOW)

    def test_two_links_are_two_people_and_one_is_not(self, office: Office):
        party = office.party
        set_rule(seat=Seat(party.client, party.contract, "client", frozenset({"decide"})), people=2, now=NOW)
        submission = office.submitted()
        first = office.opened(office.link(submission))
        assert sorted(first.context["panels"]) == ["endorsement", "receipt"]
        path = first.wsgi_request.path
        done = office.browser.post(path, {"act": "endorse", "seen": "1", "endorsement-outcome": "accepted"})
        assert "起案しました" in words(done)
        again = office.link(submission)
        assert office.opened(again).context["panels"] == {}
        assert office.browser.post(again, {"act": "accept", "seen": "2"}).status_code == 403
        office.opened(path := office.link(submission, DESK))
        assert "了承を記録しました" in words(office.browser.post(path, {"act": "accept", "seen": "2"}))
        assert [step.name for step in Step.objects.all()] == ["submitted", "endorsed", "accepted"]


def test_without_mail_there_is_no_link(office: Office, settings):
    submission = office.submitted()
    settings.KOKOROE_SMTP_URL = ""
    with pytest.raises(NotPossible) as refusal:
        make_link(seat=office.party.officer_seat, submission=submission, address=HEAD, now=NOW)
    assert "メールの送信が設定されていない" in refusal.value.text.ja
    page = office.visit.get(office.party.officer, "answer_links", submission.pk)
    assert "メールの送信が設定されていない" in words(page)


def test_adding_an_address_twice_or_of_an_account_is_refused(visit: Visitor):
    party = visit.party
    record_address(seat=party.client_seat, name="課長", address=HEAD, now=NOW)
    for address in (HEAD.upper(), "ichiko@city.example", "taro@contractor.example"):
        with pytest.raises(NotPossible):
            record_address(seat=party.client_seat, name="課長", address=address, now=NOW)
    with pytest.raises(NotAllowed):
        record_address(seat=party.officer_seat, name="課長", address="x@city.example", now=NOW)


def test_pages_ask_as_often_for_many_links_as_for_few(office: Office):
    party, visit = office.party, office.visit
    submission = office.submitted()
    path = office.link(submission)
    office.opened(path)

    def asked() -> dict[str, int]:
        found = {}
        browser = visit.client(party.officer)
        places = {
            "writing": visit.path("submission", submission.pk),
            "links": visit.path("answer_links", submission.pk),
            "rule": visit.path("decision_rule"),
        }
        for name, place in places.items():
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(place).status_code == 200
            found[name] = len(queries)
        with CaptureQueriesContext(connection) as queries:
            assert office.browser.get(path).status_code == 200
        return {**found, "by link": len(queries)}

    asked()
    few = asked()
    accept(seat=seat_of_link(AnswerLink.objects.get(), at=NOW), submission=submission, now=NOW)
    AnswerLink.objects.update(used_at=None)
    Step.objects.filter(name="accepted").update(name="received")
    for number in range(4):
        made = Account.objects.create(
            email=f"a{number}@city.example", signs_in=False, is_active=False, created_at=NOW,
            person=Person.objects.create(organisation=party.contract.client, name="課長", created_at=NOW),
        )  # fmt: skip
        AnswerLink.objects.create(
            submission=submission, account=made, name="課長", address=made.email, source="submitted",
            token_hash=str(number), created_at=NOW, created_by=party.officer, expires_at=NOW + HOUR,
        )  # fmt: skip
        AnswerAddress.objects.create(
            contract=party.contract, name="課長", address=made.email, at=NOW, by=party.client
        )
    many = asked()
    assert many == few
    assert max(many.values()) <= 16, many
