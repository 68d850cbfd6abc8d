"""Proofs of RFC 6962 over trees of every small size, and forged ones."""

import pytest

from kokoroe.ledger.merkle import leaf_hash, root_of
from kokoroe.ledger.proofs import (
    ProofError,
    check_consistency,
    consistency_ranges,
    inclusion_ranges,
    root_by_inclusion,
)

MOST = 40
LEAVES = [leaf_hash(bytes([number])) for number in range(MOST)]


def roots(ranges):
    return [root_of(LEAVES[first:end]) for first, end in ranges]


def test_the_hashes_are_those_that_rfc_6962_names_in_its_order():
    assert inclusion_ranges(0, 7) == [(1, 2), (2, 4), (4, 7)]
    assert inclusion_ranges(4, 7) == [(5, 6), (6, 7), (0, 4)]
    assert consistency_ranges(3, 7) == [(2, 3), (3, 4), (0, 2), (4, 7)]
    assert consistency_ranges(4, 7) == [(4, 7)]
    assert consistency_ranges(6, 7) == [(4, 6), (6, 7), (0, 4)]


def test_every_entry_is_proved_and_no_other_leaf_in_its_place():
    for size in range(1, MOST):
        root = root_of(LEAVES[:size])
        for index in range(size):
            hashes = roots(inclusion_ranges(index, size))
            assert root_by_inclusion(index, size, LEAVES[index], hashes) == root
            assert root_by_inclusion(index, size, LEAVES[index - 1], hashes) != root or size == 1


def test_every_growth_is_proved_and_no_forged_one():
    for size in range(1, MOST):
        root = root_of(LEAVES[:size])
        for old in range(1, size + 1):
            before, hashes = root_of(LEAVES[:old]), roots(consistency_ranges(old, size))
            check_consistency(old, before, size, root, hashes)
            forged = [[*hashes[:at], b"x" * 32, *hashes[at + 1 :]] for at in range(len(hashes))]
            for wrong in (*((before, root, each) for each in forged), (b"x" * 32, root, hashes)):
                with pytest.raises(ProofError):
                    check_consistency(old, wrong[0], size, wrong[1], wrong[2])


def test_a_proof_of_another_length_a_shrunken_tree_and_an_entry_beyond_it_are_refused():
    root = root_of(LEAVES[:7])
    for given in ((3, 7, [b"x" * 32]), (8, 7, []), (0, 7, [b"x" * 32])):
        with pytest.raises(ProofError):
            check_consistency(given[0], root, given[1], root, given[2])
    for index, hashes in ((7, []), (0, roots(inclusion_ranges(0, 7))[1:])):
        with pytest.raises(ProofError):
            root_by_inclusion(index, 7, LEAVES[0], hashes)
