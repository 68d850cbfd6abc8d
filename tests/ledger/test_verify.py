import json
import sys
from datetime import timedelta

import pytest
from django.conf import settings as settings_of_django
from django.db import connection
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kokoroe.ledger.checkpoints import checkpoint, sign_left
from kokoroe.ledger.erasure import erase
from kokoroe.ledger.keys import ensure_keys, load_key
from kokoroe.ledger.merkle import Frontier, leaf_hash, root_of
from kokoroe.ledger.models import Checkpoint, Disclosure, Entry, Pseudonym, Tree
from kokoroe.ledger.note import NoteKey, TreeHead, sign
from kokoroe.ledger.report import Finding, Problem
from kokoroe.ledger.seals import UnsealedError, seal_of, seal_older
from kokoroe.ledger.trees import create_tree, open_epoch
from kokoroe.ledger.unit import Frozen, unit
from kokoroe.ledger.values import Values
from kokoroe.ledger.verify import verify

pytestmark = pytest.mark.django_db
verify_module = sys.modules[verify.__module__]

SIGNED = (4, 8, 12)  # sizes at which a checkpoint was made, of 13 entries


@pytest.fixture
def tree(now, cabinet):
    """Thirteen entries: every third freezes a paper, every other one holds a name."""
    tree = create_tree("contract", "sample")
    for seq in range(13):
        if seq % 3 == 0:
            cabinet.papers[str(seq)] = b"%%PDF %d" % seq
        with unit(now=now + timedelta(minutes=seq)) as record:
            record(
                tree,
                act="plan.submitted",
                actor=seq % 2,
                public={"version": seq},
                personal={"officer": "見本 太郎"} if seq % 2 else {},
                frozen=[Frozen("paper", str(seq), cabinet.papers[str(seq)])] if seq % 3 == 0 else [],
            )
        if seq + 1 in SIGNED:
            checkpoint(tree, now)
    tree.refresh_from_db()
    return tree


def found(tree):
    return [(problem.finding, problem.first, problem.last) for problem in verify(tree).problems]


def edited(body):
    return bytes(body).replace(b'"version":', b'"Version":')


def rewrite_hashes(tree):
    """What whoever has database and key would do: make every leaf hash and the head fit again."""
    frontier = Frontier()
    for entry in tree.entries.all():
        entry.leaf_hash = leaf_hash(bytes(entry.body))
        entry.save()
        frontier.extend([entry.leaf_hash])
    tree.size, tree.root, tree.frontier = frontier.size, frontier.root(), frontier.packed()
    tree.seal = seal_of(tree)
    tree.save()


def move(tree, seq, to):
    tree.entries.filter(seq=seq).update(seq=to)


def shift(tree, start, by):
    """Renumber everything from `start`; by way of numbers far off, since no two may be equal at any time."""
    tree.entries.filter(seq__gte=start).update(seq=F("seq") + 1000)
    tree.entries.filter(seq__gte=1000).update(seq=F("seq") - 1000 + by)


def remove(tree, seq):
    Disclosure.objects.filter(entry__tree=tree, entry__seq=seq).delete()
    tree.entries.filter(seq=seq).delete()


def test_an_untouched_ledger_is_in_order_and_says_what_was_looked_at(tree):
    report = verify(tree)
    assert (report.ok, report.problems) == (True, [])
    actors, papers, names = 2, 5, 6
    assert (report.entries, report.checkpoints, report.disclosures) == (13, 3, actors + papers + names)


def test_an_empty_ledger_is_in_order():
    assert verify(create_tree("contract", "sample")).ok


def test_an_edited_entry_is_named(tree):
    entry = tree.entries.get(seq=5)
    tree.entries.filter(seq=5).update(body=edited(entry.body))
    assert found(tree) == [(Finding.EDITED, 5, 5)]


def test_several_edited_entries_are_each_named(tree):
    for seq in (2, 5, 12):
        tree.entries.filter(seq=seq).update(body=edited(tree.entries.get(seq=seq).body))
    assert found(tree) == [(Finding.EDITED, 2, 2), (Finding.EDITED, 5, 5), (Finding.EDITED, 12, 12)]


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_one_byte_changed_anywhere_in_an_entry_names_it(tree, data):
    entry = tree.entries.get(seq=data.draw(st.integers(0, 12)))
    body = bytearray(entry.body)
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    tree.entries.filter(pk=entry.pk).update(body=bytes(body))
    assert (Finding.EDITED, entry.seq, entry.seq) in found(tree)
    tree.entries.filter(pk=entry.pk).update(body=entry.body)


def test_a_changed_leaf_hash_names_the_entry_and_the_stretch(tree):
    tree.entries.filter(seq=5).update(leaf_hash=bytes(32))
    assert found(tree) == [(Finding.EDITED, 5, 5), (Finding.REWRITTEN, 4, 7)]


def test_where_the_leaf_hashes_were_rewritten_too_the_stretch_between_good_checkpoints_is_named(tree):
    entry = tree.entries.get(seq=5)
    tree.entries.filter(seq=5).update(body=edited(entry.body))
    rewrite_hashes(tree)
    assert found(tree) == [(Finding.REWRITTEN, 4, 7)]


def test_before_the_first_checkpoint_the_stretch_begins_at_the_first_entry(tree):
    tree.entries.filter(seq=0).update(body=edited(tree.entries.get(seq=0).body))
    rewrite_hashes(tree)
    assert found(tree) == [(Finding.REWRITTEN, 0, 3)]


def test_after_the_last_checkpoint_the_head_still_names_the_stretch(tree):
    body = edited(tree.entries.get(seq=12).body)
    tree.entries.filter(seq=12).update(body=body, leaf_hash=leaf_hash(body))
    assert found(tree) == [(Finding.REWRITTEN, 12, 12)]


def test_what_nobody_signed_yet_can_be_rewritten_with_the_head(tree):
    tree.entries.filter(seq=12).update(body=edited(tree.entries.get(seq=12).body))
    rewrite_hashes(tree)
    assert found(tree) == []


def test_a_removed_entry_is_named(tree):
    remove(tree, 5)
    assert found(tree) == [(Finding.REMOVED, 5, 5)]


def test_removed_entries_in_a_row_are_named_as_one_stretch(tree):
    for seq in (5, 6, 7, 8):
        remove(tree, seq)
    assert found(tree) == [(Finding.REMOVED, 5, 8)]


def test_the_last_entry_removed_is_named(tree):
    remove(tree, 12)
    assert found(tree) == [(Finding.REMOVED, 12, 12)]


def test_entries_removed_at_the_end_are_missed_by_the_checkpoint_where_the_head_was_set_back(tree):
    for seq in (10, 11, 12):
        remove(tree, seq)
    rewrite_hashes(tree)
    assert found(tree) == [(Finding.REMOVED, 10, 11)]


def test_a_removed_entry_is_found_where_the_others_were_renumbered(tree):
    remove(tree, 5)
    shift(tree, 6, by=-1)
    rewrite_hashes(tree)
    moved = [(Finding.MOVED, seq, seq) for seq in range(5, 12)]
    assert found(tree) == [*moved[:3], (Finding.REWRITTEN, 4, 7), *moved[3:]]


def test_an_inserted_entry_is_found_where_the_others_were_renumbered(tree):
    shift(tree, 5, by=1)
    forged = tree.entries.get(seq=4)
    body = edited(forged.body).replace(b'"seq":4,', b'"seq":5,')
    Entry.objects.create(tree=tree, epoch=1, seq=5, act=forged.act, leaf_hash=leaf_hash(body), body=body)
    rewrite_hashes(tree)
    problems = found(tree)
    assert problems[:3] == [(Finding.MOVED, 6, 6), (Finding.MOVED, 7, 7), (Finding.REWRITTEN, 4, 7)]


def test_an_entry_inserted_at_the_end_is_named(tree):
    forged = tree.entries.get(seq=12)
    body = bytes(forged.body).replace(b'"seq":12,', b'"seq":13,')
    Entry.objects.create(tree=tree, epoch=1, seq=13, act=forged.act, leaf_hash=leaf_hash(body), body=body)
    assert found(tree) == [(Finding.INSERTED, 13, 13)]


def test_swapped_entries_are_both_named(tree):
    move(tree, 5, 1000)
    move(tree, 6, 5)
    move(tree, 1000, 6)
    assert found(tree) == [(Finding.MOVED, 5, 5), (Finding.MOVED, 6, 6), (Finding.REWRITTEN, 4, 7)]


def test_an_entry_from_another_tree_is_named(tree, now):
    other = create_tree("contract", "another")
    with unit(now=now) as record:
        record(other, act="plan.submitted", actor=None, public={"version": 0})
    forged = other.entries.get()
    tree.entries.filter(seq=0).update(body=forged.body, leaf_hash=forged.leaf_hash)
    assert found(tree)[:2] == [(Finding.MOVED, 0, 0), (Finding.REWRITTEN, 0, 3)]


def test_an_act_renamed_in_its_column_is_named(tree):
    tree.entries.filter(seq=5).update(act="plan.withdrawn")
    assert found(tree) == [(Finding.MOVED, 5, 5)]


@pytest.mark.sqlite  # PostgreSQL keeps a column to its kind
@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("body = replace(body, 'version', 'Version')", Finding.EDITED),
        ("body = CAST(body AS TEXT)", Finding.EDITED),
        ("body = 5", Finding.EDITED),
        ("leaf_hash = 'edited'", Finding.EDITED),
        ("act = X'00'", Finding.MOVED),
    ],
)
def test_an_entry_edited_into_another_kind_of_value_is_named(tree, change, finding):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_entry SET {change} WHERE tree_id = %s AND seq = 5", [tree.pk])
    assert found(tree)[0] == (finding, 5, 5)


@pytest.fixture(params=[["plan.submitted"], ["plan.submitted", "plan.accepted", "plan.sent"]], ids=len)
def plain(request, now, monkeypatch):
    """Thirteen pages of entries that disclose nothing, of one act or of several."""
    monkeypatch.setattr("kokoroe.ledger.verify.ROWS", 10)
    tree = create_tree("contract", "plain")
    with unit(now=now) as record:
        for seq in range(130):
            act = request.param[seq % len(request.param)]
            record(tree, act=act, actor=None, public={"version": seq})
    tree.refresh_from_db()
    return tree


MISPLACED = {
    "act": lambda row: {"act": row.act + "s"},
    "act cut short": lambda row: {"act": row.act[:-1]},
    "begin, lower": lambda row: {"body": b" " + row.body},
    "begin, higher": lambda row: {"body": row.body.replace(b'"act":"', b'"act":"z', 1)},
    "end": lambda row: {"body": row.body + b" "},
    "number": lambda row: {"body": row.body.replace(b'"seq":%d,' % row.seq, b'"seq":%d,' % (row.seq + 1))},
    "tree": lambda row: {"body": row.body.replace(b"/plain", b"/plaim")},
    "end alone": lambda row: {"body": row.body[row.body.index(b'"sd":[') :]},
    "nothing": lambda _: {"body": b""},
}


@pytest.mark.parametrize("seq", [0, 5, 99, 100, 129])
@pytest.mark.parametrize("change", MISPLACED.values(), ids=MISPLACED)
def test_what_does_not_belong_among_like_entries_is_named_though_all_was_signed_anew(plain, seq, change):
    row = plain.entries.get(seq=seq)
    row.body = bytes(row.body)
    plain.entries.filter(seq=seq).update(**change(row))
    rewrite_hashes(plain)
    assert found(plain) == [(Finding.MOVED, seq, seq)]


def test_entries_swapped_among_like_ones_are_named_though_all_was_signed_anew(plain):
    for one, other in ((10, 13), (98, 101)):
        move(plain, one, 1000)
        move(plain, other, one)
        move(plain, 1000, other)
    rewrite_hashes(plain)
    assert found(plain) == [(Finding.MOVED, seq, seq) for seq in (10, 13, 98, 101)]


def test_ends_that_were_shifted_from_one_entry_into_the_next_are_named(plain):
    one, other = (bytes(plain.entries.get(seq=seq).body) for seq in (50, 51))
    plain.entries.filter(seq=50).update(body=one + other[:9])
    plain.entries.filter(seq=51).update(body=other[9:])
    rewrite_hashes(plain)
    assert found(plain) == [(Finding.MOVED, 50, 50), (Finding.MOVED, 51, 51)]


def test_edited_removed_and_strange_are_named_among_like_entries(plain):
    plain.entries.filter(seq=20).update(body=edited(plain.entries.get(seq=20).body))
    Disclosure.objects.create(entry=plain.entries.get(seq=40), digest="", name="officer", content="")
    remove(plain, 60)
    assert found(plain) == [
        (Finding.EDITED, 20, 20),
        (Finding.REMOVED, 60, 60),
        (Finding.VALUE_STRANGE, 40, 40),
    ]


def test_entries_moved_to_an_epoch_that_never_was_are_found(tree):
    tree.entries.filter(seq=12).update(epoch=7)
    assert [(p.finding, p.epoch, p.first) for p in verify(tree).problems][:2] == [
        (Finding.REMOVED, 1, 12),
        (Finding.REMOVED, 7, 0),
    ]


@pytest.mark.parametrize(
    "change", [{"root": bytes(32)}, {"frontier": bytes(96)}, {"size": 12}, {"size": 14}, {"size": 0}]
)
def test_a_head_that_does_not_fit_is_found(tree, change):
    for name, value in change.items():
        setattr(tree, name, value)
    tree.save()
    expected = {
        "root": [(Finding.SEAL, None, None), (Finding.REWRITTEN, 12, 12)],
        "frontier": [(Finding.HEAD, None, None)],
        12: [(Finding.SEAL, None, None), (Finding.HEAD, None, None), (Finding.INSERTED, 12, 12)],
        14: [(Finding.SEAL, None, None), (Finding.REMOVED, 13, 13)],
        0: [(Finding.SEAL, None, None), (Finding.HEAD, None, None), (Finding.INSERTED, 12, 12)],
    }
    ((name, value),) = change.items()
    assert found(tree) == expected[value if name == "size" else name]


@pytest.mark.parametrize(
    "change",
    [
        lambda _: {"root": bytes(32)},
        lambda row: {"size": row.size - 1},
        lambda row: {"note": row.note.replace("\n8\n", "\n7\n")},
        lambda row: {"note": row.note[:-9] + "AAAAAAA=\n"},
        lambda _: {"note": ""},
    ],
)
def test_an_altered_checkpoint_is_found(tree, change):
    row = Checkpoint.objects.get(tree=tree, size=8)
    Checkpoint.objects.filter(pk=row.pk).update(**change(row))
    assert found(tree)[0] == (Finding.CHECKPOINT, None, None)


def test_one_that_says_another_time_is_found(tree, now):
    Checkpoint.objects.filter(tree=tree, size=8).update(at=now - timedelta(days=1))
    assert found(tree) == [(Finding.CHECKPOINT, None, None)]


def test_the_newest_signature_answers_for_all_before_it(tree, monkeypatch):
    checked = []
    signed = NoteKey.signed
    monkeypatch.setattr(NoteKey, "signed", lambda *given: checked.append(given) or signed(*given))
    assert found(tree) == []
    assert len(checked) == 1


def test_one_that_is_gone_is_named_by_the_one_after_it(tree):
    Checkpoint.objects.filter(tree=tree, size=8).delete()
    assert verify(tree).problems == [Problem(Finding.CHECKPOINT_MISSING, 1, what="8")]


def test_without_any_nothing_is_signed(tree, now):
    Checkpoint.objects.filter(tree=tree).delete()
    report = verify(tree, now=now + timedelta(hours=1))
    assert (report.problems, report.unsigned) == ([Problem(Finding.UNSIGNED, 1, 0, 12, "—")], 13)


def test_what_waits_for_its_signature_is_told_and_after_two_minutes_a_finding(tree, now):
    last = now + timedelta(minutes=12)
    told = Problem(Finding.UNSIGNED, 1, 12, 12, "12, 2026-11-23 00:00 UTC")
    soon = verify(tree, now=last + timedelta(seconds=119))
    assert (soon.ok, soon.notes, soon.unsigned) == (True, [told], 1)
    late = verify(tree, now=last + timedelta(seconds=121))
    assert (late.problems, late.notes) == ([told], [])
    assert verify(tree, now=last - timedelta(hours=1)).problems == [
        told
    ]  # it says a time that is yet to come


def appended(tree, *, seal):
    """An entry that somebody with the database adds, the head made to fit."""
    body = bytes(tree.entries.get(seq=12).body).replace(b'"seq":12,', b'"seq":13,')
    Entry.objects.create(
        tree=tree, epoch=1, seq=13, act="plan.submitted", leaf_hash=leaf_hash(body), body=body
    )
    before = tree.seal
    rewrite_hashes(tree)
    Tree.objects.filter(pk=tree.pk).update(seal=before if seal is None else seal)


@pytest.mark.parametrize("seal", [None, b"", bytes(32)])
def test_what_somebody_with_the_database_appends_is_found_and_never_signed(tree, now, seal):
    appended(tree, seal=seal)
    later = now + timedelta(hours=1)
    assert sign_left(now=later) == 0
    with unit(now=later) as record:
        record(tree, act="plan.received", actor=None)
    with pytest.raises(UnsealedError):
        checkpoint(tree, later)
    assert sign_left(now=later + timedelta(hours=1)) == 0
    assert not verify(tree, now=later + timedelta(hours=1)).ok


def test_a_head_of_before_there_were_seals_goes_on_once_it_was_sealed(tree, now):
    """Signed or not: a crash may have cost its signature."""
    Tree.objects.filter(pk=tree.pk).update(seal=b"")
    assert (Finding.SEAL, None, None) in found(tree)
    assert seal_older() == 1
    with unit(now=now) as record:
        record(tree, act="plan.received", actor=None)
    checkpoint(tree, now)
    assert verify(tree, now=now + timedelta(hours=1)).ok


def test_checkpoints_of_before_they_named_each_other_are_each_checked(tree, now):
    Checkpoint.objects.filter(tree=tree).delete()
    key = load_key(settings_of_django.KOKOROE_KEYS)
    for size in SIGNED:
        root = root_of([bytes(entry.leaf_hash) for entry in tree.entries.all()[:size]])
        note = str(sign(str(TreeHead(str(tree), size, root)), str(tree), key))
        Checkpoint.objects.create(tree=tree, epoch=1, size=size, root=root, note=note, at=now)
    checkpoint(tree, now)
    assert (found(tree), verify(tree).checkpoints) == ([], 4)
    Checkpoint.objects.filter(tree=tree, size=8).update(note=note)
    assert found(tree) == [(Finding.CHECKPOINT, None, None)]


def test_checkpoints_of_which_a_later_one_is_of_an_earlier_time_are_told(tree, now):
    checkpoint(tree, now - timedelta(days=1))
    report = verify(tree)
    assert (report.ok, [(note.finding, note.what) for note in report.notes]) == (
        True,
        [(Finding.DISORDER, "13")],
    )


def test_checkpoints_of_another_key_are_found(tree, settings, tmp_path):
    settings.KOKOROE_KEYS = ensure_keys(tmp_path).parent
    assert found(tree) == [*[(Finding.CHECKPOINT, None, None)] * 3, (Finding.SEAL, None, None)]


def test_a_changed_value_is_named_with_its_entry(tree):
    row = Disclosure.objects.get(entry__tree=tree, entry__seq=5, kind="")
    Disclosure.objects.filter(pk=row.pk).update(content=row.content.replace("太郎", "次郎"))
    assert verify(tree).problems == [Problem(Finding.VALUE_CHANGED, 1, 5, 5, "officer")]


@pytest.mark.parametrize("change", [{"name": "deputy"}, {"kind": "paper"}])
def test_a_value_that_goes_by_another_name_is_found(tree, change):
    Disclosure.objects.filter(entry__tree=tree, entry__seq=5, kind="").update(**change)
    assert found(tree) == [(Finding.VALUE_CHANGED, 5, 5)]


def test_frozen_content_cannot_be_passed_off_as_a_value(tree, cabinet):
    Disclosure.objects.filter(kind="paper", name="6").update(kind="", name="paper/6")
    cabinet.papers["6"] = b"forged"
    assert found(tree) == [(Finding.VALUE_CHANGED, 6, 6)]


def test_a_value_that_is_gone_with_its_row_is_named_by_its_digest(tree):
    row = Disclosure.objects.get(entry__tree=tree, entry__seq=5, kind="")
    row.delete()
    assert verify(tree).problems == [Problem(Finding.VALUE_MISSING, 1, 5, 5, row.digest)]


def test_a_value_emptied_without_an_erasure_on_record_is_named(tree):
    Disclosure.objects.filter(entry__tree=tree, entry__seq=5, kind="").update(content=None)
    assert verify(tree).problems == [Problem(Finding.VALUE_EMPTIED, 1, 5, 5, "officer")]


def test_a_value_that_its_entry_never_committed_to_is_named(tree):
    row = Disclosure.objects.get(entry__tree=tree, entry__seq=5, kind="")
    row.pk, row.entry = None, tree.entries.get(seq=8)
    row.save()
    assert verify(tree).problems == [Problem(Finding.VALUE_STRANGE, 1, 8, 8, "officer")]


def test_a_value_that_stands_there_twice_is_named(tree):
    row = Disclosure.objects.get(entry__tree=tree, entry__seq=5, kind="")
    row.pk = None
    row.save()
    assert verify(tree).problems == [Problem(Finding.VALUE_STRANGE, 1, 5, 5, "officer")]


def test_one_byte_changed_in_frozen_content_names_the_entry_and_the_content(tree, cabinet):
    cabinet.papers["6"] = b"%PDF 7"
    assert verify(tree).problems == [Problem(Finding.CONTENT_CHANGED, 1, 6, 6, "paper 6")]


def test_frozen_content_that_is_gone_is_named(tree, cabinet):
    del cabinet.papers["6"]
    assert verify(tree).problems == [Problem(Finding.CONTENT_MISSING, 1, 6, 6, "paper 6")]


def test_frozen_content_that_nobody_can_read_is_not_called_in_order(tree, now):
    with unit(now=now) as record:
        record(tree, act="photo.kept", actor=None, frozen=[Frozen("photo", "1", b"")])
    assert verify(tree).problems == [Problem(Finding.CONTENT_UNREAD, 1, 13, 13, "photo 1")]


def test_a_pseudonym_given_to_another_account_is_named_with_the_entry_that_introduced_it(tree):
    row = Pseudonym.objects.get(tree=tree, account="1")
    Pseudonym.objects.filter(pk=row.pk).update(account="99")
    expected = [Problem(Finding.CONTENT_CHANGED, 1, 1, 1, f"ledger.actor {row.token}")]
    assert verify(tree).problems == expected


def test_what_happens_meanwhile_is_no_finding(tree, now, monkeypatch):
    begin = Values.begin

    def begin_late(self, epoch):
        erase(Disclosure.objects.filter(entry__tree=tree, entry__seq=5, kind=""), reason="asked for", now=now)
        with unit(now=now) as record:
            record(tree, act="plan.submitted", actor=3, personal={"officer": "例示 花子"})
        checkpoint(tree, now)
        begin(self, epoch)

    monkeypatch.setattr(Values, "begin", begin_late)
    report = verify(tree)
    assert (report.problems, report.entries, report.erased) == ([], 13, 1)


def test_findings_in_one_tree_are_not_findings_in_another(tree, now):
    other = create_tree("contract", "another")
    with unit(now=now) as record:
        record(other, act="plan.submitted", actor=1, personal={"officer": "例示 花子"})
    tree.entries.filter(seq=5).update(body=b"{}")
    assert (verify(other).ok, verify(other).disclosures) == (True, 2)


def test_a_finding_reads_as_a_sentence_in_both_languages():
    for finding in Finding:
        text = Problem(finding, 2, 5, 7, "paper 6").text
        assert text.ja
        assert text.en
        assert "{" not in text.ja + text.en
    one = Problem(Finding.EDITED, 1, 5, 5).text
    assert (one.ja, one.en) == (
        "記録5の内容が、記録したときのものと違います。",
        "The content of entry 5 is not what was recorded.",
    )
    many = Problem(Finding.REMOVED, 2, 5, 7).text
    assert (many.ja, many.en) == (
        "第2期の記録5から7までがありません。",
        "No longer there: entries 5 to 7 of epoch 2.",
    )


@pytest.mark.parametrize("epoch", [-1, 0, 2**31, 2**62, "1"])
def test_an_epoch_before_the_first_that_an_opening_names_is_passed_over(tree, now, epoch):
    open_epoch(tree, reason="restored", now=now)
    opening = tree.entries.get(epoch=2)
    body = bytes(opening.body).replace(b'"epoch":1', b'"epoch":' + json.dumps(epoch).encode())
    tree.entries.filter(pk=opening.pk).update(body=body)
    assert (Finding.EDITED, 0, 0) in found(tree)


@pytest.mark.sqlite  # PostgreSQL refuses it
@pytest.mark.parametrize("epoch", [-1, 2**40])
def test_an_entry_of_an_epoch_that_cannot_be_is_a_finding(tree, epoch):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE ledger_entry SET epoch = %s WHERE seq = 12", [epoch])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert (Finding.UNREADABLE, None, None) in found(tree)


@pytest.mark.parametrize("at", ["0001-01-01 00:00:00+14:00", "9999-12-31 23:59:59-14:00"])
def test_a_checkpoint_at_the_end_of_all_times_is_a_finding(tree, now, monkeypatch, at):
    read = verify_module.rows_of
    monkeypatch.setattr(
        verify_module,
        "rows_of",
        lambda sql, *values: [
            (*row[:4], at) if "ledger_checkpoint" in sql and row[1] == 8 else row
            for row in read(sql, *values)
        ],
    )
    assert (Finding.CHECKPOINT, None, None) in found(tree)
