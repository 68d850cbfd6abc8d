from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoroe.ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash, node_hash, root_of

# The eight entries of Certificate Transparency's own tests, and the root after each.
CT_ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LARGEST = 129
LEAVES = [leaf_hash(b"%d" % number) for number in range(LARGEST)]


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 2.1 words it, apart from the code under test."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + defined_root(leaves[:split]) + defined_root(leaves[split:])).digest()


ROOTS = [defined_root(LEAVES[:size]) for size in range(LARGEST + 1)]


def test_it_gives_the_roots_of_certificate_transparency():
    leaves = [leaf_hash(entry) for entry in CT_ENTRIES]
    assert [root_of(leaves[:size]).hex() for size in range(1, 9)] == CT_ROOTS


def test_the_empty_tree_has_the_hash_of_nothing():
    assert Frontier().root() == EMPTY_ROOT == sha256(b"").digest()


def test_a_frontier_grown_one_by_one_has_the_defined_root_at_every_size():
    frontier = Frontier()
    found = [frontier.root()]
    for leaf in LEAVES:
        frontier.extend([leaf])
        found.append(frontier.root())
    assert found == ROOTS


@given(st.lists(st.integers(0, 40), max_size=8))
def test_a_frontier_grown_in_pieces_and_stored_between_them_has_the_defined_root(pieces):
    frontier, size = Frontier(), 0
    for piece in pieces:
        frontier.extend(LEAVES[size : size + piece])
        size = min(size + piece, LARGEST)
        frontier = Frontier(frontier.size, frontier.packed())
        assert (frontier.size, frontier.root()) == (size, ROOTS[size])


def test_a_frontier_refuses_hashes_that_do_not_fit_its_size():
    with pytest.raises(ValueError, match="32 bytes are not the 2 hashes of a tree of 3"):
        Frontier(3, bytes(32))


def test_a_node_cannot_pass_for_an_entry():
    leaves = [leaf_hash(entry) for entry in CT_ENTRIES[:4]]
    left, right = node_hash(leaves[0], leaves[1]), node_hash(leaves[2], leaves[3])
    assert root_of(leaves) == node_hash(left, right)
    assert leaf_hash(left + right) != root_of(leaves)
