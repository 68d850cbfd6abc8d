"""What a witness countersigns, and what it refuses and tells its own people, whatever the server shows."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kokoroe.ledger.note import Note, seconds_of
from kokoroe.ledger.witness.keeping import WitnessError, new_key, read_key, read_state
from kokoroe.ledger.witness.looking import Refusal

THEN = 1_790_000_000


def refused(witness) -> str:
    with pytest.raises(Refusal) as refusal:
        witness.look(seconds=THEN)
    return refusal.value.name


def test_it_countersigns_what_it_sees_first_and_every_growth_and_the_same_again(ledger, witness, told):
    for size in (3, 4, 4, 9):
        ledger.bodies += [b"more"] * (size - len(ledger.bodies))
        assert witness.look(seconds=THEN).size == size
        note = Note.parse(ledger.cosigned[-1])
        assert note.signers([witness.key.public]) == [witness.key.public]
        assert seconds_of(note.signatures[1].data) == THEN
    assert (told, len(ledger.cosigned)) == ([], 4)


def test_it_refuses_a_ledger_that_was_edited_shrunk_forked_or_exchanged_and_says_so_once(
    ledger, witness, told
):
    witness.look(seconds=THEN)
    attacks = {
        "older": ("shrunk", [b"one", b"two"]),
        "edited": ("forked", [b"one", b"TWO", b"three"]),
        "edited and grown": ("forked", [b"one", b"TWO", b"three", b"four"]),
        "removed": ("forked", [b"one", b"three", b"four", b"five"]),
        "inserted": ("forked", [b"one", b"two", b"new", b"three"]),
        "swapped": ("forked", [b"two", b"one", b"three", b"four"]),
    }
    for attack, (found, bodies) in attacks.items():
        ledger.bodies, before = bodies, len(told)
        assert refused(witness) == refused(witness) == found, attack
        assert len(told) == before + 1, attack
        assert "副署した検証点" in told[-1][1]
    assert len(ledger.cosigned) == 1
    assert set(ledger.refused) == set(ledger.cosigned)  # what contradicts it is sent to the server as well


def test_it_goes_on_once_the_ledger_is_again_what_it_was(ledger, witness):
    witness.look(seconds=THEN)
    ledger.bodies = [b"one"]
    refused(witness)
    ledger.bodies = [b"one", b"two", b"three", b"four"]
    assert witness.look(seconds=THEN).size == 4


def test_it_trusts_no_other_key_and_no_unsigned_checkpoint(ledger, witness, told):
    assert refused(replace(witness, pin="0" * 64)) == "key"
    witness.look(seconds=THEN)
    mine = ledger.key
    ledger.key = Ed25519PrivateKey.generate()
    assert refused(witness) == "key"
    foreign = ledger.note()
    ledger.key = mine
    ledger.checkpoint = lambda: (str(foreign), ledger.__class__.checkpoint(ledger)[1])
    assert refused(witness) == "unsigned"
    assert len(told) == 3


def test_a_new_epoch_is_accepted_with_what_it_countersigned_in_its_first_entry_and_told(
    ledger, witness, told
):
    seen = witness.look(seconds=THEN)
    ledger.bodies.append(b"four")
    later = str(ledger.note())
    ledger.bodies = [b"one"]
    ledger.open_epoch(last_checkpoint=later, countersigned=[seen.note])
    assert witness.look(seconds=THEN).origin.endswith("/e2")
    ((subject, body),) = told
    assert "新しい期" in subject
    assert "3件目まで、引き継がれたのは1件目まで" in body


def test_a_new_epoch_that_does_not_carry_it_is_refused_until_somebody_says_so(ledger, witness, told):
    witness.look(seconds=THEN)
    ledger.bodies = [b"one"]
    ledger.open_epoch()
    assert refused(witness) == "epoch"
    assert "--accept-epoch" in told[-1][1]
    assert replace(witness, accept_epoch=True).look(seconds=THEN).origin.endswith("/e2")
    ledger.origin, ledger.bodies = ledger.origin.removesuffix("/e2"), [b"one", b"two", b"three", b"four"]
    assert refused(witness) == "shrunk"  # an epoch that was left does not come back


def test_what_it_saw_is_written_before_the_cosignature_leaves(ledger, witness):
    def fails(note):
        raise WitnessError("届かない", "not reached")

    ledger.cosign = fails
    with pytest.raises(WitnessError):
        witness.look(seconds=THEN)
    assert read_state(witness.state)[ledger.origin].size == 3


def test_a_damaged_state_or_key_is_no_reason_to_begin_anew(ledger, witness, tmp_path):
    witness.look(seconds=THEN)
    for text in ("", "{", '{"v": 1}', '{"ledgers": {"a": {"size": 1}}}', '{"ledgers": []}'):
        witness.state.write_text(text, "utf-8")
        with pytest.raises(WitnessError):
            witness.look(seconds=THEN)
    key = tmp_path / "witness.key"
    assert read_key(key).public == witness.key.public
    with pytest.raises(WitnessError):
        new_key(key, "city.example/other")
    for text in ("", "PRIVATE+KEY+a+00000000+AAAA", key.read_text("utf-8").replace("PRIVATE", "PUBLIC")):
        key.write_text(text, "utf-8")
        with pytest.raises(WitnessError):
            read_key(key)
