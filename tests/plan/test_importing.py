"""The verbs of an import: begin, decide, take, discard, and the whole at once for the command line."""

import pytest

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.seats import seat_of
from kokoroe.plan import drafts, importing
from kokoroe.plan.models import ColumnMemory, PlanVersion, RosterImport
from kokoroe.plan.people import line_of
from kokoroe.plan.reading import Reading, taking_of
from kokoroe.plan.roster.draft import Draft
from kokoroe.tables.answers import Answers
from kokoroe.tables.errors import TableError
from people import LINES, NOW, People
from plan.files import HEADER, PEOPLE, roster, xlsx


def begun(party: People, data: bytes, *, lines=None) -> tuple[PlanVersion, RosterImport]:
    draft = party.draft(lines=lines if lines is not None else LINES)
    waiting = importing.begin_import(
        seat=party.officer_seat, version=draft, data=data, filename="名簿.xlsx", now=NOW
    )
    return draft, waiting


def reading(party: People, waiting: RosterImport) -> Reading:
    return importing.read_import(waiting, remembered=importing.memory_of(party.officer_seat))


def decide(party: People, waiting: RosterImport, **decisions) -> None:
    importing.change_reading(seat=party.officer_seat, waiting=waiting, reading=Draft(**decisions), now=NOW)


def names(version: PlanVersion) -> list[str]:
    return [entry.name for entry in version.entries.all()]


def messages(result: importing.Imported) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.value) for error in result.errors]


class TestBeginning:
    def test_it_keeps_the_file_and_touches_nothing_in_the_draft(self, party: People):
        data = roster()
        draft, waiting = begun(party, data)
        draft.refresh_from_db()
        waiting.refresh_from_db()
        assert (bytes(waiting.content), waiting.filename) == (data, "名簿.xlsx")
        assert names(draft) == [str(line["name"]) for line in LINES]
        assert draft.edit == 3

    def test_no_more_than_twenty_files_wait_and_one_can_take_anothers_place(self, party: People, monkeypatch):
        assert importing.MOST_WAITING == 20
        monkeypatch.setattr(importing, "MOST_WAITING", 1)
        draft, waiting = begun(party, roster())
        given = {
            "seat": party.officer_seat, "version": draft, "data": roster(), "filename": "二.xlsx", "now": NOW,
        }  # fmt: skip
        with pytest.raises(NotPossible):
            importing.begin_import(**given)
        importing.begin_import(**given, instead=waiting)
        assert [row.filename for row in RosterImport.objects.all()] == ["二.xlsx"]

    @pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"", b"%PDF-1.7 no table"])
    def test_it_refuses_what_is_no_table_and_keeps_nothing(self, party: People, data: bytes):
        draft = party.draft()
        with pytest.raises(TableError):
            importing.begin_import(
                seat=party.officer_seat, version=draft, data=data, filename="名簿.xlsx", now=NOW
            )
        assert RosterImport.objects.count() == 0

    def test_the_client_may_not(self, party: People):
        with pytest.raises(NotAllowed):
            importing.begin_import(
                seat=party.client_seat, version=party.draft(), data=roster(), filename="名簿.xlsx", now=NOW
            )

    def test_a_submitted_version_takes_no_file(self, party: People):
        version = PlanVersion.objects.get(submission=party.submitted())
        with pytest.raises(NotPossible):
            importing.begin_import(
                seat=party.officer_seat, version=version, data=roster(), filename="名簿.xlsx", now=NOW
            )
        assert RosterImport.objects.count() == 0


class TestTaking:
    def test_the_whole_file_becomes_the_roster_and_those_who_stay_keep_who_they_are(self, party: People):
        draft, waiting = begun(
            party,
            roster(
                *PEOPLE[:2],
                ("見本 桜", "公共事業部", "試験", "作業従事者", "50%", "sakura@contractor.example"),
            ),
        )
        before = {entry.name: entry.person_id for entry in draft.entries.all()}
        taking = importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        after = {entry.name: entry.person_id for entry in draft.entries.all()}
        assert list(after) == ["見本 太郎", "見本 花子", "見本 桜"]
        assert {name: after[name] for name in ("見本 太郎", "見本 花子")} == {
            name: before[name] for name in ("見本 太郎", "見本 花子")
        }
        assert [person.text("name") for person in taking.changes.added] == ["見本 桜"]
        assert [person.text("name") for person in taking.changes.removed] == ["例示 次郎"]

    def test_a_column_that_the_file_does_not_have_keeps_its_values(self, party: People):
        lines = [{**line, "career": "10年"} for line in LINES]
        draft, waiting = begun(party, roster(*[row[:2] for row in PEOPLE], header=HEADER[:2]), lines=lines)
        taking = importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        assert not taking.changes.any
        assert [line_of(entry) for entry in draft.entries.all()] == lines

    def test_nothing_enters_while_anything_is_wrong(self, party: People):
        draft, waiting = begun(party, roster(PEOPLE[0], ("", "協力会社", "試験", "作業従事者", "150%", "")))
        with pytest.raises(NotPossible):
            importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        assert names(draft) == [str(line["name"]) for line in LINES]
        waiting.refresh_from_db()
        assert waiting.taken_at is None

    def test_what_was_typed_and_skipped_puts_it_right(self, party: People):
        draft, waiting = begun(
            party,
            roster(
                PEOPLE[0],
                ("例示 次郎", "協力会社", "試験", "作業従事者", "150%", ""),
                ("", "?", "", "", "", ""),
            ),
        )
        decide(
            party, waiting, answers=Answers(typed={"E5": "50"}, left=frozenset({"6"}), given={"removed": "1"})
        )
        importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        assert [(e.name, e.details.get("share")) for e in draft.entries.all()] == [
            ("見本 太郎", "20"),
            ("例示 次郎", "50"),
        ]

    def test_a_change_of_name_is_asked_about_first(self, party: People):
        married = ("佐藤 花子", *PEOPLE[1][1:])
        draft, waiting = begun(party, roster(PEOPLE[0], married, PEOPLE[2]))
        person = draft.entries.get(name="見本 花子").person_id
        with pytest.raises(NotPossible):
            importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        ((old, new),) = taking_of(draft, reading(party, waiting)).changes.questions
        decide(party, waiting, renamed={(old.identity, new.identity): True})
        importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        assert draft.entries.get(name="佐藤 花子").person_id == person

    def test_that_more_than_a_third_go_is_confirmed_by_their_number(self, party: People):
        draft, waiting = begun(party, roster(PEOPLE[0]))
        assert taking_of(draft, reading(party, waiting)).unsaid == 2
        for said in ("", "1"):
            decide(party, waiting, answers=Answers(given={"removed": said}))
            with pytest.raises(NotPossible):
                importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        decide(party, waiting, answers=Answers(given={"removed": "2"}))
        importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        assert names(draft) == ["見本 太郎"]

    def test_a_file_that_holds_nobody_removes_nobody(self, party: People):
        draft, waiting = begun(party, roster(("", "", "", "", "", "")))
        assert taking_of(draft, reading(party, waiting)) is None
        with pytest.raises(NotPossible):
            importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        assert len(names(draft)) == 3

    def test_a_draft_that_changed_meanwhile_is_not_overwritten(self, party: People):
        draft, waiting = begun(party, roster())
        with pytest.raises(NotPossible):
            importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit - 1, now=NOW)
        waiting.refresh_from_db()
        assert waiting.taken_at is None

    def test_it_is_taken_once_and_the_file_is_not_kept(self, party: People):
        draft, waiting = begun(party, roster())
        importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        draft.refresh_from_db()
        with pytest.raises(NotPossible):
            importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        waiting.refresh_from_db()
        assert (waiting.taken_at, bytes(waiting.content)) == (NOW, b"")

    def test_counts_of_nationality_leave_no_nationality_per_person(self, party: People):
        draft, waiting = begun(party, roster(*[(*row, "日本") for row in PEOPLE], header=(*HEADER, "国籍")))
        drafts.save_cover(
            seat=party.officer_seat, version=draft, edit=draft.edit, reason="", effective_on=None,
            nationality_by="ratio", nationality_japan=3, nationality_other=0, now=NOW,
        )  # fmt: skip
        importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        assert [entry.details.get("nationality") for entry in draft.entries.all()] == [None, None, None]


class TestAnsweringColumns:
    HEADER = ("氏名", "会社・所属", "よくわからない列")
    ROWS = [(row[0], row[1], "設計") for row in PEOPLE]

    def test_an_answer_is_remembered_for_the_next_file_of_the_organisation(self, party: People):
        draft, waiting = begun(party, roster(*self.ROWS, header=self.HEADER))
        assert not reading(party, waiting).ok
        decide(party, waiting, answers=Answers(given={"column:C": "work"}))
        importing.take_import(seat=party.officer_seat, waiting=waiting, edit=draft.edit, now=NOW)
        again = importing.begin_import(
            seat=party.officer_seat,
            version=draft,
            data=roster(*self.ROWS, header=self.HEADER),
            filename="次の名簿.xlsx",
            now=NOW,
        )
        found = reading(party, again)
        assert [column.status for column in found.table.columns] == ["known", "known", "remembered"]
        assert found.ok
        assert ColumnMemory.objects.get().organisation == party.contract.contractor

    def test_nothing_is_remembered_of_an_import_that_was_not_taken(self, party: People):
        _draft, waiting = begun(party, roster(*self.ROWS, header=self.HEADER))
        decide(party, waiting, answers=Answers(given={"column:C": "work"}))
        importing.discard_import(seat=party.officer_seat, waiting=waiting, now=NOW)
        assert (ColumnMemory.objects.count(), RosterImport.objects.count()) == (0, 0)


class TestWithoutAScreen:
    def test_it_opens_a_draft_and_fills_it(self, party: People):
        done = importing.import_roster(seat=party.officer_seat, data=roster(), filename="名簿.xlsx", now=NOW)
        assert (done.errors, len(done.taking.lines), len(done.taking.changes.added)) == ([], 3, 3)
        assert names(PlanVersion.objects.get()) == [row[0] for row in PEOPLE]

    def test_a_dry_run_counts_and_leaves_nothing(self, party: People):
        done = importing.import_roster(
            seat=party.officer_seat, data=roster(), filename="名簿.xlsx", now=NOW, dry_run=True
        )
        assert (done.errors, len(done.taking.lines), done.version) == ([], 3, None)
        assert PlanVersion.objects.count() == 0

    def test_errors_name_row_and_column_and_nothing_is_changed(self, party: People):
        data = roster(
            PEOPLE[0],
            ("", "協力会社", "試験", "作業従事者", "50%", ""),
            ("例示 三郎", "協力会社", "試験", "作業従事者", "150%", ""),
            ("見本 太郎", "公共事業部", "統括", "作業従事者", "20%", "taro@contractor.example"),
        )
        done = importing.import_roster(seat=party.officer_seat, data=data, filename="名簿.xlsx", now=NOW)
        assert messages(done) == [(5, "A", ""), (6, "E", "150%"), (7, "A", "見本 太郎")]
        assert PlanVersion.objects.count() == 0

    def test_a_column_that_must_be_asked_about_is_an_error_at_that_column(self, party: People):
        data = roster(*[(row[0], "?") for row in PEOPLE], header=("氏名", "よくわからない列"))
        done = importing.import_roster(seat=party.officer_seat, data=data, filename="名簿.xlsx", now=NOW)
        assert messages(done) == [(3, "B", "よくわからない列")]

    @pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"", xlsx([["売上"], ["100"]])])
    def test_a_file_without_a_roster_is_one_error(self, party: People, data: bytes):
        done = importing.import_roster(seat=party.officer_seat, data=data, filename="名簿.xlsx", now=NOW)
        assert messages(done) == [(0, "", "")]
        assert PlanVersion.objects.count() == 0

    def test_a_name_that_may_have_changed_is_an_error_too(self, party: People):
        party.draft()
        data = roster(PEOPLE[0], ("佐藤 花子", *PEOPLE[1][1:]), PEOPLE[2])
        done = importing.import_roster(seat=party.officer_seat, data=data, filename="名簿.xlsx", now=NOW)
        assert messages(done) == [(5, "A", "佐藤 花子")]
        assert names(PlanVersion.objects.get()) == [str(line["name"]) for line in LINES]

    def test_it_is_answered_by_both_names(self, party: People):
        party.draft()
        data = roster(PEOPLE[0], ("佐藤 花子", *PEOPLE[1][1:]), PEOPLE[2])
        same = {("見本 花子", "佐藤 花子"): True}
        done = importing.import_roster(
            seat=party.officer_seat, data=data, filename="名簿.xlsx", same=same, now=NOW
        )
        assert (done.errors, [change.by.value for change in done.taking.changes.changed]) == (
            [],
            ["email", "answer", "email"],
        )

    def test_a_worker_may_not(self, party: People):
        party.accepted()
        seat = seat_of(party.worker, party.contract, at=NOW)
        with pytest.raises(NotAllowed):
            importing.import_roster(seat=seat, data=roster(), filename="名簿.xlsx", now=NOW)
