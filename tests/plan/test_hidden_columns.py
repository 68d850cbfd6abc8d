"""What a seat does not see of the roster stands nowhere: not on a page, not in a file, not in a comparison."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import URLPattern, get_resolver, reverse

from kokoroe.accounts.models import Account, Person
from kokoroe.contracts.auditing import grant_audit
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import Seat, seat_of
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.reporting import report
from kokoroe.duties.incidents.response.responders import Joining, join
from kokoroe.plan import drafts
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.plan.roster.showing import columns
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept
from kokoroe.submissions.models import Paper, Submission
from people import LINES, NOW, People, account
from shape.test_access import patterns
from visitor import Visitor

LATER = NOW + timedelta(hours=2)

NAMES = {"name", "affiliation", "work", "role"}
BASIC = NAMES | {"kana", "post", "team", "share", "tier", "workplace", "starts_on", "ends_on"}
TRAINED = {
    "training", "security_trained_on", "personal_information_trained_on", "confidentiality_trained_on",
    "reporting_briefed_on", "pledge_on",
}  # fmt: skip
CAREER = {"career", "technologies", "qualifications", "training"}
ALL = set(BY_KEY)
OFFICER, WORKER, COLLEAGUE = 0, 2, 3
LEAD, TRAINER = 4, 5
ROSTER = [
    *LINES,
    {"name": "試験 四郎", "role": "worker", "affiliation": "協力会社", "work": "試験"},
    {"name": "班長 七郎", "role": "lead", "affiliation": "公共事業部", "work": "試験"},
    {"name": "教育 八子", "role": "training", "affiliation": "総務部", "work": "教育"},
]
HANDLED = ALL - {"career", "technologies", "qualifications", "nationality", "note"}

# Text of which every person has another one. Choices and days are too common to be looked for.
PLANTED = {
    "kana": "カナ", "post": "職", "team": "班", "phone": "090-5555-000", "email": "mail", "career": "経歴",
    "technologies": "技術", "qualifications": "資格", "training": "研修", "nationality": "国", "workplace": "室",
    "access": "区分", "note": "備考",
}  # fmt: skip


def planted(key: str, number: int, *, again: bool = False) -> str:
    mark = f"{PLANTED[key]}{number}" if key == "phone" else f"埋{PLANTED[key]}{number}"
    text = f"{mark}{'改' if again else '初'}"
    return f"planted{number}@planted.example" if key == "email" else text  # by which a person is met again


def line(given: dict, number: int, *, again: bool = False) -> dict:
    return {**given, **{key: planted(key, number, again=again) for key in PLANTED}}


def a_change_in_writing(party: People, *, by: str = "person") -> tuple[PlanVersion, PlanVersion]:
    """A plan in force, and a change of every column of everybody, answered; the change tells nationality `by`."""
    found = []
    Person.objects.filter(account=party.worker).update(email=planted("email", 2))
    for again in (False, True):
        at = NOW + timedelta(hours=again)
        draft = party.draft(now=at, lines=[line(one, n, again=again) for n, one in enumerate(ROSTER)])
        if again:
            counts = {"nationality_japan": 2, "nationality_other": 4} if by == "ratio" else {}
            drafts.save_cover(
                seat=party.officer_seat, version=draft, edit=draft.edit, reason="見直し", effective_on=date(2026, 3, 21),
                nationality_by=by, now=at, **counts,
            )  # fmt: skip
            draft = PlanVersion.objects.get(pk=draft.pk)
        submission = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=at)
        accept(seat=party.client_seat, submission=submission, now=at)
        found.append(PlanVersion.objects.get(submission=submission))
    return found[0], found[1]


def incident(party: People) -> None:
    """An incident with the officer and a colleague in its response, with the numbers that the roster has."""
    at = NOW + timedelta(hours=1, minutes=30)
    seat = seat_of(party.officer, party.contract, at=at)
    made = report(
        seat=seat, kind="mis-sent", possibility=False, text="別の園に送った。", key="k", noticed_at=at, now=at
    ).incident
    assert made is not None
    made.contract = party.contract
    people = [
        Joining(str(ROSTER[number]["name"]), "統括", planted("phone", number))
        for number in (OFFICER, COLLEAGUE)
    ]
    join(seat=seat, incident=made, people=people, now=at)


def text_of(response) -> str:
    """All that an answer says; a workbook's parts, unpacked."""
    content = response.getvalue()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "".join(packed.read(name).decode() for name in packed.namelist())
    return content.decode(errors="replace")


PAPERS = {
    "paper", "answer_paper", "procedure_paper", "procedure_preview", "incident_stage_preview", "incident_book",
}  # fmt: skip
"""What answers with a PDF, which takes its time: of these the next test tells."""


def pages(party: People, seat: Seat) -> list[str]:
    """Every address of the contract that a seat may open, but those of papers, with the keys of all that there is."""
    keys = {
        "plan_version": PlanVersion.objects.all(), "roster_export": PlanVersion.objects.all(),
        "roster_template": PlanVersion.objects.all(), "submission": Submission.objects.all(),
    }  # fmt: skip
    return [
        address(pattern, party.contract.code, row.pk if row else 1)
        for pattern in patterns()
        if not hasattr(pattern.callback, "operation")
        if seat.may(str(getattr(pattern.callback, "access", "")).removeprefix("seat:"))
        if pattern.name not in PAPERS
        for row in keys.get(str(pattern.name), [None])
    ]


def address(pattern: URLPattern, code: str, pk: int) -> str:
    _possible, _pattern, _defaults, converters = get_resolver().reverse_dict[str(pattern.name)]
    known = {"IntConverter": pk, "StringConverter": "1(2)"}
    values = {name: known.get(type(conv).__name__, "1") for name, conv in converters.items()}
    if values.get("number") == "1":
        values["number"] = Incident.objects.values_list("number", flat=True).first()
    return reverse(str(pattern.name), kwargs={**values, "code": code})


def said_to(visit: Visitor, who: Account) -> str:
    """Everything that the contract's addresses answer to somebody who asks for each of them; papers aside."""
    client, said, opened = visit.client(who), [], 0
    for path in pages(visit.party, seat_of(who, visit.party.contract, at=visit.now)):
        response = client.get(path)
        assert response.status_code < 500, path
        opened += response.status_code == 200
        if response.get("Content-Type") != "application/pdf":
            said.append(text_of(response))
    assert opened > 8
    return "\n".join(said)


def seen(said: str, number: int) -> set[str]:
    """Which planted columns of a person stand in it."""
    return {
        key for key in PLANTED if any(planted(key, number, again=again) in said for again in (False, True))
    }


@pytest.mark.sqlite
def test_each_seat_finds_on_all_pages_and_in_all_files_its_own_columns_and_no_others(visit: Visitor):
    party = visit.party
    lead, trainer = (
        account(str(ROSTER[number]["name"]), planted("email", number), party.officer.organisation)
        for number in (LEAD, TRAINER)
    )
    a_change_in_writing(party)
    incident(party)
    visit.now = LATER
    city = party.client.organisation
    handler = account("受付 四郎", "shiro@city.example", city)
    reader = account("閲覧 五子", "goko@city.example", city)
    head = account("部長 六郎", "rokuro@city.example", city, administrator=True)
    for who, role in ((handler, "handles"), (reader, "reads")):
        grant(contract=party.contract, account=who, party="client", role=role, by=party.client, now=NOW)
    auditor, inspector = (
        account(name, f"{key}@audit.example", city if key == "a" else party.officer.organisation)
        for key, name in (("a", "監査 九郎"), ("b", "内部 監査子"))
    )
    for who, seat in ((auditor, party.client_seat), (inspector, party.officer_seat)):
        grant_audit(
            seat=seat,
            account=who,
            personal=False,
            purpose="定期監査",
            since=NOW,
            until=NOW + timedelta(days=30),
            now=NOW,
        )
    expected = {
        party.officer: ALL, party.client: ALL, head: BASIC, auditor: BASIC,
        handler: HANDLED, reader: BASIC, party.worker: NAMES,
        lead: BASIC | {"phone", "email"}, trainer: BASIC | TRAINED, inspector: BASIC,
    }  # fmt: skip
    for who, keys in expected.items():
        assert [field.key for field in columns(seat_of(who, party.contract, at=LATER))] == [
            key for key in BY_KEY if key in keys
        ]
        if who not in (handler, party.worker, inspector):
            continue  # between them these open every page that anybody from whom something is hidden opens
        said = said_to(visit, who)
        assert seen(said, COLLEAGUE) == keys & PLANTED.keys(), who.email
        own = set(PLANTED) if who == party.worker else keys & PLANTED.keys()
        assert seen(said, WORKER) == own, who.email
        # Whoever reports an incident must be able to call those who answer for it.
        calls = {"phone"} if who == party.worker else set()
        assert seen(said, OFFICER) == keys & PLANTED.keys() | calls, who.email


def test_a_client_that_agreed_to_counts_sees_nobodys_nationality_beside_them(visit: Visitor):
    party = visit.party
    first, change = a_change_in_writing(party, by="ratio")
    visit.now = LATER
    client = visit.client(party.client)
    for path in (
        visit.path("plan_version", change.pk),
        visit.path("roster_export", change.pk),
        visit.path("submission", change.submission_id),
    ):
        said = text_of(client.get(path))
        assert "nationality" not in seen(said, COLLEAGUE), path
        assert "career" in seen(said, COLLEAGUE), path
    assert "日本 2名、外国 4名" in text_of(client.get(visit.path("plan_version", change.pk)))
    assert "日本 2名" not in text_of(visit.get(party.worker, "plan_version", change.pk))
    assert "nationality" not in [field.key for field in columns(party.client_seat, first, change)]
    assert "nationality" in [field.key for field in columns(party.officer_seat, first, change)]


def test_a_paper_is_for_who_may_see_all_that_stands_in_it(visit: Visitor):
    party = visit.party
    a_change_in_writing(party)
    visit.now = LATER
    handler = account("受付 四郎", "shiro@city.example", party.client.organisation)
    grant(contract=party.contract, account=handler, party="client", role="handles", by=party.client, now=NOW)
    submitted = Paper.objects.filter(kind="submission").first()
    for who, code in ((party.client, 200), (handler, 403), (party.worker, 403), (party.outsider, 404)):
        assert visit.get(who, "paper", submitted.pk).status_code == code
    page = visit.get(handler, "submission", submitted.submission_id).content.decode()
    assert "個人の欄があるため、閲覧できる役割が限られています。" in page


def test_columns_follow_the_abilities_that_a_role_on_the_roster_brings(party: People):
    def keys(*abilities: str) -> set[str]:
        seat = Seat(
            account=party.worker, contract=party.contract, party="contractor", abilities=frozenset(abilities)
        )
        return {field.key for field in columns(seat)}

    assert keys() == set()
    assert keys("read") == NAMES
    assert keys("read", "contacts") == BASIC | {"phone", "email"}
    assert keys("read", "train") == BASIC | TRAINED
    assert keys("read", "career") == BASIC | CAREER
    assert keys("read", "nationality") == BASIC | {"nationality"}
    assert keys("read", "personal") == ALL


def test_who_is_on_the_roster_sees_all_that_it_says_of_them(visit: Visitor):
    party = visit.party
    first, change = a_change_in_writing(party)
    visit.now = LATER
    page = visit.get(party.worker, "plan_version", change.pk).content.decode()
    assert "あなたについて名簿に書かれていること" in page
    assert seen(page, WORKER) == PLANTED.keys()
    assert seen(page, COLLEAGUE) == set()
    assert "あなたについて" not in visit.get(party.client, "plan_version", first.pk).content.decode()
