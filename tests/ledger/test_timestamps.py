"""What a time-stamping authority answers, believed only where all of it holds."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authority import POLICY, Authority
from kokoroe.ledger.timestamps import LARGEST, StampError, read, request

AT = datetime(2026, 12, 1, 3, 4, 5, tzinfo=UTC)
TEXT = b"what was there"
NONCE = 77


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority(AT)


def answer(authority: Authority) -> bytes:
    return authority(request(TEXT, NONCE))


def test_an_answer_says_when_by_whom_and_whether_a_trusted_authority_stands_behind_it(authority):
    said = answer(authority)
    other = Authority(AT)
    for roots, trusted in (
        ((), None),
        ((authority.root,), True),
        ((other.root, authority.root), True),
        ((other.root,), False),
    ):
        stamp = read(said, TEXT, nonce=NONCE, policy=POLICY, roots=roots)
        assert (stamp.at, stamp.policy, stamp.signer, stamp.trusted) == (AT, POLICY, "CN=Sample TSA", trusted)


@pytest.mark.parametrize(
    ("differs", "why"),
    [
        ({"nonce": 78}, "nonce"),
        ({"digest": sha256(b"another text").digest()}, "digest"),
        ({"policy": "1.2.3"}, "policy"),
        ({"status": "rejection"}, "not granted.*maintenance"),
        ({"status": "waiting"}, "not granted"),
        ({"until": AT - timedelta(seconds=1)}, "expired"),
        ({"purpose": ExtendedKeyUsageOID.CODE_SIGNING}, "not one for time stamps"),
        ({"without_certificates": True}, "cannot be read|not with it"),
        ({"names_its_certificate": False}, "cannot be read"),
        ({"tampered": True}, "signature"),
    ],
)
def test_an_answer_in_which_anything_is_wrong_is_none(authority, differs, why):
    with pytest.raises(StampError, match=why):
        read(answer(authority.but(**differs)), TEXT, nonce=NONCE, policy=POLICY)


def test_it_is_over_these_bytes_alone(authority):
    with pytest.raises(StampError, match="digest"):
        read(answer(authority), TEXT + b".")


def test_a_certificate_that_expired_since_was_good_when_it_signed(authority):
    brief = authority.but(until=AT + timedelta(seconds=1))
    assert read(answer(brief), TEXT, roots=(brief.root,)).trusted


@pytest.mark.parametrize("body", [b"", b"<html>", b"\x30\x80", b"\x30\x03\x02\x01\x00", bytes(LARGEST + 1)])
def test_what_is_no_answer_at_all_is_said_to_be_none(body):
    with pytest.raises(StampError):
        read(body, TEXT)


@pytest.fixture(scope="module")
def said(authority) -> bytes:
    return answer(authority)


@given(place=st.integers(0, 10_000), flipped=st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_no_other_byte_in_it_makes_it_say_anything_else_or_end_in_a_traceback(
    authority, said, place, flipped
):
    changed = bytearray(said)
    changed[place % len(said)] ^= flipped
    try:
        stamp = read(bytes(changed), TEXT, nonce=NONCE, roots=(authority.root,))
    except StampError:
        return
    assert (stamp.at, stamp.policy) == (AT, POLICY)
