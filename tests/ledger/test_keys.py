import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kokoroe.ledger.keys import KeyMissingError, ensure_keys, fingerprint, load_key


def test_the_key_is_made_once_and_never_replaced(tmp_path):
    path = ensure_keys(tmp_path / "keys")
    made = path.read_bytes()
    assert ensure_keys(tmp_path / "keys") == path
    assert path.read_bytes() == made
    assert len(fingerprint(load_key(tmp_path / "keys"))) == 64


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_only_its_owner_reads_the_key(tmp_path):
    path = ensure_keys(tmp_path / "keys")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_missing_key_is_told_with_its_place(tmp_path):
    with pytest.raises(KeyMissingError, match=r"ledger\.key: no signing key can be read .*belongs to user"):
        load_key(tmp_path)


def test_a_key_of_another_type_is_refused(tmp_path):
    pem = Ed448PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "ledger.key").write_bytes(pem)
    with pytest.raises(KeyMissingError, match="an Ed25519 key is expected"):
        load_key(tmp_path)


def test_who_has_read_the_key_goes_on_while_its_file_cannot_be_read(tmp_path):
    path = ensure_keys(tmp_path)
    key = load_key(tmp_path)
    path.rename(tmp_path / "elsewhere")
    assert load_key(tmp_path) is key
