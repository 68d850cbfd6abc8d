"""Whole numbers out of addresses and forms, where anybody may write anything."""

LONGEST = 18  # digits: what every database holds in a primary key


def number(written: str) -> int | None:
    """The number that ASCII digits write; None for anything else, ² and thousands of digits included."""
    return int(written) if len(written) <= LONGEST and written.isascii() and written.isdigit() else None
