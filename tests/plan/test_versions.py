from datetime import date, datetime, timedelta

import pytest

from kokoroe.accounts.models import Person
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.days import JST
from kokoroe.annex.text import Text
from kokoroe.contracts.roles import ROLES, ROSTER, Role
from kokoroe.ledger.verify import verify
from kokoroe.plan import correcting, drafts, lists
from kokoroe.plan.comparison import compare
from kokoroe.plan.content import ITEMS, content_bytes, covers
from kokoroe.plan.in_force import engaged, in_force, leads_somewhere, named
from kokoroe.plan.models import Contact, PlanVersion, RosterEntry
from kokoroe.plan.readiness import lacks
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept, give_back
from kokoroe.submissions.models import Submission
from people import LINES, NOW, People, people

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHANGE_DAY = date(2026, 5, 1)
NEWCOMERS = [
    {
        "name": "見本 三郎",
        "role": "worker",
        "affiliation": "公共事業部",
        "work": "設計",
        "email": "saburo@contractor.example",
    },
    {
        "name": "例示 桜",
        "role": "worker",
        "affiliation": "協力会社",
        "work": "試験",
        "email": "sakura@partner.example",
    },
    {
        "name": "例示 梅",
        "role": "worker",
        "affiliation": "協力会社",
        "work": "試験",
        "email": "ume@partner.example",
    },
]


def change(party: People, *, now: datetime, on: date | None = CHANGE_DAY) -> PlanVersion:
    """A draft that adds three people and removes one."""
    draft = party.draft(now=now, lines=[*LINES[:2], *NEWCOMERS])
    drafts.save_cover(
        seat=party.officer_seat, version=draft, edit=draft.edit, reason="利用園の追加に伴う増員",
        effective_on=on, nationality_by="person", now=now,
    )  # fmt: skip
    return PlanVersion.objects.get(pk=draft.pk)


class TestAFirstPlan:
    def test_what_is_missing_is_said_beforehand_and_stops_the_submission(self, party: People):
        draft = DRAFTING.begin(seat=party.officer_seat, now=NOW)
        missing = [lack.key for lack in lacks(draft) if lack.must]
        assert missing == ["roster", "roster", "contacts", "workplaces"]
        with pytest.raises(NotPossible) as refusal:
            DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=0, now=NOW)
        assert "名簿が空です" in refusal.value.text.ja
        assert Submission.objects.count() == 0

    def test_a_complete_draft_covers_every_item(self, party: People):
        assert covers(party.draft()) == set(ITEMS)

    def test_two_officers_are_one_too_many(self, party: People):
        draft = party.draft(lines=[{**LINES[0]}, {**LINES[1], "role": "officer"}])
        assert "officer" not in covers(draft)
        assert any("1名に決まっていません" in lack.text.ja for lack in lacks(draft))

    def test_what_was_submitted_is_frozen(self, party: People):
        submission = party.submitted()
        version = PlanVersion.objects.get()
        assert bytes(submission.content) == content_bytes(version)
        with pytest.raises(NotPossible):
            drafts.save_list(
                table=lists.CONTACTS,
                seat=party.officer_seat,
                version=version,
                edit=version.edit,
                rows=[],
                now=NOW,
            )

    def test_a_second_press_of_submit_makes_no_second_submission(self, party: People):
        draft = party.draft()
        DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=NOW)
        with pytest.raises(NotPossible):
            DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=NOW)
        assert Submission.objects.count() == 1

    def test_what_was_changed_after_the_review_is_not_submitted(self, party: People):
        draft = party.draft()
        with pytest.raises(NotPossible):
            DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit - 1, now=NOW)
        assert Submission.objects.count() == 0

    def test_a_character_that_no_font_has_is_named_and_nothing_is_stored(self, party: People):
        from kokoroe.papers.render import UnprintableText

        draft = party.draft(lines=[{**LINES[0], "name": "見本 \U0001f9ff"}, *LINES[1:]])
        with pytest.raises(UnprintableText) as refusal:
            DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=NOW)
        assert "U+1F9FF" in refusal.value.text.ja
        assert Submission.objects.count() == 0

    def test_it_is_in_force_once_accepted(self, party: People):
        version = party.accepted()
        assert in_force(party.contract, NOW + HOUR - timedelta(microseconds=1)) is None
        assert in_force(party.contract, NOW + HOUR) == version
        assert in_force(party.contract, NOW + DAY, known_at=NOW) is None

    def test_what_was_returned_is_where_the_next_attempt_starts(self, party: People):
        submission = party.submitted()
        give_back(seat=party.client_seat, submission=submission, comment="副責任者の電話を", now=NOW + HOUR)
        draft = DRAFTING.begin(seat=party.officer_seat, now=NOW + 2 * HOUR)
        assert (draft.number, draft.based_on) == (2, None)
        assert [entry.name for entry in draft.entries.all()] == [line["name"] for line in LINES]
        assert DRAFTING.begin(seat=party.officer_seat, now=NOW + 3 * HOUR) == draft


class TestWhoIsWho:
    def test_the_same_person_stays_the_same_from_version_to_version(self, party: People):
        first = party.accepted()
        second = party.draft(now=NOW + DAY)
        persons = {entry.name: entry.person_id for entry in first.entries.all()}
        assert {entry.name: entry.person_id for entry in second.entries.all()} == persons

    def test_somebody_with_an_account_is_met_again_by_name_and_address(self, party: People):
        party.draft()
        entry = RosterEntry.objects.get(name="例示 次郎")
        assert entry.person == party.worker.person
        assert Person.objects.filter(name="例示 次郎").count() == 1

    def test_an_address_that_two_people_share_does_not_make_them_one(self, party: People):
        shared = [{**line, "email": "team@contractor.example"} for line in LINES]
        draft = party.draft(lines=shared)
        assert len({entry.person_id for entry in draft.entries.all()}) == 3

    def test_two_tabs_do_not_overwrite_each_other(self, party: People):
        draft = party.draft()
        seen = draft.edit
        drafts.save_list(
            table=lists.CONTACTS, seat=party.officer_seat, version=draft, edit=seen, rows=[], now=NOW
        )
        stale = PlanVersion.objects.get(pk=draft.pk)
        with pytest.raises(NotPossible):
            drafts.save_list(
                table=lists.WORKPLACES, seat=party.officer_seat, version=stale, edit=seen, rows=[], now=NOW
            )
        assert draft.workplaces.count() == 1

    def test_only_the_one_who_prepares_changes_a_draft(self, party: People):
        draft = party.draft()
        with pytest.raises(NotAllowed):
            drafts.save_list(
                table=lists.CONTACTS, seat=party.client_seat, version=draft, edit=draft.edit, rows=[], now=NOW
            )

    def test_nationality_as_a_ratio_keeps_counts_alone(self, party: People):
        draft = party.draft(lines=[{**line, "nationality": "日本"} for line in LINES])
        drafts.save_cover(
            seat=party.officer_seat, version=draft, edit=draft.edit, reason="", effective_on=None,
            nationality_by="ratio", nationality_japan=2, nationality_other=1, now=NOW,
        )  # fmt: skip
        assert b'nationality":"' not in content_bytes(PlanVersion.objects.get(pk=draft.pk))
        assert not any("nationality" in entry.details for entry in draft.entries.all())


class TestAChange:
    def test_it_is_in_force_only_once_approved_and_from_its_day(self, party: People):
        first = party.accepted()
        now = NOW + 5 * DAY
        draft = change(party, now=now)
        submission = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=now)
        midnight = datetime(2026, 5, 1, tzinfo=JST)
        assert (submission.verb, in_force(party.contract, midnight)) == ("承認", first)
        accept(seat=party.client_seat, submission=submission, now=now + DAY)
        second = PlanVersion.objects.get(number=2)
        assert in_force(party.contract, midnight - timedelta(seconds=1)) == first
        assert in_force(party.contract, midnight) == second
        assert len(engaged(first, midnight)) == 3
        assert len(engaged(second, midnight)) == 5

    def test_an_approval_after_its_day_works_from_the_approval_on(self, party: People):
        first = party.accepted()
        now = NOW + 5 * DAY
        draft = change(party, now=now, on=date(2026, 3, 26))
        submission = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=now)
        approved = now + 10 * DAY
        accept(seat=party.client_seat, submission=submission, now=approved)
        assert in_force(party.contract, approved - timedelta(seconds=1)) == first
        assert PlanVersion.objects.get(number=2).effective_at == approved

    def test_it_needs_a_reason_and_a_day(self, party: People):
        party.accepted()
        draft = party.draft(now=NOW + DAY)
        assert {lack.text.ja for lack in lacks(draft) if lack.must} == {
            "変更の理由を書いてください。",
            "変更予定日を入れてください。",
        }

    def test_old_and_new_stand_side_by_side(self, party: People):
        party.accepted()
        rows = compare(change(party, now=NOW + DAY))
        assert [(row.how, row.item.ja, row.old.ja, row.new.ja) for row in rows] == [
            ("changed", "作業従事者の人数", "3名", "5名"),
            ("added", "作業従事者の追加", "", "見本 三郎（公共事業部、設計）"),
            ("added", "作業従事者の追加", "", "例示 桜（協力会社、試験）"),
            ("added", "作業従事者の追加", "", "例示 梅（協力会社、試験）"),
            ("removed", "作業従事者の削除", "例示 次郎（協力会社、試験）", ""),
        ]

    def test_its_paper_holds_the_comparison(self, party: People):
        from io import BytesIO

        from pypdf import PdfReader

        party.accepted()
        draft = change(party, now=NOW + DAY)
        submission = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=NOW + DAY)
        text = "".join(
            page.extract_text() for page in PdfReader(BytesIO(bytes(submission.papers.get().content))).pages
        )
        for said in ("新旧対照表", "見本 三郎", "例示 次郎", "利用園の追加に伴う増員", "令和8年5月1日"):
            assert said in text

    def test_two_versions_do_not_wait_at_once(self, party: People):
        party.submitted()
        draft = DRAFTING.begin(seat=party.officer_seat, now=NOW + HOUR)
        with pytest.raises(NotPossible) as refusal:
            DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=NOW + HOUR)
        assert "回答待ち" in refusal.value.text.ja

    def test_a_worker_who_leaves_sees_the_contract_no_more(self, party: People):
        from kokoroe.contracts.models import Contract

        party.accepted()
        now = NOW + DAY
        draft = change(party, now=now, on=date(2026, 3, 22))
        submission = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=now)
        accept(seat=party.client_seat, submission=submission, now=now)
        at = PlanVersion.objects.get(number=2).effective_at
        assert at is not None
        visible = Contract.objects.visible_to
        assert visible(party.worker, at=at - timedelta(seconds=1)).exists()
        assert not visible(party.worker, at=at).exists()


class TestACorrection:
    def correct(
        self, party: People, version: PlanVersion, field: str, text: str, *, now=NOW + DAY
    ) -> Submission:
        entry = version.entries.get(name="例示 次郎")
        return correcting.correct(
            seat=party.officer_seat, version=version, entries={entry.pk: {field: text}}, contacts={},
            reason="誤記", now=now,
        )  # fmt: skip

    def test_it_is_a_notice_in_force_at_once_without_a_decision(self, party: People):
        version = party.accepted()
        submission = self.correct(party, version, "phone", "011-000-0009")
        mended = in_force(party.contract, NOW + DAY)
        assert mended is not None
        assert (mended.number, mended.correction, submission.verb) == (1, 1, "")
        assert mended.entries.get(name="例示 次郎").details["phone"] == "011-000-0009"
        assert in_force(party.contract, NOW + DAY - timedelta(seconds=1)) == version
        assert [entry.act for entry in party.contract.tree.entries.all()][-1] == "correction.submitted"

    def test_it_changes_no_structure(self, party: People):
        version = party.accepted()
        for field in ("role", "affiliation", "work", "share"):
            with pytest.raises(NotPossible):
                self.correct(party, version, field, "officer")
        assert PlanVersion.objects.count() == 1

    def test_a_draft_of_the_next_version_follows_it(self, party: People):
        version = party.accepted()
        draft = DRAFTING.begin(seat=party.officer_seat, now=NOW + HOUR * 2)
        self.correct(party, version, "name", "例示 二郎")
        draft.refresh_from_db()
        assert draft.based_on == in_force(party.contract, NOW + DAY)
        assert draft.entries.filter(name="例示 二郎").exists()

    def test_a_contact_mended_is_mended_in_the_draft_unless_it_says_something_else(self, party: People):
        version = party.accepted()
        draft = DRAFTING.begin(seat=party.officer_seat, now=NOW + HOUR * 2)
        own, other = version.contacts.all()
        Contact.objects.filter(version=draft, party="client").update(email="new@city.example")
        correcting.correct(
            seat=party.officer_seat, version=version, entries={}, reason="誤記", now=NOW + DAY,
            contacts={own.pk: {"phone": "011-000-0777"}, other.pk: {"email": "mended@city.example"}},
        )  # fmt: skip
        assert [(c.phone, c.email) for c in draft.contacts.all()] == [
            ("011-000-0777", ""),
            ("", "new@city.example"),
        ]

    def test_it_waits_while_a_change_waits(self, party: People):
        version = party.accepted()
        draft = change(party, now=NOW + HOUR * 2)
        DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=NOW + HOUR * 3)
        with pytest.raises(NotPossible):
            self.correct(party, version, "phone", "011-000-0009")

    def test_nothing_different_is_no_correction(self, party: People):
        version = party.accepted()
        with pytest.raises(NotPossible):
            self.correct(party, version, "name", "例示 次郎")


class TestTheLedger:
    def test_it_verifies_after_all_of_it(self, party: People):
        version = party.accepted()
        TestACorrection().correct(party, version, "phone", "011-000-0009")
        draft = change(party, now=NOW + 2 * DAY)
        DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=NOW + 2 * DAY)
        assert [problem.text.ja for problem in verify(party.contract.tree).problems] == []

    def test_a_name_changed_by_hand_on_a_frozen_roster_is_found(self, party: People):
        version = party.accepted()
        RosterEntry.objects.filter(version=version, name="例示 次郎").update(name="例示 太郎")
        (problem,) = verify(party.contract.tree).problems
        assert (problem.first, problem.what) == (2, f"plan_version {version.submission_id}")


class TestAnAnnexThatAsksForNoDecision:
    @pytest.fixture
    def general(self, db) -> People:
        return people(annex="kojin-joho")

    def test_a_plan_is_in_force_when_it_is_handed_in(self, general: People):
        submission = general.submitted()
        assert (submission.verb, submission.is_open) == ("", False)
        assert in_force(general.contract, NOW) == PlanVersion.objects.get()

    def test_a_change_is_in_force_from_its_day(self, general: People):
        first = general.accepted()
        draft = change(general, now=NOW + DAY)
        DRAFTING.submit(seat=general.officer_seat, draft=draft, edit=draft.edit, now=NOW + DAY)
        midnight = datetime(2026, 5, 1, tzinfo=JST)
        assert in_force(general.contract, midnight - timedelta(seconds=1)) == first
        assert in_force(general.contract, midnight) == PlanVersion.objects.get(number=2)

    def test_its_letter_asks_for_nothing(self, general: People):
        from io import BytesIO

        from pypdf import PdfReader

        paper = general.submitted().papers.get()
        first_page = PdfReader(BytesIO(bytes(paper.content))).pages[0].extract_text()
        assert "お願いします" not in first_page
        assert "下記のとおり提出します" in first_page.replace("\n", "")


def test_any_role_of_the_roster_that_prepares_asks_for_a_second_factor(party: People, monkeypatch):
    party.accepted()
    at = NOW + DAY
    [line] = named(at).filter(person=party.worker.person_id)
    assert (leads_somewhere(party.officer, at), leads_somewhere(party.worker, at)) == (True, False)
    added = Role(
        f"{ROSTER}{line.role}", "contractor", frozenset({"read", "prepare"}), Text("準備", "Prepares")
    )
    monkeypatch.setattr("kokoroe.plan.in_force.ROLES", (*ROLES, added))
    assert leads_somewhere(party.worker, at)
