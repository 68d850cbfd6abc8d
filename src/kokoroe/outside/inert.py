"""Text in a CSV that no spreadsheet takes for a formula, and how to get it back.

In an xlsx a cell says itself that it is text (kokoroe.papers.xlsx); a CSV cannot. The guard is an apostrophe before the
text, as OWASP's "CSV Injection" gives it; the full-width signs are there because Japanese Excel takes those too.
"""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD = "'"


def inert(text: str) -> str:
    """The text as a cell of a CSV: what begins like a formula, or like a guarded one, has an apostrophe before it."""
    return f"{GUARD}{text}" if text.lstrip(GUARD).startswith(FORMULA_STARTS) else text


def as_written(cell: str) -> str:
    """The text that `inert` was given."""
    return cell[1:] if cell.startswith(GUARD) and cell.lstrip(GUARD).startswith(FORMULA_STARTS) else cell
