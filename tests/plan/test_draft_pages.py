"""The pages of a draft: who may open them, what they keep, what they refuse, and that pressing twice does no harm."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kokoroe.plan.models import PlanVersion
from kokoroe.plan.people import line_of
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.models import Submission
from people import LINES, NOW
from visitor import Visitor, words

PAGES = (
    "plan_review",
    "plan_cover",
    "plan_roster",
    "plan_entry_new",
    "plan_contacts",
    "plan_workplaces",
    "plan_discard",
    "roster_import_new",
)


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def draft_row() -> PlanVersion:
    return PlanVersion.objects.drafts().get()


class TestWhoMayOpen:
    @pytest.mark.parametrize("name", PAGES)
    def test_the_officer_alone(self, visit: Visitor, name: str):
        party = visit.party
        party.accepted()
        visit.now = NOW.replace(hour=5)
        party.draft(now=visit.now)
        answers = [visit.get(who, name).status_code for who in (party.officer, party.client, party.worker)]
        assert answers == [200, 403, 403]
        assert visit.get(party.outsider, name).status_code == 404

    @pytest.mark.parametrize("name", [*PAGES, "plan_preview"])
    def test_without_a_draft_the_officer_is_led_to_the_plan_and_told(self, visit: Visitor, name: str):
        response = visit.get(visit.party.officer, name)
        assert (response.status_code, response["Location"]) == (302, visit.path("plan"))
        assert len(told(response)) == 1


class TestStarting:
    def test_pressing_twice_ends_at_the_one_draft(self, visit: Visitor):
        officer = visit.party.officer
        for _press in range(2):
            assert visit.post(officer, "plan_open")["Location"] == visit.path("plan_review")
        assert PlanVersion.objects.count() == 1

    def test_looking_starts_nothing(self, visit: Visitor):
        assert visit.get(visit.party.officer, "plan_open").status_code == 302
        assert PlanVersion.objects.count() == 0

    def test_an_empty_draft_says_what_it_lacks_and_where_to_mend_it(self, visit: Visitor):
        DRAFTING.begin(seat=visit.party.officer_seat, now=NOW)
        page = visit.get(visit.party.officer, "plan_review").content.decode()
        for name, sentence in (
            ("plan_roster", "作業従事者名簿が空です"),
            ("plan_contacts", "連絡体制（受託者側の窓口）がありません"),
            ("plan_workplaces", "作業場所がありません"),
        ):
            assert f'<a href="{visit.path(name)}">{sentence}' in page
        assert 'type="submit" disabled' in page


class TestAPerson:
    LINE = {
        "name": "見本 四郎",
        "role": "worker",
        "affiliation": "公共事業部",
        "starts_on": "令和8年4月1日",
        "share": "５０",
    }

    def test_is_added_with_an_era_date_and_full_width_figures(self, visit: Visitor):
        version = visit.party.draft()
        response = visit.post(visit.party.officer, "plan_entry_new", edit=version.edit, **self.LINE)
        assert response["Location"] == visit.path("plan_roster")
        added = version.entries.get(name="見本 四郎")
        assert (added.starts_on.isoformat(), added.details["share"], added.position) == (
            "2026-04-01",
            "50",
            4,
        )

    @pytest.mark.parametrize(
        ("field", "text", "sentence"),
        [
            ("share", "150", "従事割合は 0 から 100 まで"),
            ("starts_on", "平成32年4月1日", "平成の終わった後"),
            ("name", "", "このフィールドは必須です"),
            ("email", "taro@", "メールアドレスを 1 つ"),
            ("phone", "なんとか", "電話番号として読めません"),
            ("kana", "見本", "ふりがなに漢字"),
            ("name", "見本\U000105c0", "印刷できない文字"),
        ],
    )
    def test_bad_input_is_refused_at_its_field_and_nothing_typed_is_lost(
        self, visit: Visitor, field: str, text: str, sentence: str
    ):
        version = visit.party.draft()
        response = visit.post(
            visit.party.officer, "plan_entry_new", edit=version.edit, **{**self.LINE, field: text}
        )
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert response.context["form"]["affiliation"].value() == "公共事業部"
        assert version.entries.count() == 3

    def test_somebody_who_ends_before_they_start_is_refused(self, visit: Visitor):
        version = visit.party.draft()
        response = visit.post(
            visit.party.officer, "plan_entry_new", edit=version.edit, **self.LINE, ends_on="R8.3.31"
        )
        assert list(response.context["form"].errors) == ["ends_on"]

    def test_the_same_person_twice_is_refused(self, visit: Visitor):
        version = visit.party.draft()
        again = {"name": "見本　太郎", "role": "worker", "email": "TARO@contractor.example"}
        response = visit.post(visit.party.officer, "plan_entry_new", edit=version.edit, **again)
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["name"])
        namesake = {**again, "email": "another.taro@contractor.example"}
        assert (
            visit.post(visit.party.officer, "plan_entry_new", edit=version.edit, **namesake).status_code
            == 302
        )

    def test_saving_what_is_shown_changes_nothing(self, visit: Visitor):
        version = visit.party.draft(lines=[{**LINES[0], "career": "10年\n主任"}, *LINES[1:]])
        entry = version.entries.first()
        form = visit.get(visit.party.officer, "plan_entry", entry.pk).context["form"]
        shown = {field.name: "" if field.value() is None else field.value() for field in form}
        before = line_of(entry)
        assert (
            visit.post(visit.party.officer, "plan_entry", entry.pk, edit=version.edit, **shown).status_code
            == 302
        )
        entry.refresh_from_db()
        assert line_of(entry) == before

    def test_two_who_change_other_fields_of_one_person_both_keep_theirs(self, visit: Visitor):
        version = visit.party.draft()
        entry, officer = version.entries.first(), visit.party.officer
        page = visit.get(officer, "plan_entry", entry.pk).context
        sent = {**line_of(entry), "edit": version.edit, "shown": page["shown"]}
        for changed in ({"post": "主任"}, {"work": "検収"}):
            assert visit.post(officer, "plan_entry", entry.pk, **{**sent, **changed}).status_code == 302
        entry.refresh_from_db()
        assert (entry.details["post"], entry.details["work"]) == ("主任", "検収")

    def test_two_who_change_one_field_see_both_texts_and_the_second_stands_when_saved_again(
        self, visit: Visitor
    ):
        version = visit.party.draft()
        entry, officer = version.entries.first(), visit.party.officer
        page = visit.get(officer, "plan_entry", entry.pk).context
        sent = {**line_of(entry), "edit": version.edit, "shown": page["shown"]}
        visit.post(officer, "plan_entry", entry.pk, **{**sent, "post": "主任"})
        late = visit.post(officer, "plan_entry", entry.pk, **{**sent, "post": "部長", "work": "検収"})
        assert late.status_code == 422
        assert "「主任」に変えました" in late.context["form"].errors["post"][0]
        assert late.context["form"]["post"].value() == "部長"
        again = {**sent, "post": "部長", "edit": late.context["draft"].edit, "shown": late.context["shown"]}
        assert visit.post(officer, "plan_entry", entry.pk, **again).status_code == 302
        entry.refresh_from_db()
        assert entry.details["post"] == "部長"

    def test_who_comes_second_is_told_and_can_save_what_they_typed(self, visit: Visitor):
        version = visit.party.draft()
        entry, officer = version.entries.first(), visit.party.officer
        line = {**line_of(entry), "post": "主任"}
        assert visit.post(officer, "plan_entry", entry.pk, edit=version.edit, **line).status_code == 302
        late = visit.post(officer, "plan_entry", entry.pk, edit=version.edit, **{**line, "post": "部長"})
        assert late.status_code == 422
        assert "別の画面で変更されました" in words(late)
        assert late.context["form"]["post"].value() == "部長"
        edit = late.context["draft"].edit
        assert (
            visit.post(officer, "plan_entry", entry.pk, edit=edit, **{**line, "post": "部長"}).status_code
            == 302
        )
        entry.refresh_from_db()
        assert entry.details["post"] == "部長"

    def test_is_taken_off_the_roster(self, visit: Visitor):
        version = visit.party.draft()
        entry = version.entries.last()
        visit.post(visit.party.officer, "plan_entry", entry.pk, edit=version.edit, remove="1")
        assert [each.name for each in version.entries.all()] == ["見本 太郎", "見本 花子"]

    def test_of_another_draft_does_not_exist(self, visit: Visitor):
        accepted = visit.party.accepted()
        visit.now = NOW.replace(hour=5)
        visit.party.draft(now=visit.now)
        assert visit.get(visit.party.officer, "plan_entry", accepted.entries.first().pk).status_code == 404


class TestCountsOfNationality:
    def test_the_page_warns_that_what_is_kept_per_person_will_go(self, visit: Visitor):
        lines = [{**LINES[0], "nationality": "日本"}, {**LINES[1], "nationality": "日本"}, LINES[2]]
        version = visit.party.draft(lines=lines)
        assert "いま入っている2名分の国籍を消します" in words(visit.get(visit.party.officer, "plan_cover"))
        counts = {"nationality_by": "ratio", "nationality_japan": "2", "nationality_other": "1"}
        visit.post(visit.party.officer, "plan_cover", edit=version.edit, **counts)
        assert [entry.details.get("nationality") for entry in version.entries.all()] == [None, None, None]

    def test_counts_without_numbers_are_refused(self, visit: Visitor):
        version = visit.party.draft()
        response = visit.post(visit.party.officer, "plan_cover", edit=version.edit, nationality_by="ratio")
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["nationality_japan", "nationality_other"]


def rows(prefix: str, *each: dict[str, str]) -> dict[str, str]:
    """Rows as a list's form posts them."""
    posted = {f"{prefix}-TOTAL_FORMS": str(len(each)), f"{prefix}-INITIAL_FORMS": "1"}
    for at, row in enumerate(each):
        posted |= {f"{prefix}-{at}-{name}": text for name, text in row.items()}
    return posted


CONTACT = {"party": "contractor", "hours": "always"}


class TestLists:
    def test_contacts_are_saved_in_the_order_given_without_those_removed_or_blank(self, visit: Visitor):
        version = visit.party.draft()
        posted = rows(
            "contacts",
            {**CONTACT, "name": "二番", "phone": "０１１ー０００ー０００２", "ORDER": "2"},
            {**CONTACT, "name": "消す", "ORDER": "3", "DELETE": "on"},
            {**CONTACT, "name": "一番", "ORDER": "1"},
            {**CONTACT, "name": "", "ORDER": "4"},
        )
        response = visit.post(visit.party.officer, "plan_contacts", edit=version.edit, **posted)
        assert response.status_code == 302
        assert [(c.position, c.name, c.phone) for c in version.contacts.all()] == [
            (1, "一番", ""),
            (2, "二番", "011-000-0002"),
        ]

    def test_a_row_without_a_name_is_refused_and_the_list_stays(self, visit: Visitor):
        version = visit.party.draft()
        before = [contact.name for contact in version.contacts.all()]
        posted = rows("contacts", {**CONTACT, "name": "", "phone": "011-000-0001"})
        response = visit.post(visit.party.officer, "plan_contacts", edit=version.edit, **posted)
        assert response.status_code == 422
        assert 'value="011-000-0001"' in response.content.decode()
        assert [contact.name for contact in version.contacts.all()] == before

    def test_a_row_is_added_without_a_script_and_what_was_typed_stays(self, visit: Visitor):
        version = visit.party.draft()
        posted = rows("workplaces", {"name": "第二ビル", "kind": "own", "ORDER": "1"})
        response = visit.post(
            visit.party.officer, "plan_workplaces", edit=version.edit, add="workplaces", **posted
        )
        assert response.status_code == 200
        formset = response.context["formset"]
        assert [form["name"].value() or "" for form in formset] == ["第二ビル", ""]
        assert [place.name for place in version.workplaces.all()] == ["本社"]

    def test_workplaces_are_saved(self, visit: Visitor):
        version = visit.party.draft()
        posted = rows("workplaces", {"name": "在宅", "kind": "home", "ORDER": "1"})
        visit.post(visit.party.officer, "plan_workplaces", edit=version.edit, **posted)
        assert [(place.name, place.kind) for place in version.workplaces.all()] == [("在宅", "home")]


class TestSubmitting:
    def test_pressed_twice_it_ends_at_the_one_submission(self, visit: Visitor):
        version = visit.party.draft()
        data = {"version": version.pk, "edit": version.edit}
        first = visit.post(visit.party.officer, "plan_submit", **data)
        second = visit.post(visit.party.officer, "plan_submit", **data)
        only = Submission.objects.get()
        assert first["Location"] == second["Location"] == visit.path("submission", only.pk)

    def test_what_is_missing_is_said_on_the_page_and_nothing_is_submitted(self, visit: Visitor):
        version = visit.party.draft(lines=LINES[1:])
        response = visit.post(visit.party.officer, "plan_submit", version=version.pk, edit=version.edit)
        assert response.status_code == 422
        assert "情報管理責任者が1名に決まっていません" in words(response)
        assert Submission.objects.count() == 0

    def test_a_draft_changed_since_the_review_is_not_submitted(self, visit: Visitor):
        version = visit.party.draft()
        response = visit.post(visit.party.officer, "plan_submit", version=version.pk, edit=version.edit - 1)
        assert (response.status_code, Submission.objects.count()) == (422, 0)

    def test_a_second_version_waits_until_the_first_is_answered(self, visit: Visitor):
        visit.party.submitted()
        visit.now = NOW.replace(hour=5)
        version = visit.party.draft(now=visit.now)
        response = visit.post(visit.party.officer, "plan_submit", version=version.pk, edit=version.edit)
        assert response.status_code == 422
        assert "第1版が回答待ちです" in words(response)

    def test_the_client_and_workers_may_not(self, visit: Visitor):
        version = visit.party.draft()
        data = {"version": version.pk, "edit": version.edit}
        assert visit.post(visit.party.client, "plan_submit", **data).status_code == 403
        assert Submission.objects.count() == 0

    def test_the_preview_is_a_pdf_that_only_our_own_pages_may_frame(self, visit: Visitor):
        visit.party.draft()
        response = visit.get(visit.party.officer, "plan_preview")
        assert response.content.startswith(b"%PDF-")
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


class TestDiscarding:
    def test_asks_first_and_then_forgets_the_draft(self, visit: Visitor):
        version = visit.party.draft()
        assert visit.get(visit.party.officer, "plan_discard").status_code == 200
        assert PlanVersion.objects.count() == 1
        response = visit.post(visit.party.officer, "plan_discard", edit=version.edit)
        assert response["Location"] == visit.path("plan")
        assert PlanVersion.objects.count() == 0

    def test_a_draft_changed_meanwhile_stays(self, visit: Visitor):
        version = visit.party.draft()
        assert visit.post(visit.party.officer, "plan_discard", edit=version.edit - 1).status_code == 422
        assert PlanVersion.objects.count() == 1


@pytest.mark.parametrize("number", ["²", "9" * 30, "9" * 5000, "-1", "\0"])
@pytest.mark.parametrize(
    ("name", "field", "status"),
    [
        ("plan_submit", "version", 404),
        ("plan_discard", "edit", 422),
        ("plan_contacts", "contacts-TOTAL_FORMS", 200),
        ("roster_import_new", "instead", 422),
    ],
)
def test_what_is_no_number_finds_nothing_and_breaks_nothing(visit: Visitor, name, field, status, number):
    visit.party.draft()
    response = visit.post(
        visit.party.officer, name, **{field: number, "add": "contacts", "contacts-INITIAL_FORMS": "0"}
    )
    assert response.status_code == status
    assert PlanVersion.objects.count() == 1


@pytest.mark.parametrize("number", ["²", "9" * 30, "9" * 5000])
def test_a_correction_of_nobody_asks_whose_it_is(visit: Visitor, number: str):
    visit.now = visit.party.accepted().effective_at or NOW
    response = visit.get(visit.party.officer, "plan_correct", query=f"?entry={number}")
    assert response.status_code == 200
    assert response.context["form"] is None


def crowd(count: int) -> list[dict[str, str]]:
    return [
        *LINES,
        *({"name": f"例示 {n:03d}号", "role": "worker", "affiliation": "公共事業部"} for n in range(count)),
    ]


@pytest.mark.parametrize(
    "name", ["plan", "plan_review", "plan_roster", "plan_cover", "plan_contacts", "plan_workplaces"]
)
def test_a_page_asks_the_database_as_often_for_thirty_people_as_for_three(visit: Visitor, name: str):
    counts = []
    for people in (0, 27):
        visit.party.draft(lines=crowd(people))
        client = visit.client(visit.party.officer)
        client.get(visit.path(name))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(visit.path(name)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 14
