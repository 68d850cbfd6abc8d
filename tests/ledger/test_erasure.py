import pytest

from kokoroe.ledger.erasure import erase
from kokoroe.ledger.models import Disclosure
from kokoroe.ledger.trees import create_tree
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(now):
    tree = create_tree("contract", "sample")
    with unit(now=now) as record:
        record(tree, act="roster.imported", actor=1, personal={"name": "見本 太郎", "tel": "03-0000-0000"})
    return tree


def test_the_value_and_its_salt_go_and_the_entry_stays_as_it_was(tree, now):
    before = [(bytes(entry.body), bytes(entry.leaf_hash)) for entry in tree.entries.all()]
    name = Disclosure.objects.get(name="name")
    erase([name], reason="retention ended", now=now)
    name.refresh_from_db()
    after = [(bytes(entry.body), bytes(entry.leaf_hash)) for entry in tree.entries.all()]
    assert (name.content, name.value, Disclosure.objects.get(name="tel").value) == (
        None,
        None,
        "03-0000-0000",
    )
    assert after[: len(before)] == before


def test_the_erasure_is_an_entry_that_names_digests_and_reason(tree, now):
    name = Disclosure.objects.get(name="name")
    (recorded,) = erase([name], reason="retention ended", now=now, actor=2, clauses=["6"])
    entry = recorded.entry
    assert (entry.act, entry.seq, entry.clauses) == ("ledger.erased", 1, ["6"])
    assert entry.public == {"digests": [name.digest], "reason": "retention ended"}


def test_verification_says_erased_and_finds_nothing_wrong(tree, now):
    erase(Disclosure.objects.filter(name="name"), reason="retention ended", now=now, actor=2)
    report = verify(tree)
    assert (report.problems, report.erased, report.disclosures) == ([], 1, 4)


def test_each_tree_records_its_own_erasures(tree, now):
    other = create_tree("organisation", "sample")
    with unit(now=now) as record:
        record(other, act="person.added", actor=1, personal={"name": "例示 花子"})
    acts = erase(Disclosure.objects.filter(name="name"), reason="retention ended", now=now)
    assert [(act.entry.tree, act.seq) for act in acts] == [(tree, 1), (other, 1)]


def test_what_is_erased_already_is_not_erased_again(tree, now):
    name = Disclosure.objects.get(name="name")
    erase([name], reason="retention ended", now=now)
    assert erase([name], reason="again", now=now) == []
    assert tree.entries.count() == 2
