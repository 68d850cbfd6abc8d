"""A draft of the procedure: one at a time, changed section by section, and nobody's words are lost."""

import pytest

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure import drafts
from kokoroe.duties.incidents.procedure.writings import DRAFTING
from kokoroe.submissions.actions import give_back
from people import CONTACTS

pytestmark = pytest.mark.django_db

ONE = {
    "party": "contractor",
    "name": "当番 四郎",
    "role": "夜間当番",
    "hours": "night",
    "phone": "090-0000-0004",
}


def calling(procedure):
    return [row["name"] for row in procedure.content["calling"]["rows"]]


def test_drawing_up_twice_ends_at_the_one_draft(table):
    assert table.draft().pk == table.draft().pk
    assert Procedure.objects.count() == 1
    assert table.acts().count("procedure.drawn_up") == 1


@pytest.mark.parametrize("who", ["client", "worker"])
def test_those_who_do_not_prepare_draw_up_nothing(table, who):
    with pytest.raises(NotAllowed):
        DRAFTING.begin(seat=table.seat(who), now=table.now)
    assert Procedure.objects.count() == 0


def test_a_section_is_kept_as_it_was_given_and_the_ledger_says_which(table):
    draft = table.save("calling", rows=[ONE], text=" 夜は当番から ")
    stored = Procedure.objects.get(pk=draft.pk)
    assert stored.content["calling"] == {"text": "夜は当番から", "rows": [{**ONE, "email": ""}]}
    assert stored.edit == draft.edit == 1
    assert table.acts()[-1] == "procedure.edited"


def test_who_comes_second_is_refused_and_the_first_ones_words_stay(table):
    mine, theirs = table.draft(), table.draft()
    table.save("calling", rows=[ONE], draft=mine)
    with pytest.raises(NotPossible, match="別の画面で変更されました"):
        table.save("items", rows=[], draft=theirs)
    stored = Procedure.objects.get()
    assert (calling(stored), len(stored.content["items"]["rows"]) > 0) == (["当番 四郎"], True)


def test_a_draft_that_was_finished_or_discarded_takes_no_change(table):
    draft, stale = table.draft(), table.draft()
    DRAFTING.discard(seat=table.seat(), draft=draft, edit=draft.edit, now=table.later())
    with pytest.raises(NotPossible, match="入力した内容は残っています"):
        table.save("calling", rows=[ONE], draft=stale)
    assert table.acts()[-1] == "procedure.discarded"
    finished = table.draft()
    table.finish(finished)
    with pytest.raises(NotPossible, match="入力した内容は残っています"):
        table.save("calling", rows=[ONE], draft=finished)


def test_the_next_version_starts_from_the_one_in_force_with_its_number_and_without_its_reason(table):
    table.save("about", text="はじめての版")
    table.save("calling", rows=[ONE])
    table.accepted()
    following = table.draft()
    assert (following.number, calling(following), following.content["about"]["text"]) == (
        2,
        ["当番 四郎"],
        "",
    )


def test_what_was_returned_is_where_the_next_one_starts(table):
    table.accepted()
    table.save("calling", rows=[ONE])
    submission = table.finish()
    give_back(seat=table.seat("client"), submission=submission, comment="昼の番号も", now=table.later())
    following = table.draft()
    assert (following.number, calling(following)) == (3, ["当番 四郎"])


class TestAChangedPlan:
    """The plan in force changes after the procedure was drawn from it."""

    def change(self, table):
        from kokoroe.plan import drafts as plans
        from kokoroe.plan import lists
        from kokoroe.plan.models import PlanVersion
        from kokoroe.plan.writings import come_into_force

        version = table.party.draft(now=table.later())
        rows = [{**CONTACTS[0], "phone": "011-000-0009"}, ONE, CONTACTS[1]]
        plans.save_list(
            table=lists.CONTACTS,
            seat=table.seat(),
            version=version,
            edit=version.edit,
            rows=rows,
            now=table.later(),
        )
        come_into_force(PlanVersion.objects.get(pk=version.pk), now=table.later())

    def test_what_nobody_had_written_otherwise_is_taken_over(self, table):
        table.accepted()
        self.change(table)
        following = table.draft()
        assert [(row["name"], row["phone"]) for row in following.content["calling"]["rows"]] == [
            ("見本 太郎", "011-000-0009"),
            ("当番 四郎", "090-0000-0004"),
            ("見本 花子", ""),
            ("市役 一子", ""),
        ]
        assert following.content["drawn"]["plan"]["ja"] == "実施計画書 第2版"

    def test_what_somebody_wrote_otherwise_stays_until_they_ask_for_the_plans(self, table):
        table.save("calling", rows=[ONE])
        table.accepted()
        self.change(table)
        following = table.draft()
        assert calling(following) == ["当番 四郎"]
        drafts.draw_anew(
            seat=table.seat(), procedure=following, edit=following.edit, section="calling", now=table.later()
        )
        assert calling(Procedure.objects.get(pk=following.pk)) == [
            "見本 太郎",
            "当番 四郎",
            "見本 花子",
            "市役 一子",
        ]

    def test_only_what_is_drawn_can_be_drawn_anew(self, table):
        draft = table.draft()
        with pytest.raises(ValueError, match="first"):
            drafts.draw_anew(seat=table.seat(), procedure=draft, edit=0, section="first", now=table.now)
