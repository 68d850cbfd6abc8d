import pytest

from kokoroe.ui.numbers import number


@pytest.mark.parametrize(("written", "read"), [("0", 0), ("042", 42), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_number(written, read):
    assert number(written) == read


@pytest.mark.parametrize("written", ["", "-1", "+1", "1.0", " 1", "²", "١", "１", "9" * 19, "9" * 5000])
def test_anything_else_is_none(written):
    assert number(written) is None
