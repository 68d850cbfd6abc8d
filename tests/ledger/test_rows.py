"""Rows that entries swear to: whatever changes one without an act is named, in every table and by any way of writing."""

import json
from copy import copy
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from kokoroe.accounts.models import Account
from kokoroe.annex.days import JST
from kokoroe.contracts.models import ClientRole, Contract, ContractDate, StandIn
from kokoroe.contracts.moving import set_date
from kokoroe.ledger import rows as rows_module
from kokoroe.ledger import triggers
from kokoroe.ledger.first import begin, mark_again, swear_first
from kokoroe.ledger.keys import ensure_keys
from kokoroe.ledger.models import Entry, Oath, SwornKind, Touched, Tree
from kokoroe.ledger.report import Finding, Report
from kokoroe.ledger.rows import SwornRows
from kokoroe.ledger.sworn import kinds
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify
from people import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def found(tree=None):
    """What verification says of rows, over all trees."""
    trees = [tree] if tree else Tree.objects.all()
    return {(problem.finding, problem.what) for tree in trees for problem in verify(tree).problems}


def named(model, key):
    return {finding for finding, what in found() if what.startswith(f"{model} {key}")}


@pytest.fixture
def one_of_each(party):
    """A row of every kind, each made of what its fields take, and sworn to by one act in each tree."""
    swear_first(now=NOW)  # to the people of tests, who came without an act
    with unit(now=NOW) as record:
        rows = {kind: model_row(one.of) for kind, one in kinds().items()}
        for tree in Tree.objects.all():
            record(tree, act="test.made", actor=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE" if connection.vendor == "postgresql" else "SELECT 1")
        triggers.remove(connection)  # whoever has the database in hand
        cursor.execute("SET CONSTRAINTS ALL DEFERRED" if connection.vendor == "postgresql" else "SELECT 1")
    return rows


def made(model):
    """A row of the model: the first there is of what keys lead to, and of everything else some value."""
    values, accounts = {}, list(Account.objects.order_by("pk"))
    for number, field in enumerate(model._meta.concrete_fields):
        if field.primary_key or (field.null and field.related_model is model):
            continue
        if field.related_model is Account:
            values[field.name] = accounts[number % 2]
        elif field.related_model is not None:
            values[field.name] = model_row(field.related_model)
        else:
            values[field.name] = value_of(field)
    return model._base_manager.create(**values)


def model_row(model):
    there = model._base_manager.order_by("pk").first()
    return there if there is not None else made(model)


def value_of(field):
    kind = field.get_internal_type()
    if field.choices:
        return field.choices[0][0]
    if kind == "DateTimeField":
        return NOW + timedelta(days=field.creation_counter % 7)
    if kind == "JSONField":
        return {"b": "見本", "a": 1}
    plain = {"DateField": date(2026, 4, 1), "BooleanField": False, "BinaryField": b"x", "TextField": "見本"}
    return plain.get(kind, 1 if "Integer" in kind else "見"[: field.max_length])


def other(field, value):
    """Another value that the column takes."""
    kind = field.get_internal_type()
    if field.related_model is not None or "Integer" in kind:
        return (value or 0) + 1000
    if kind == "DateTimeField":
        return (value or NOW) + timedelta(microseconds=1)
    if kind == "DateField":
        return (value or date(2026, 1, 1)) + timedelta(days=1)
    if kind == "BooleanField":
        return not value
    if kind == "JSONField":
        return {"b": "見本", "a": 2}
    return f"{value}x"[-field.max_length :] if field.max_length else f"{value}x"


class Reader:
    """Verification that has read the entries, and compares one kind of rows as often as it is asked."""

    def __init__(self, monkeypatch):
        self.taken, self.monkeypatch = {}, monkeypatch
        for tree in Tree.objects.all():
            self.taken[tree.pk] = SwornRows(Report(tree.origin), tree)
            for entry in tree.entries.all():
                self.taken[tree.pk].take(entry.epoch, entry.seq, entry.act, bytes(entry.body))
            self.taken[tree.pk].taken(tree.epoch, tree.size)

    def found(self, one, tree):
        self.monkeypatch.setattr(rows_module, "kinds_of", lambda _home: [one])
        rows = copy(self.taken[tree])
        rows._report, kind = Report(""), b'"%b",' % one.kind.encode()
        rows._told = {name: told for name, told in rows._told.items() if name.startswith(kind)}
        rows.compare()
        return {problem.what for problem in rows._report.problems}

    def after(self, change, one, tree):
        """What is found after a change, which is taken back."""
        with transaction.atomic():
            change()
            found = self.found(one, tree)
            transaction.set_rollback(True)
        return found


def column_changed(model, row, field):
    value = other(field, getattr(row, field.attname))
    return lambda: model._base_manager.filter(pk=row.pk).update(**{field.attname: value})


def test_any_one_change_insertion_or_deletion_in_any_sworn_table_is_named(one_of_each, monkeypatch):
    reader, silent = Reader(monkeypatch), []
    for kind, one in kinds().items():
        row, model = one_of_each[kind], one.of
        tree = Oath.objects.get(kind=kind, key=row.pk).tree_id
        assert reader.found(one, tree) == set()
        changes = {
            path: column_changed(model, row, model._meta.get_field(path.split("__")[0]))
            for path in (*one.plain, *one.words)
        }
        changes["deleted"] = partial(model._base_manager.filter(pk=row.pk)._raw_delete, "default")
        changes["inserted"] = partial(copied, model, row)
        for what, change in changes.items():
            named = one.named(row.pk + 5000 if what == "inserted" else row.pk)
            try:
                said = reader.after(change, one, tree)
            except IntegrityError:  # the database itself refuses it
                continue
            if not any(each.startswith(named) for each in said):
                silent.append((kind, what))
    assert silent == []


def copied(model, row):
    """A further row like this one, by another hand."""
    values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    values["id"] = row.pk + 5000
    unique = {name for each in model._meta.total_unique_constraints for name in each.fields}
    for field in model._meta.concrete_fields:
        if (field.unique or field.name in unique) and field.related_model is None and not field.primary_key:
            values[field.attname] = other(field, values[field.attname])
    model._base_manager.bulk_create([model(**values)])


@pytest.fixture
def starts(party):
    return ContractDate.objects.get(contract=party.contract, name="starts")


def test_the_finding_names_the_row_the_field_and_both_values(party, starts):
    ContractDate.objects.filter(pk=starts.pk).update(on=date(2026, 5, 15))
    (problem,) = verify(party.contract.tree).problems
    assert problem.what == f"contracts.ContractDate {starts.pk} on: 2026-04-01 → 2026-05-15"
    assert problem.text.ja.endswith(f"：契約の日付（番号 {starts.pk}）の日付「2026-04-01」→「2026-05-15」。")
    assert problem.text.en.endswith(
        f": date of the contract (No. {starts.pk}): day “2026-04-01” → “2026-05-15”."
    )


def test_to_people_moments_are_told_in_japans_time_and_parties_and_yes_and_no_in_words(party, starts):
    later = starts.recorded_at + timedelta(days=1)
    ContractDate.objects.filter(pk=starts.pk).update(recorded_at=later, mover="client", unasked=True)
    (problem,) = verify(party.contract.tree).problems
    was, is_now = (f"{at.astimezone(JST):%Y-%m-%d %H:%M}（日本時間）" for at in (starts.recorded_at, later))
    assert f"記録した日時「{was}」→「{is_now}」" in problem.text.ja
    assert "変えた側「受託者」→「委託者」" in problem.text.ja
    assert "相手方に聞けなかった「いいえ」→「はい」" in problem.text.ja


def test_of_what_people_wrote_it_says_which_fields_but_never_what(party, starts):
    ContractDate.objects.filter(pk=starts.pk).update(reason="別の理由")
    (problem,) = verify(party.contract.tree).problems
    assert (problem.finding, problem.what) == (
        Finding.ROW_REWORDED,
        f"contracts.ContractDate {starts.pk} (reason, refusal)",
    )
    assert problem.text.ja.endswith(f"：契約の日付（番号 {starts.pk}）の理由、断った理由。")


def test_plain_sql_bulk_writes_and_cascades_of_an_act_are_sworn_to_with_it(party):
    tree = party.contract.tree
    held = {"contract": party.contract, "account": party.client, "since": NOW}
    with unit(now=LATER) as record:
        ClientRole.objects.bulk_create([ClientRole(**held, role="reads"), ClientRole(**held, role="handles")])
        ClientRole.objects.filter(role="reads").update(until=LATER)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM contracts_clientrole WHERE role = 'handles'")
        recorded = record(tree, act="test.done", actor=None)
    reads = ClientRole.objects.get(role="reads")
    assert [item[:2] for item in recorded.entry.says["rows"]] == [["role", reads.pk]]
    assert verify(tree).problems == []


def test_what_no_act_explains_is_named_and_never_sworn_to_later(party, starts):
    tree = party.contract.tree
    ContractDate.objects.filter(pk=starts.pk).update(on=date(2026, 5, 15))
    stranger = ClientRole.objects.create(
        contract=party.contract, account=party.worker, role="decides", since=NOW
    )
    with unit(now=LATER) as record:  # an act that touches the same two rows
        ContractDate.objects.filter(pk=starts.pk).update(reason="訂正")
        ClientRole.objects.filter(pk=stranger.pk).update(until=LATER)
        record(tree, act="test.done", actor=None)
    assert {(each.finding, each.what.split(" on")[0]) for each in verify(tree).problems} == {
        (Finding.ROW_CHANGED, f"contracts.ContractDate {starts.pk}"),
        (Finding.ROW_INSERTED, f"contracts.ClientRole {stranger.pk}"),
    }


def test_what_was_kept_to_read_an_oath_by_cannot_be_changed_along(party, starts):
    ContractDate.objects.filter(pk=starts.pk).update(on=date(2026, 5, 15))
    for oath in Oath.objects.filter(kind="date", key=starts.pk):
        oath.said = oath.said.replace("2026-04-01", "2026-05-15")
        oath.save()
    assert named("contracts.ContractDate", starts.pk) == {Finding.ROW_UNKNOWN}
    Oath.objects.filter(kind="date", key=starts.pk).delete()
    assert named("contracts.ContractDate", starts.pk) == {Finding.ROW_UNKNOWN}


def test_nor_is_it_where_what_is_kept_of_the_oath_was_changed_along(party, starts):
    """The next act does not make a changed row pass for one that it explains."""
    ContractDate.objects.filter(pk=starts.pk).update(on=date(2026, 5, 15))
    for oath in Oath.objects.filter(kind="date", key=starts.pk):
        Oath.objects.filter(pk=oath.pk).update(said=oath.said.replace("2026-04-01", "2026-05-15"))
    with unit(now=LATER) as record:
        ContractDate.objects.filter(pk=starts.pk).update(reason="訂正")
        record(party.contract.tree, act="test.done", actor=None)
    assert named("contracts.ContractDate", starts.pk) == {Finding.ROW_UNKNOWN}


def test_after_a_key_was_lost_what_entries_swear_to_is_marked_with_the_new_one(
    party, starts, settings, tmp_path
):
    tree = party.contract.tree
    settings.KOKOROE_KEYS = ensure_keys(tmp_path / "keys").parent
    other = ContractDate.objects.exclude(pk=starts.pk).filter(contract=party.contract).first()
    Oath.objects.filter(kind="date", key=other.pk).update(said=F("salt"))
    assert mark_again() > 1
    with unit(now=LATER) as record:
        ContractDate.objects.filter(contract=party.contract).update(reason="訂正")
        record(tree, act="test.done", actor=None)
    assert {row[1] for row in tree.entries.latest("pk").says["rows"] if row[0] == "date"} == {
        each.pk for each in ContractDate.objects.filter(contract=party.contract) if each.pk != other.pk
    }


def test_a_tree_whose_rows_changed_by_an_act_on_another_has_an_entry_that_says_so(party):
    home, other = party.contract.tree, party.officer.organisation.tree
    with unit(now=LATER) as record:
        Account.objects.filter(pk=party.officer.pk).update(is_active=False)
        party.contract.client_roles.update(until=LATER)
        Contract.objects.filter(pk=party.contract.pk).update(title="新しい件名")
        record(other, act="test.done", actor=None)
    followed = Entry.objects.get(tree=home, act="ledger.followed")
    assert followed.public == {"act": "test.done"}
    assert {kind for kind, *_ in followed.says["rows"]} == {"contract", "role"}
    assert verify(home).problems == []


def test_a_unit_that_is_undone_swears_to_nothing(party):
    def half_done():
        with unit(now=LATER) as record:
            party.contract.client_roles.update(until=LATER)
            record(party.contract.tree, act="test.done", actor=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert (Touched.objects.count(), verify(party.contract.tree).problems) == (0, [])


class TestErasing:
    """What people wrote in a row goes by an act that erases, and by no other way."""

    @pytest.fixture
    def reason(self, party):
        set_date(
            seat=party.officer_seat, name="ends", on=date(2027, 3, 30), reason="見本 太郎の都合", now=LATER
        )
        return ContractDate.objects.get(contract=party.contract, reason="見本 太郎の都合")

    def erased(self, party, reason, act="keeping.erased"):
        with unit(now=LATER) as record:
            ContractDate.objects.filter(pk=reason.pk).update(reason="")
            record(party.contract.tree, act=act, actor=None)

    def test_the_rest_stays_proved_and_the_salt_is_gone(self, party, reason):
        self.erased(party, reason)
        oath = Oath.objects.get(kind="date", key=reason.pk)
        assert (oath.written_salt, bool(oath.written)) == ("", True)
        assert verify(party.contract.tree).problems == []
        ContractDate.objects.filter(pk=reason.pk).update(recorded_at=F("recorded_at") + timedelta(days=1))
        assert named("contracts.ContractDate", reason.pk) == {Finding.ROW_CHANGED}

    def test_nothing_but_what_erasure_leaves_may_stand_there_then(self, party, reason):
        self.erased(party, reason)
        ContractDate.objects.filter(pk=reason.pk).update(reason="都合のよい理由")
        assert named("contracts.ContractDate", reason.pk) == {Finding.ROW_REWORDED}

    def test_a_value_that_is_blanked_by_hand_is_named_even_without_its_salt(self, party, reason):
        ContractDate.objects.filter(pk=reason.pk).update(reason="")
        assert named("contracts.ContractDate", reason.pk) == {Finding.ROW_REWORDED}
        Oath.objects.filter(kind="date", key=reason.pk).update(written_salt="")
        assert named("contracts.ContractDate", reason.pk) == {Finding.ROW_EMPTIED}

    def test_a_later_act_on_it_keeps_that_it_was_erased(self, party, reason):
        self.erased(party, reason)
        with unit(now=LATER) as record:
            ContractDate.objects.filter(pk=reason.pk).update(recorded_by=None)
            record(party.contract.tree, act="test.done", actor=None)
        assert verify(party.contract.tree).problems == []
        assert Oath.objects.get(kind="date", key=reason.pk).written_salt == ""

    def test_an_act_that_does_not_erase_swears_to_the_empty_words(self, party, reason):
        self.erased(party, reason, act="test.done")
        assert Oath.objects.get(kind="date", key=reason.pk).written_salt != ""
        assert verify(party.contract.tree).problems == []


class TestTheFirstOath:
    """What an older version left behind is sworn to once, as it stood."""

    @pytest.fixture
    def older(self, party):
        """The installation as a version without oaths would have left it."""
        Oath.objects.all().delete()
        with unit(now=NOW):
            pass
        SwornKind.objects.all().delete()
        for entry in Entry.objects.all():
            says = {name: value for name, value in entry.says.items() if name != "rows"}
            entry.body = json.dumps(says, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            entry.save()
        return party

    def rows_only(self, tree):
        return [each for each in verify(tree).problems if each.finding.startswith("row")]

    def test_every_row_is_sworn_to_and_said_to_stand_since(self, older):
        tree = older.contract.tree
        assert self.rows_only(tree)
        swear_first(now=LATER)
        assert self.rows_only(tree) == []
        report = verify(tree)
        assert report.rows == report.rows_first > 5
        entry = tree.entries.get(act="ledger.sworn")
        assert entry.public["first"] is True
        assert swear_first(now=LATER) == 0

    def test_it_is_not_made_again_over_rows_that_somebody_put_there(self, party, tmp_path):
        begin(tmp_path, now=LATER)
        row = model_row(StandIn)
        SwornKind.objects.filter(kind="stand_in").delete()
        assert begin(tmp_path, now=LATER) == 0
        assert named("contracts.StandIn", row.pk) == {Finding.ROW_INSERTED}

    @pytest.mark.parametrize("text", ["", "[]", '{"kinds": 1}'])
    def test_nor_where_what_stands_beside_the_keys_is_damaged(self, party, tmp_path, text):
        (tmp_path / "sworn.json").write_text(text)
        model_row(StandIn)
        assert begin(tmp_path, now=LATER) == 0

    def test_a_change_after_it_is_named(self, older):
        swear_first(now=LATER)
        starts = ContractDate.objects.get(contract=older.contract, name="starts")
        ContractDate.objects.filter(pk=starts.pk).update(on=date(2026, 5, 15))
        assert Finding.ROW_CHANGED in named("contracts.ContractDate", starts.pk)

    def test_one_that_comes_after_acts_swore_to_the_kind_is_named(self, party):
        ClientRole.objects.create(contract=party.contract, account=party.worker, role="decides", since=NOW)
        SwornKind.objects.all().delete()
        swear_first(now=LATER)
        assert {each.finding for each in verify(party.contract.tree).problems} == {Finding.ROW_SWORN_AGAIN}


def test_acts_recorded_while_rows_are_read_are_taken_as_they_come(party, monkeypatch):
    done, before = [], rows_module.with_oaths

    def meanwhile(one, where):
        if one.kind == "date" and not done:
            done.append(1)
            set_date(seat=party.officer_seat, name="ends", on=date(2027, 3, 30), reason="延長", now=LATER)
        return before(one, where)

    monkeypatch.setattr(rows_module, "with_oaths", meanwhile)
    assert (verify(party.contract.tree).problems, done) == ([], [1])


@pytest.mark.sqlite
def test_what_a_column_should_never_hold_is_a_finding_and_no_traceback(party, starts):
    with connection.cursor() as cursor:
        triggers.remove(connection)
        cursor.execute(
            "UPDATE contracts_contractdate SET \"on\" = x'ff00', name = 1.5 WHERE id = %s", [starts.pk]
        )
        cursor.execute("UPDATE ledger_oath SET salt = x'00' WHERE kind = 'date'")
    assert named("contracts.ContractDate", starts.pk) == {Finding.ROW_UNKNOWN}


def test_a_list_called_rows_cannot_stand_in_what_an_entry_says_to_everyone(party):
    for public in ({"rows": [["date", 1, "x"]]}, {"in": [{"rows": []}]}):
        with pytest.raises(ValueError, match="rename it"), unit(now=NOW) as record:
            record(party.contract.tree, act="test.done", actor=None, public=public)
