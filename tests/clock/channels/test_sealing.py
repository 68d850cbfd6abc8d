import pytest

from kokoroe.accounts.sealing import SealError, seal, unseal

VALUES = {"url": "https://receiver.example/hook", "secret": "ひみつ"}


def test_what_is_sealed_can_be_opened_and_shows_nothing():
    sealed = seal(VALUES)
    assert unseal(sealed) == VALUES
    assert b"receiver" not in sealed
    assert seal(VALUES) != sealed


def test_another_installations_key_opens_nothing(settings):
    sealed = seal(VALUES)
    settings.SECRET_KEY = "another"
    with pytest.raises(SealError):
        unseal(sealed)


def test_a_key_that_was_replaced_still_opens(settings):
    sealed = seal(VALUES)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert unseal(sealed) == VALUES


def test_what_was_changed_does_not_open():
    sealed = bytearray(seal(VALUES))
    sealed[30] ^= 1
    with pytest.raises(SealError):
        unseal(bytes(sealed))
