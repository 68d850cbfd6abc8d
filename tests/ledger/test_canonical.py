from datetime import date

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from kokoroe.ledger.canonical import NotCanonicalError, canonical

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20)


@given(VALUES)
def test_it_gives_the_bytes_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)


def test_names_as_people_write_them_stay_readable():
    assert canonical({"name": "𠮷田 髙子", "age": 41}) == '{"age":41,"name":"𠮷田 髙子"}'.encode()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"share": 0.5}, "public.share: float has no canonical form"),
        ({"until": date(2027, 3, 31)}, "public.until: date has no canonical form"),
        ({"people": [{"名前": 1}]}, r"public.people\[0\]: the key '名前' is not ASCII"),
        ({1: "one"}, "public: the key 1 is not ASCII"),
        ({"n": 2**53}, "public.n: 9007199254740992 is beyond 2"),
        ({"n": -(2**53)}, "public.n: -9007199254740992 is beyond 2"),
        (["ok", "\ud800"], r"public\[1\]: half of a surrogate pair"),
        ({"raw": b"bytes"}, "public.raw: bytes has no canonical form"),
    ],
)
def test_it_refuses_what_has_no_canonical_bytes_and_says_where(value, message):
    with pytest.raises(NotCanonicalError, match=message):
        canonical(value, name="public")
