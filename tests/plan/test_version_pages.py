"""The plan's page, the page of each version, the roster as a file, and corrections."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kokoroe.plan import drafts, lists
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.roster.parse import read_roster
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept
from kokoroe.submissions.models import Submission
from people import LINES, NOW, STARTS, People
from plan.files import xlsx
from visitor import Visitor, words

LATER = NOW + timedelta(hours=2)
PERSONAL = {
    "post": "主任技師",
    "phone": "011-000-0007",
    "career": "運用10年",
    "nationality": "日本",
    "qualifications": "情報処理安全確保支援士",
}


def accepted(party: People, *, now=NOW) -> PlanVersion:
    """A first plan in force, with personal columns and somebody's home in it."""
    draft = party.draft(now=now, lines=[{**line, **PERSONAL} for line in LINES])
    drafts.save_list(table=lists.WORKPLACES,
        seat=party.officer_seat, version=draft, edit=draft.edit, now=now,
        rows=[{"name": "在宅", "kind": "home", "address": "見本市西区2-2"}],
    )  # fmt: skip
    submission = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=now)
    accept(seat=party.client_seat, submission=submission, now=now + timedelta(hours=1))
    return PlanVersion.objects.get(submission=submission)


class TestThePlan:
    def test_everybody_at_the_table_sees_what_is_in_force(self, visit: Visitor):
        accepted(visit.party)
        visit.now = LATER
        for who in (visit.party.officer, visit.party.client, visit.party.worker):
            assert "いま有効な版 第1版" in words(visit.get(who, "plan"))
        assert visit.get(visit.party.outsider, "plan").status_code == 404

    def test_nothing_is_in_force_before_it_is_accepted(self, visit: Visitor):
        visit.party.submitted()
        page = visit.get(visit.party.client, "plan")
        assert page.context["current"] is None
        assert page.context["waiting"].number == 1

    def test_a_version_waiting_for_its_day_is_not_the_one_in_force(self, visit: Visitor):
        party = visit.party
        accepted(party)
        draft = party.draft(now=LATER, lines=LINES[:2])
        drafts.save_cover(
            seat=party.officer_seat, version=draft, edit=draft.edit, reason="終了", effective_on=date(2026, 5, 1),
            nationality_by="person", now=LATER,
        )  # fmt: skip
        draft = PlanVersion.objects.get(pk=draft.pk)
        submission = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=LATER)
        accept(seat=party.client_seat, submission=submission, now=LATER)
        visit.now = LATER + timedelta(days=1)
        assert visit.get(party.client, "plan").context["current"].number == 1
        visit.now = NOW.replace(month=5, day=1)
        assert visit.get(party.client, "plan").context["current"].number == 2

    def test_a_draft_exists_for_those_alone_who_prepare_it(self, visit: Visitor):
        party = visit.party
        accepted(party)
        draft = party.draft(now=LATER)
        visit.now = LATER
        pages = [
            visit.get(who, "plan").context["draft"] for who in (party.officer, party.client, party.worker)
        ]
        assert pages == [draft, None, None]
        codes = [
            visit.get(who, "plan_version", draft.pk).status_code
            for who in (party.officer, party.client, party.worker, party.outsider)
        ]
        assert codes == [200, 404, 404, 404]


class TestAVersion:
    def test_it_shows_chart_roster_contacts_and_workplaces(self, visit: Visitor):
        version = accepted(visit.party)
        visit.now = LATER
        said = words(visit.get(visit.party.client, "plan_version", version.pk))
        for text in (
            "情報管理責任者 見本 太郎",
            "情報管理副責任者 見本 花子",
            "011-000-0007",
            "見本市西区2-2",
            "市役 一子",
        ):
            assert text in said

    def test_a_worker_sees_names_affiliation_work_and_role_and_nothing_personal(self, visit: Visitor):
        version = accepted(visit.party)
        visit.now = LATER
        page = visit.get(visit.party.worker, "plan_version", version.pk)
        assert [column.key for column in page.context["columns"]] == ["name", "affiliation", "work", "role"]
        html = page.content.decode()
        for secret in ("見本市西区2-2", "011-000-0001", "ichiko@city.example", "taro@contractor.example"):
            assert secret not in html
        for own in PERSONAL.values():
            assert html.count(own) == 1  # what the roster says of the worker
        assert "例示 次郎" in html

    def test_a_change_is_compared_with_the_version_before(self, visit: Visitor):
        party = visit.party
        version = accepted(party)
        party.draft(now=LATER, lines=[LINES[0], {**LINES[1], "phone": "011-000-9999"}])
        visit.now = LATER
        draft = PlanVersion.objects.drafts().get()
        said = words(visit.get(party.officer, "plan_version", draft.pk))
        assert "作業従事者の人数 3名 2名" in said
        assert "011-000-9999" in said
        assert visit.get(party.officer, "plan_version", version.pk).context["comparison"] == []

    def test_a_comparison_shows_a_worker_who_comes_and_goes_alone(self, visit: Visitor):
        party = visit.party
        accepted(party)
        draft = party.draft(now=LATER, lines=[LINES[0], {**LINES[1], "phone": "011-000-9999"}, LINES[2]])
        drafts.save_cover(
            seat=party.officer_seat, version=draft, edit=draft.edit, reason="電話", effective_on=date(2026, 3, 21),
            nationality_by="person", now=LATER,
        )  # fmt: skip
        draft = PlanVersion.objects.get(pk=draft.pk)
        submission = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=LATER)
        visit.now = LATER
        for name, pk in (("plan_version", draft.pk), ("submission", submission.pk)):
            assert "011-000-9999" in visit.get(party.client, name, pk).content.decode()
            assert "011-000-9999" not in visit.get(party.worker, name, pk).content.decode()

    def test_how_much_somebody_works_is_not_told_to_workers_when_they_come_either(self, visit: Visitor):
        party = visit.party
        accepted(party)
        visit.now = LATER
        newcomer = {"name": "試験 四郎", "role": "worker", "work": "試験", "share": Decimal("37.5")}
        draft = party.draft(now=LATER, lines=[*LINES, newcomer])
        drafts.save_cover(
            seat=party.officer_seat, version=draft, edit=draft.edit, reason="増員", effective_on=STARTS,
            nationality_by="person", now=LATER,
        )  # fmt: skip
        submission = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=LATER)
        for name, pk in (("plan_version", draft.pk), ("submission", submission.pk)):
            assert "試験 四郎（試験）" in words(visit.get(party.worker, name, pk))
            assert "試験 四郎（試験、37.5%）" in words(visit.get(party.client, name, pk))

    @pytest.mark.parametrize("who", ["officer", "worker"])
    def test_it_asks_the_database_as_often_for_thirty_people_as_for_three(self, visit: Visitor, who: str):
        party = visit.party
        accepted(party)
        counts = []
        for count in (0, 27):
            draft = party.draft(
                now=LATER,
                lines=[*LINES, *({"name": f"例示 {n:03d}号", "role": "worker"} for n in range(count))],
            )
            drafts.save_cover(
                seat=party.officer_seat, version=draft, edit=draft.edit, reason="増員", effective_on=None,
                nationality_by="person", now=LATER,
            )  # fmt: skip
            visit.now = LATER
            if who == "worker":
                PlanVersion.objects.filter(pk=draft.pk).update(
                    submission=Submission.objects.create(
                        contract=party.contract, form="change", number=f"n{count}", title="t", verb="承認",
                        content=b"{}", created_at=LATER, created_by=party.officer,
                    )
                )  # fmt: skip
            client = visit.client(getattr(party, who))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(visit.path("plan_version", draft.pk)).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]
        assert counts[0] <= 20


def sheet_of(response) -> list[list[object]]:
    book = load_workbook(io.BytesIO(response.content))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


class TestTheRosterAsAFile:
    def test_it_is_read_back_to_the_same_people(self, visit: Visitor):
        version = accepted(visit.party)
        visit.now = LATER
        response = visit.get(visit.party.client, "roster_export", version.pk)
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''20260320_")
        assert response["X-Content-Type-Options"] == "nosniff"
        _table, parsed = read_roster(response.content, "名簿.xlsx")
        assert [dict(person) for person in parsed.people] == [{**line, **PERSONAL} for line in LINES]

    def test_workers_may_not_have_it_and_a_draft_is_not_the_client_s(self, visit: Visitor):
        party = visit.party
        version = accepted(party)
        draft = party.draft(now=LATER)
        visit.now = LATER
        assert visit.get(party.worker, "roster_export", version.pk).status_code == 403
        assert visit.get(party.client, "roster_export", draft.pk).status_code == 404
        assert visit.get(party.outsider, "roster_export", version.pk).status_code == 404

    def test_it_is_written_into_the_client_s_own_form(self, visit: Visitor):
        version = accepted(visit.party)
        visit.now = LATER
        form = xlsx([["様式第3号"], ["番号", "氏名", "所属", "連絡先"], *[[None] * 4] * 5])
        answer = visit.post(
            visit.party.officer, "roster_template", version.pk, file=SimpleUploadedFile("様式.xlsx", form)
        )
        assert "様式に列のない項目は書き込んでいません" in words(answer)
        again = visit.post(visit.party.officer, "roster_template", version.pk, again=answer.context["again"])
        assert sheet_of(again)[1:5] == [
            ["番号", "氏名", "所属", "連絡先"],
            [1, "見本 太郎", "公共事業部", "011-000-0007\ntaro@contractor.example"],
            [2, "見本 花子", "公共事業部", "011-000-0007\nhanako@contractor.example"],
            [3, "例示 次郎", "協力会社", "011-000-0007\njiro@partner.example"],
        ]

    @pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"x" * 3_000_001, xlsx([["売上"], [1]])])
    def test_a_form_that_cannot_be_filled_is_refused_in_place(self, visit: Visitor, content: bytes):
        version = accepted(visit.party)
        visit.now = LATER
        answer = visit.post(
            visit.party.officer, "roster_template", version.pk, file=SimpleUploadedFile("様式.xlsx", content)
        )
        assert answer.status_code == 422
        assert len(answer.context["form"].errors) == 1

    def test_what_the_page_did_not_hand_out_is_refused(self, visit: Visitor):
        version = accepted(visit.party)
        visit.now = LATER
        answer = visit.post(visit.party.officer, "roster_template", version.pk, again="これは何か")
        assert answer.status_code == 422


class TestACorrection:
    def test_it_asks_whose_slip_it_is_and_tells_the_client(self, visit: Visitor):
        version = accepted(visit.party)
        visit.now = LATER
        entry = version.entries.get(name="見本 太郎")
        page = visit.get(visit.party.officer, "plan_correct", query=f"?entry={entry.pk}")
        assert [name for name, _fields in page.context["form"].groups] == ["見本 太郎"]
        done = visit.post(
            visit.party.officer,
            "plan_correct",
            entry=entry.pk,
            reason="電話番号の誤記",
            **{
                f"entry-{entry.pk}-name": "見本 太郎",
                f"entry-{entry.pk}-phone": "０１１-000-0008",
                f"entry-{entry.pk}-email": "taro@contractor.example",
            },
        )
        notice = Submission.objects.get(form="correction")
        assert done["Location"] == visit.path("submission", notice.pk)
        mended = PlanVersion.objects.get(number=1, correction=1)
        assert mended.entries.get(name="見本 太郎").details["phone"] == "011-000-0008"
        said = words(visit.follow(visit.party.client, done))
        assert "011-000-0007 011-000-0008" in said

    def test_a_correction_without_a_difference_or_a_name_is_refused_in_place(self, visit: Visitor):
        version = accepted(visit.party)
        visit.now = LATER
        entry = version.entries.get(name="見本 太郎")
        same = {
            f"entry-{entry.pk}-name": "見本 太郎",
            f"entry-{entry.pk}-phone": "011-000-0007",
            f"entry-{entry.pk}-email": "taro@contractor.example",
        }
        for posted in (same, {**same, f"entry-{entry.pk}-name": ""}):
            answer = visit.post(visit.party.officer, "plan_correct", entry=entry.pk, reason="誤記", **posted)
            assert answer.status_code == 422
            assert answer.context["form"]["reason"].value() == "誤記"
        assert Submission.objects.filter(form="correction").count() == 0

    @pytest.mark.parametrize(
        ("key", "typed"),
        [
            ("name", "見" * 201),
            ("phone", "011-000-0001 / " * 4 + "011-000-0001"),
            ("email", "a" * 250 + "@x.example"),
        ],
    )
    def test_what_is_longer_than_a_contact_can_be_is_refused_in_place(self, visit: Visitor, key, typed):
        contact = accepted(visit.party).contacts.get(party="contractor")
        visit.now = LATER
        posted = {
            f"contact-{contact.pk}-name": contact.name,
            f"contact-{contact.pk}-phone": contact.phone,
            f"contact-{contact.pk}-{key}": typed,
        }
        answer = visit.post(visit.party.officer, "plan_correct", contact=contact.pk, reason="誤記", **posted)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [f"contact-{contact.pk}-{key}"]

    def test_the_client_and_workers_may_not(self, visit: Visitor):
        accepted(visit.party)
        visit.now = LATER
        party = visit.party
        codes = [
            visit.get(who, "plan_correct").status_code for who in (party.client, party.worker, party.outsider)
        ]
        assert codes == [403, 403, 404]

    def test_nothing_is_corrected_before_something_is_in_force(self, visit: Visitor):
        visit.party.submitted()
        assert visit.get(visit.party.officer, "plan_correct")["Location"] == visit.path("plan")
