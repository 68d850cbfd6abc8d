# ruff: noqa: PT012 (what fails in the middle of a unit is what these tests are about)
import json
from datetime import UTC, datetime, timedelta, timezone
from threading import Thread

import pytest
from django.db import connection, transaction

from kokoroe.ledger import checkpoints
from kokoroe.ledger.checkpoints import latest_checkpoint
from kokoroe.ledger.commitments import digest_of
from kokoroe.ledger.keys import KeyMissingError
from kokoroe.ledger.merkle import leaf_hash, root_of
from kokoroe.ledger.models import Checkpoint, Disclosure, Entry, Pseudonym, Tree
from kokoroe.ledger.trees import accounts_behind, create_tree
from kokoroe.ledger.unit import Frozen, unit
from kokoroe.ledger.verify import verify

pytestmark = pytest.mark.django_db


class PowerCutError(Exception):
    pass


@pytest.fixture
def tree():
    return create_tree("contract", "sample")


def test_an_act_becomes_an_entry_in_the_bytes_that_were_hashed(tree, now):
    with unit(now=now.astimezone(timezone(timedelta(hours=9)))) as record:
        recorded = record(
            tree,
            act="plan.submitted",
            actor=7,
            clauses=["1(1)", "1(1)ア(ア)"],
            public={"version": 2, "title": "実施計画書"},
            personal={"officer": "見本 太郎"},
            frozen=[Frozen(kind="paper", ref="12", content=b"%PDF")],
        )
    entry = tree.entries.get()
    says = json.loads(bytes(entry.body))
    frozen, actor, officer = entry.disclosures.order_by("-kind")
    token = Pseudonym.objects.get(tree=tree, account="7").token
    assert says == {
        "v": 1,
        "tree": tree.origin,
        "seq": 0,
        "act": "plan.submitted",
        "actor": token,
        "at": "2026-11-23T00:00:00.000000Z",
        "clauses": ["1(1)", "1(1)ア(ア)"],
        "public": {"version": 2, "title": "実施計画書"},
        "frozen": [
            {"kind": "paper", "ref": "12", "digest": frozen.digest},
            {"kind": "ledger.actor", "ref": token, "digest": actor.digest},
        ],
        "sd": sorted([frozen.digest, actor.digest, officer.digest]),
    }
    assert (recorded.seq, recorded.leaf, recorded.entry) == (0, leaf_hash(bytes(entry.body)), entry)
    assert [row.digest for row in (frozen, officer)] == [digest_of(row.content) for row in (frozen, officer)]
    assert (officer.name, officer.value) == ("officer", "見本 太郎")
    assert (entry.act, entry.at, entry.actor, entry.clauses) == (
        "plan.submitted",
        now,
        token,
        ["1(1)", "1(1)ア(ア)"],
    )
    assert entry.public == {"version": 2, "title": "実施計画書"}
    assert accounts_behind(tree) == {token: "7"}


def test_personal_values_are_not_in_the_entry(tree, now):
    with unit(now=now) as record:
        record(tree, act="plan.drafted", actor="account-7", personal={"officer": "見本 太郎"})
    body = bytes(tree.entries.get().body).decode()
    assert [word in body for word in ("見本", "officer", "account-7", "plan.drafted")] == [
        False,
        False,
        False,
        True,
    ]


def test_the_head_follows_its_entries(tree, now):
    for number in range(5):
        with unit(now=now) as record:
            record(tree, act="roster.imported", actor=None, public={"rows": number})
    tree.refresh_from_db()
    leaves = [bytes(entry.leaf_hash) for entry in tree.entries.all()]
    assert (tree.size, bytes(tree.root)) == (5, root_of(leaves))
    assert [entry.seq for entry in tree.entries.all()] == [0, 1, 2, 3, 4]


def test_one_unit_writes_several_acts_in_several_trees(tree, now):
    other = create_tree("organisation", "sample")
    with unit(now=now) as record:
        record(other, act="person.added", actor=1)
        record(tree, act="plan.submitted", actor=1)
        record(tree, act="plan.received", actor=2)
    assert [(e.tree_id, e.seq, e.act) for e in Entry.objects.order_by("tree_id", "seq")] == [
        (tree.pk, 0, "plan.submitted"),
        (tree.pk, 1, "plan.received"),
        (other.pk, 0, "person.added"),
    ]


def test_an_account_has_one_pseudonym_in_a_tree_and_another_in_the_next(tree, now):
    other = create_tree("organisation", "sample")
    with unit(now=now) as record:
        acts = [record(tree, act="plan.drafted", actor=1), record(tree, act="plan.submitted", actor=1)]
        elsewhere = record(other, act="person.added", actor=1)
    assert acts[0].entry.actor == acts[1].entry.actor
    assert acts[0].entry.actor != elsewhere.entry.actor


def test_an_exception_leaves_neither_change_nor_entry(tree, now):
    with pytest.raises(PowerCutError), unit(now=now) as record:
        create_tree("contract", "another")
        recorded = record(tree, act="plan.submitted", actor=1)
        raise PowerCutError
    tree.refresh_from_db()
    assert (tree.size, Entry.objects.count(), Pseudonym.objects.count(), Tree.objects.count()) == (0, 0, 0, 1)
    with pytest.raises(RuntimeError, match="its entry is written when the unit closes"):
        recorded.entry  # noqa: B018


def test_a_unit_inside_a_unit_writes_with_the_outer_one(tree, now):
    with unit(now=now) as record:
        record(tree, act="plan.submitted", actor=1)
        with unit(now=now + timedelta(seconds=1)) as inner:
            recorded = inner(tree, act="paper.made", actor=None)
        assert Entry.objects.count() == 0
        record(tree, act="plan.received", actor=2)
    assert [entry.act for entry in tree.entries.all()] == ["plan.submitted", "paper.made", "plan.received"]
    assert (recorded.seq, recorded.entry.at) == (1, now + timedelta(seconds=1))


def test_an_inner_unit_that_fails_takes_its_acts_along_and_the_outer_one_stands(tree, now):
    with unit(now=now) as record:
        record(tree, act="plan.submitted", actor=1)
        with pytest.raises(PowerCutError), unit(now=now) as inner:
            create_tree("contract", "another")
            inner(tree, act="paper.made", actor=None)
            raise PowerCutError
        record(tree, act="plan.received", actor=2)
    assert [entry.act for entry in tree.entries.all()] == ["plan.submitted", "plan.received"]
    assert Tree.objects.count() == 1


def test_an_act_after_its_unit_has_closed_is_refused(tree, now):
    with unit(now=now) as record:
        pass
    with pytest.raises(RuntimeError, match="its unit has closed"):
        record(tree, act="plan.submitted", actor=1)
    with unit(now=now), pytest.raises(RuntimeError, match="its unit has closed"):
        record(tree, act="plan.submitted", actor=1)


def test_a_unit_after_a_failed_one_starts_afresh(tree, now):
    with pytest.raises(PowerCutError), unit(now=now) as record:
        record(tree, act="plan.submitted", actor=1)
        raise PowerCutError
    with unit(now=now) as record:
        record(tree, act="plan.withdrawn", actor=1)
    assert [(entry.seq, entry.act) for entry in tree.entries.all()] == [(0, "plan.withdrawn")]


def test_a_rollback_around_the_unit_takes_the_entries_along(tree, now):
    with pytest.raises(PowerCutError), transaction.atomic():
        with unit(now=now) as record:
            record(tree, act="plan.submitted", actor=1)
        raise PowerCutError
    tree.refresh_from_db()
    assert (tree.size, Entry.objects.count(), Disclosure.objects.count()) == (0, 0, 0)


def test_an_act_costs_a_handful_of_queries_however_much_it_says(tree, now, django_assert_num_queries):
    with unit(now=now) as record:
        record(tree, act="plan.drafted", actor=1)
    frozen = [Frozen(kind="paper", ref=str(number), content=b"") for number in range(10)]
    names = {f"name{number}": "見本" for number in range(30)}
    heads_pseudonyms_entries_disclosures_head, touched, listeners, savepoint = 5, 2, 2, 2
    with (
        django_assert_num_queries(
            heads_pseudonyms_entries_disclosures_head + touched + listeners + savepoint
        ),
        unit(now=now) as record,
    ):
        for _ in range(3):
            record(tree, act="plan.submitted", actor=1, personal=names, frozen=frozen)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        ({"act": "plan"}, "'plan' is no name of an act"),
        ({"act": "Plan.Submitted"}, "is no name of an act"),
        ({"act": "plan.submitted", "public": {"share": 0.5}}, "public.share: float"),
        ({"act": "plan.submitted", "personal": {"born": datetime(1990, 1, 1, tzinfo=UTC)}}, "personal.born"),
        ({"act": "plan.submitted", "clauses": ["\udc00"]}, r"clauses\[0\]: half of a surrogate"),
    ],
)
def test_what_cannot_be_recorded_is_refused_where_it_is_said(tree, now, act, message):
    with unit(now=now) as record, pytest.raises(ValueError, match=message):
        record(tree, actor=1, **act)
    assert Entry.objects.count() == 0


def test_a_moment_without_a_time_zone_is_refused(tree, now):
    with pytest.raises(ValueError, match="now must be aware"), unit(now=now.replace(tzinfo=None)):
        pass


def test_the_commit_is_followed_by_a_checkpoint(tree, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), unit(now=now) as record:
        record(tree, act="plan.submitted", actor=1)
        record(tree, act="plan.received", actor=2)
    assert [(c.size, c.at) for c in Checkpoint.objects.all()] == [(2, now)]


@pytest.mark.django_db(transaction=True)
def test_a_checkpoint_that_cannot_be_signed_does_not_fail_the_act(now, monkeypatch, caplog):
    tree = create_tree("contract", "sample")
    monkeypatch.setattr(checkpoints, "sign", lambda *_: 1 // 0)
    with unit(now=now) as record:
        recorded = record(tree, act="plan.submitted", actor=1)
    assert not connection.in_atomic_block
    assert (recorded.seq, latest_checkpoint(tree)) == (0, None)
    assert "ZeroDivisionError" in caplog.text


def test_without_the_key_nothing_is_done_that_could_never_be_signed(tree, now, settings, tmp_path):
    settings.KOKOROE_KEYS = tmp_path
    with pytest.raises(KeyMissingError, match="no signing key"), unit(now=now) as record:
        record(tree, act="plan.submitted", actor=1)
    assert Entry.objects.count() == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_writers_in_parallel_leave_no_gap_and_no_deadlock(now):
    trees = [create_tree("contract", "one"), create_tree("contract", "two")]
    failures = []

    def write(order):
        try:
            for _ in range(20):
                with unit(now=now) as record:
                    for tree in order:
                        record(tree, act="roster.imported", actor=1)
        except Exception as error:  # noqa: BLE001 (a thread has nobody to raise to)
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=write, args=(order,)) for order in (trees, trees[::-1], trees)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [(tree.entries.count(), verify(tree).problems) for tree in trees] == [(60, []), (60, [])]
