"""The procedure's pages: who sees what, what is kept, what is refused, and that pressing twice does no harm."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kokoroe.contracts.people import grant
from kokoroe.duties.incidents.models import Procedure
from kokoroe.submissions.models import Submission
from people import account
from visitor import Visitor, words

pytestmark = pytest.mark.django_db

DRAFT_PAGES = ("procedure_review", "procedure_preview", "procedure_discard")
ONE = {
    "party": "contractor",
    "name": "当番 四郎",
    "role": "夜間当番",
    "hours": "night",
    "phone": "０９０－０００－０００４",
    "email": "",
}


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def posted(*rows: dict[str, str], text: str = "") -> dict[str, str]:
    found = {"text": text, "rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}
    for at, row in enumerate(rows):
        found |= {f"rows-{at}-{name}": value for name, value in row.items()}
    return found


class TestWhoMayOpen:
    @pytest.mark.parametrize("name", DRAFT_PAGES)
    def test_a_draft_is_for_those_who_prepare(self, table, visit: Visitor, name):
        table.draft()
        party = table.party
        answers = [visit.get(who, name).status_code for who in (party.officer, party.client, party.worker)]
        assert answers == [200, 403, 403]
        assert visit.get(party.outsider, name).status_code == 404

    @pytest.mark.parametrize("name", DRAFT_PAGES)
    def test_without_a_draft_they_are_led_to_the_procedure_and_told(self, table, visit: Visitor, name):
        response = visit.get(table.party.officer, name)
        assert (response.status_code, response["Location"]) == (302, visit.path("procedure"))
        assert len(told(response)) == 1

    @pytest.mark.parametrize("name", ["procedure_version", "procedure_paper"])
    def test_each_sees_as_much_of_the_versions_as_is_theirs(self, table, visit: Visitor, name):
        party = table.party
        everybody = (party.officer, party.client, party.worker, party.outsider)

        def answers(number):
            return [visit.get(who, name, number).status_code for who in everybody]

        table.draft()
        drafted = answers(1)
        table.accepted()
        confirmed = answers(1)
        table.finish()
        waiting = answers(2)
        shown = 302 if name == "procedure_paper" else 200  # a draft has its preview
        assert (drafted, confirmed, waiting) == (
            [shown, 404, 404, 404],
            [200, 200, 200, 404],
            [200, 200, 404, 404],
        )

    def test_workers_see_the_version_in_force_with_its_numbers_and_no_draft(self, table, visit: Visitor):
        table.accepted()
        table.draft()
        page = visit.get(table.party.worker, "procedure")
        assert [row["version"].number for row in page.context["rows"]] == [1]
        assert (page.context["draft"], page.context["prepares"]) == (None, False)
        assert "011-000-0001" in words(page)
        assert "011-000-0001" in words(visit.get(table.party.worker, "procedure_version", 1))

    def test_who_only_reads_for_the_client_sees_no_numbers(self, table, visit: Visitor):
        table.accepted()
        contract = table.party.contract
        reader = account("監査 三枝", "mie@city.example", contract.client)
        grant(
            contract=contract,
            account=reader,
            party="client",
            role="reads",
            by=table.party.client,
            now=table.now,
        )
        for name, *args in (("procedure",), ("procedure_version", 1)):
            page = words(visit.get(reader, name, *args))
            assert ("見本 太郎" in page, "011-000-0001" in page) == (True, False)
        assert visit.get(reader, "procedure_paper", 1).status_code == 404


class TestTheOverview:
    def test_it_says_what_is_in_force_and_what_waits(self, table, visit: Visitor):
        table.accepted()
        table.finish()
        for who in (table.party.officer, table.party.client):
            page = visit.get(who, "procedure")
            assert (page.context["current"].number, page.context["waiting"].number) == (1, 2)
            assert "回答があるまで、第1版が有効です" in words(page)

    def test_it_shows_whom_to_call_at_this_hour(self, table, visit: Visitor):
        day = {**ONE, "name": "昼野 一", "hours": "day"}
        table.save("calling", rows=[day, ONE])
        table.accepted()

        def called(day, hour):
            table.now = table.now.replace(day=day, hour=hour)
            return [row["name"] for row in visit.get(table.party.worker, "procedure").context["calling"]]

        holiday, monday, its_night = called(20, 6), called(23, 6), called(23, 14)  # 15:00 and 23:00 in Japan
        assert (holiday, monday, its_night) == (["当番 四郎"], ["昼野 一"], ["当番 四郎"])

    def test_it_takes_as_many_queries_with_many_versions_as_with_two(self, table, visit: Visitor):
        def queries():
            with CaptureQueriesContext(connection) as found:
                assert visit.get(table.party.officer, "procedure").status_code == 200
            return len(found)

        table.house_rule("procedure-accepted", "off")
        for _version in range(2):
            table.finish()
        two = queries()
        for _version in range(4):
            table.finish()
        assert queries() == two

    def test_the_clause_leads_there_and_its_evidence_to_the_version(self, table, visit: Visitor):
        from kokoroe.desk.look import href

        page = visit.get(table.party.officer, "contract").content.decode()
        assert f'href="{visit.path("procedure")}"' in page
        code = table.party.contract.code
        assert href("procedure:3", code, {}) == visit.path("procedure_version", 3)


class TestTheDraft:
    def test_pressing_twice_ends_at_the_one_draft_and_looking_starts_nothing(self, table, visit: Visitor):
        officer = table.party.officer
        assert visit.get(officer, "procedure_open").status_code == 302
        assert Procedure.objects.count() == 0
        for _press in range(2):
            assert visit.post(officer, "procedure_open")["Location"] == visit.path("procedure_review")
        assert Procedure.objects.count() == 1

    @pytest.mark.parametrize("key", ["calling", "items", "steps", "how", "first", "about"])
    def test_saving_what_is_shown_changes_nothing(self, table, visit: Visitor, key):
        draft = table.draft()
        before = draft.content[key]
        page = visit.get(table.party.officer, "procedure_section", key)
        data = {"edit": draft.edit, "text": page.context["form"]["text"].value()}
        if page.context["formset"] is not None:
            formset = page.context["formset"]
            data |= {f"rows-{name}": value for name, value in formset.management_form.initial.items()}
            for form in formset:
                data |= {bound.html_name: bound.value() or "" for bound in form if bound.name != "DELETE"}
        assert visit.post(table.party.officer, "procedure_section", key, **data).status_code == 302
        draft.refresh_from_db()
        assert draft.content[key] == before

    def test_rows_are_saved_in_the_order_given_and_numbers_as_the_roster_reads_them(
        self, table, visit: Visitor
    ):
        draft = table.draft()
        rows = posted(
            {**ONE, "ORDER": "2"},
            {**ONE, "name": "一番 乗り", "phone": "", "ORDER": "1"},
            {**ONE, "name": "消す", "ORDER": "3", "DELETE": "on"},
            text="順に",
        )
        response = visit.post(table.party.officer, "procedure_section", "calling", edit=draft.edit, **rows)
        assert response.status_code == 302
        draft.refresh_from_db()
        assert [(row["name"], row["phone"]) for row in draft.content["calling"]["rows"]] == [
            ("一番 乗り", ""),
            ("当番 四郎", "090-000-0004"),
        ]
        assert draft.content["calling"]["text"] == "順に"

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("name", "", "このフィールドは必須です"),
            ("phone", "なんとか", "電話番号として読めません"),
            ("email", "taro@", "メールアドレスを 1 つ"),
            ("role", "あ" * 301, "300"),
            ("name", "見本\U000105c0", "印刷できない文字"),
        ],
    )
    def test_bad_input_is_refused_at_its_field_and_nothing_typed_is_lost(
        self, table, visit: Visitor, field, value, sentence
    ):
        draft = table.draft()
        rows = posted({**ONE, field: value, "ORDER": "1"}, text="補足も残る")
        response = visit.post(table.party.officer, "procedure_section", "calling", edit=draft.edit, **rows)
        page = response.content.decode()
        assert response.status_code == 422
        assert sentence in page
        assert "補足も残る" in page
        draft.refresh_from_db()
        assert draft.edit == 0

    def test_who_comes_second_is_told_and_can_save_what_they_typed(self, table, visit: Visitor):
        draft, officer = table.draft(), table.party.officer
        mine = posted({**ONE, "ORDER": "1"}, text="先の人")
        theirs = posted({**ONE, "name": "後の人", "ORDER": "1"}, text="後の人")
        assert visit.post(officer, "procedure_section", "calling", edit=draft.edit, **mine).status_code == 302
        late = visit.post(officer, "procedure_section", "calling", edit=draft.edit, **theirs)
        assert late.status_code == 422
        assert "別の画面で変更されました" in words(late)
        assert 'value="後の人"' in late.content.decode()
        again = visit.post(officer, "procedure_section", "calling", edit=late.context["draft"].edit, **theirs)
        assert again.status_code == 302

    def test_a_row_is_added_without_a_script_and_what_was_typed_stays(self, table, visit: Visitor):
        table.draft()
        rows = posted({"kind": "停電", "steps": "灯りをつける", "ORDER": "1"}, text="メモ")
        response = visit.post(table.party.officer, "procedure_section", "first", add="rows", **rows)
        page = response.content.decode()
        assert (response.status_code, len(response.context["formset"].forms)) == (200, 2)
        assert ('value="停電"' in page, "灯りをつける" in page, "メモ" in page) == (True, True, True)

    def test_a_part_that_there_is_not_does_not_exist(self, table, visit: Visitor):
        table.draft()
        assert visit.get(table.party.officer, "procedure_section", "drawn").status_code == 404

    def test_it_says_what_it_lacks_and_where_that_is_mended(self, table, visit: Visitor):
        table.save("items", rows=[])
        page = visit.get(table.party.officer, "procedure_review").content.decode()
        assert f'<a href="{visit.path("procedure_section", "items")}">「報告項目」が空です。' in page
        assert 'type="submit" disabled' in page

    def test_handed_in_twice_it_leads_to_the_one_submission(self, table, visit: Visitor):
        draft, officer = table.draft(), table.party.officer
        places = {
            visit.post(officer, "procedure_finish", version=draft.pk, edit=draft.edit)["Location"]
            for _press in range(2)
        }
        assert places == {visit.path("submission", Submission.objects.get(form="procedure").pk)}

    def test_what_was_changed_since_is_shown_again_with_why(self, table, visit: Visitor):
        draft = table.save("about", text="直した")
        response = visit.post(table.party.officer, "procedure_finish", version=draft.pk, edit=0)
        assert response.status_code == 422
        assert "確認のあとで下書きが変更されました" in words(response)

    @pytest.mark.parametrize("version", ["", "x", "999999"])
    def test_a_version_that_there_is_not_is_not_handed_in(self, table, visit: Visitor, version):
        table.draft()
        assert visit.post(table.party.officer, "procedure_finish", version=version).status_code == 404

    def test_it_is_discarded_after_a_question_and_not_when_it_was_changed_meanwhile(
        self, table, visit: Visitor
    ):
        draft = table.save("about", text="直した")
        assert visit.post(table.party.officer, "procedure_discard", edit=0).status_code == 422
        assert Procedure.objects.count() == 1
        response = visit.post(table.party.officer, "procedure_discard", edit=draft.edit)
        assert (response["Location"], Procedure.objects.count()) == (visit.path("procedure"), 0)


class TestTheClientsPage:
    def test_it_shows_what_changes_and_the_clients_word(self, table, visit: Visitor):
        table.accepted()
        table.save("calling", rows=[ONE])
        table.save("about", text="夜の当番を置いた")
        submission = table.finish()
        page = words(visit.get(table.party.client, "submission", submission.pk))
        for sentence in ("旧（第1版）", "夜の当番を置いた", "当番 四郎", "確認する"):
            assert sentence in page

    def test_the_client_confirms_and_the_version_is_in_force(self, table, visit: Visitor):
        submission = table.finish()
        answer = {
            "act": "accept",
            "answer-dated_on": "令和8年3月20日",
            "answer-reference": "",
            "answer-comment": "",
        }
        response = visit.post(table.party.client, "submission", submission.pk, **answer)
        assert response.status_code == 302
        assert visit.get(table.party.worker, "procedure").context["current"].submission == submission


class TestAChangedPlan:
    def changed(self, table):
        from kokoroe.plan.models import Contact

        Contact.objects.filter(name="見本 太郎").update(phone="011-000-0009")

    def test_the_page_says_so_and_offers_a_version_that_agrees(self, table, visit: Visitor):
        table.accepted()
        officer = table.party.officer
        assert visit.get(officer, "procedure").context["overtaken"] == ()
        self.changed(table)
        page = visit.get(officer, "procedure")
        assert "いまの計画書・別記と違うところがあります" in words(page)
        assert [(row.old.ja, row.new.ja) for row in page.context["overtaken"]] == [
            ("011-000-0001", "011-000-0009")
        ]
        review = visit.follow(officer, visit.post(officer, "procedure_open"))
        assert [(row.old.ja, row.new.ja) for row in review.context["comparison"]] == [
            ("011-000-0001", "011-000-0009")
        ]
        assert review.context["news"] == ()

    def test_nobody_else_is_bothered_with_it(self, table, visit: Visitor):
        table.accepted()
        self.changed(table)
        for who in (table.party.client, table.party.worker):
            assert "違うところがあります" not in words(visit.get(who, "procedure"))

    def test_a_draft_made_before_says_so_and_the_part_can_be_drawn_anew(self, table, visit: Visitor):
        draft, officer = table.draft(), table.party.officer
        self.changed(table)
        page = visit.get(officer, "procedure_section", "calling")
        assert [row.new.ja for row in page.context["news"]] == ["011-000-0009"]
        stale = visit.post(officer, "procedure_section", "calling", anew="1", edit=draft.edit + 1)
        assert stale.status_code == 422
        response = visit.post(officer, "procedure_section", "calling", anew="1", edit=draft.edit)
        assert response.status_code == 302
        assert visit.get(officer, "procedure_section", "calling").context["news"] == ()
