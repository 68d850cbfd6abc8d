# ruff: noqa: PT012, TRY301 (what fails in the middle of a unit is what this is about)
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.erasure import erase
from kokoroe.ledger.merkle import leaf_hash, root_of
from kokoroe.ledger.models import Disclosure, Tree
from kokoroe.ledger.trees import create_tree, open_epoch
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify

BOTH = st.sampled_from(["contract", "organisation"])
SEVERAL = st.lists(BOTH, max_size=4)
NUMBERS = count()


class PowerCutError(Exception):
    pass


class History(RuleBasedStateMachine):
    """Two trees lived through at random, beside two lists of what must be in them."""

    @initialize()
    def begin(self):
        self.now = datetime(2026, 11, 23, tzinfo=UTC)
        number = next(NUMBERS)
        self.trees = {kind: create_tree(kind, f"sample-{number}") for kind in ("contract", "organisation")}
        self.expected = {kind: [] for kind in self.trees}
        self.epochs = dict.fromkeys(self.trees, 1)

    def act(self, record, kind):
        act = f"{kind}.changed"
        record(self.trees[kind], act=act, actor=len(kind), personal={"name": "見本 太郎"})
        return kind, act

    def keep(self, acts):
        for kind, act in acts:
            self.expected[kind].append((self.epochs[kind], act))
        self.now += timedelta(seconds=1)

    @rule(kinds=SEVERAL)
    def commit(self, kinds):
        with unit(now=self.now) as record:
            acts = [self.act(record, kind) for kind in kinds]
        self.keep(acts)

    @rule(kinds=SEVERAL)
    def roll_back(self, kinds):
        with pytest.raises(PowerCutError), unit(now=self.now) as record:
            for kind in kinds:
                self.act(record, kind)
            raise PowerCutError

    @rule(before=SEVERAL, inner=SEVERAL, after=SEVERAL, fails=st.booleans())
    def nest(self, before, inner, after, fails):
        with unit(now=self.now) as record:
            acts = [self.act(record, kind) for kind in before]
            try:
                with unit(now=self.now) as nested:
                    more = [self.act(nested, kind) for kind in inner]
                    if fails:
                        raise PowerCutError
                acts += more
            except PowerCutError:
                pass
            acts += [self.act(record, kind) for kind in after]
        self.keep(acts)

    @rule(kind=BOTH)
    def sign(self, kind):
        checkpoint(self.trees[kind], self.now)

    @rule(kind=BOTH)
    def forget(self, kind):
        row = Disclosure.objects.filter(entry__tree=self.trees[kind], kind="", content__isnull=False).first()
        if row:
            erase([row], reason="retention ended", now=self.now)
            self.keep([(kind, "ledger.erased")])

    @rule(kind=BOTH)
    def restore(self, kind):
        open_epoch(self.trees[kind], reason="restored", now=self.now)
        self.epochs[kind] += 1
        self.keep([(kind, "ledger.epoch_opened")])

    @invariant()
    def both_trees_hold_what_was_committed_and_verify(self):
        for kind, tree in getattr(self, "trees", {}).items():
            entries = list(tree.entries.all())
            assert [(entry.epoch, entry.act) for entry in entries] == self.expected[kind]
            leaves = [leaf_hash(bytes(entry.body)) for entry in entries if entry.epoch == self.epochs[kind]]
            head = Tree.objects.get(pk=tree.pk)
            assert (head.epoch, head.size, bytes(head.root)) == (
                self.epochs[kind],
                len(leaves),
                root_of(leaves),
            )
            assert verify(tree).problems == []


@pytest.mark.django_db
def test_whatever_happens_the_ledger_holds_what_was_committed_and_nothing_else():
    run_state_machine_as_test(
        History, settings=settings(max_examples=25, stateful_step_count=15, deadline=None)
    )
