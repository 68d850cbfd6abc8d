import json
from base64 import urlsafe_b64decode

from kokoroe.ledger.commitments import commit, digest_of, name_and_value


def test_it_gives_the_digest_of_the_example_of_rfc_9901():
    assert digest_of('["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"]') == (
        "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    )


def test_a_commitment_opens_to_its_name_and_value():
    commitment = commit("officer", {"name": "見本 太郎", "share": 100})
    assert name_and_value(commitment.content) == ("officer", {"name": "見本 太郎", "share": 100})
    assert commitment.digest == digest_of(commitment.content)


def test_equal_values_have_unequal_digests_since_each_has_a_salt_of_128_bits():
    first, second = commit("sex", "f"), commit("sex", "f")
    salts = [json.loads(commitment.content)[0] for commitment in (first, second)]
    assert first.digest != second.digest
    assert [len(urlsafe_b64decode(salt + "==")) for salt in salts] == [16, 16]
