"""How it was established who took a step, in words."""

import pytest

from kokoroe.accounts.proof import WORDS as PROOFS
from kokoroe.contracts.seats import Seat
from kokoroe.submissions import assurance
from kokoroe.submissions.assurance import Assured, masked_address, of, words
from people import People


def test_it_comes_from_the_proof_and_from_who_vouched(party: People):
    def seat(proof: str) -> Seat:
        return Seat(party.client, party.contract, "client", frozenset(), proof=proof)

    assert of(seat("")) == Assured("own_sign_in", "")
    assert of(seat("password+totp")) == Assured("own_sign_in", "password+totp")
    assert of(seat("link")) == Assured("link_and_code", "link")
    party.client.vouched_by = party.contract.contractor
    assert of(seat("passkey")) == Assured("vouched_by_other", "passkey")


@pytest.mark.parametrize("proof", PROOFS)
def test_every_proof_has_words_in_both_languages(proof: str):
    for how in assurance.VOUCHED:
        said = words(how, proof)
        assert said.ja
        assert said.en
        assert said.ja != said.en


def test_an_api_token_is_no_sign_in():
    assert "ログイン" not in words("own_sign_in", "token").ja
    assert "sign-in" not in words("own_sign_in", "token").en


def test_an_address_is_shown_in_part():
    assert masked_address("kacho@city.example") == "k***@city.example"
