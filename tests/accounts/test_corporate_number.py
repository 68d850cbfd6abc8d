import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoroe.accounts.corporate_number import CorporateNumberError, check_digit, parse

TWELVE = st.text("0123456789", min_size=12, max_size=12)


def test_the_tax_agencys_own_example_passes():
    assert parse("7000012050002") == "7000012050002"


def test_full_width_digits_spaces_and_hyphens_are_taken_as_written():
    assert parse("７-0000 1205－0002".replace("－", "-")) == "7000012050002"


@given(TWELVE)
def test_every_number_with_its_check_digit_passes(twelve: str):
    number = f"{check_digit(twelve)}{twelve}"
    assert parse(number) == number


@given(TWELVE, st.integers(0, 11), st.integers(1, 8))
def test_one_mistyped_digit_is_told(twelve: str, place: int, off: int):
    wrong = str((int(twelve[place]) + off) % 10)
    mistyped = f"{check_digit(twelve)}{twelve[:place]}{wrong}{twelve[place + 1 :]}"
    # 0 and 9 weigh the same by nine: the standard cannot tell them apart.
    if {twelve[place], wrong} != {"0", "9"}:
        with pytest.raises(CorporateNumberError):
            parse(mistyped)


@pytest.mark.parametrize("typed", ["", "123", "12345678901234", "700001205000x"])
def test_what_is_not_thirteen_digits_is_refused_in_both_languages(typed: str):
    with pytest.raises(CorporateNumberError) as refusal:
        parse(typed)
    assert "13桁" in refusal.value.text.ja
    assert "13 digits" in refusal.value.text.en
