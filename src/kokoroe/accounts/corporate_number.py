"""法人番号: the thirteen digits by which the state knows an organisation."""

import unicodedata

from kokoroe.annex.text import Text

LENGTH = 13


class CorporateNumberError(ValueError):
    """Not a 法人番号; `text` says what is wrong and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


def check_digit(twelve: str) -> int:
    """The leading digit for the twelve that follow it (法人の番号の指定等に関する省令, section 2).

    9 minus the remainder by 9 of the sum of the digits, every second one counted from the right doubled.
    """
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(twelve)))
    return 9 - total % 9


def parse(typed: str) -> str:
    """The number as thirteen half-width digits; full-width digits, spaces and hyphens are taken as written.

    Raises:
        CorporateNumberError: not thirteen digits, or the check digit does not fit.
    """
    digits = "".join(c for c in unicodedata.normalize("NFKC", typed) if c not in "- \u2010\u2212\u30fc\u3000")
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        raise CorporateNumberError(
            Text(
                f"法人番号は13桁の数字です（入力は「{typed}」）。国税庁の法人番号公表サイトで確かめてください。",
                f"A corporate number has 13 digits (you typed “{typed}”). Look it up on the tax agency's site.",
            )
        )
    if check_digit(digits[1:]) != int(digits[0]):
        raise CorporateNumberError(
            Text(
                f"法人番号「{typed}」の検査数字が合いません。打ち間違いがないか確かめてください。",
                f"The check digit of “{typed}” does not fit. Please look for a mistyped digit.",
            )
        )
    return digits
