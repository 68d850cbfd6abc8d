"""A card's link under attack: no guess opens it. What a page says to a guess, test_report_pages asks."""

from hypothesis import example, given
from hypothesis import strategies as st

from kokoroe.duties.incidents.models import ReportLink

GOOD = ReportLink(pk=7).token
KEY, _, SIGNATURE = GOOD.partition(".")
changed = st.builds(
    lambda at, other: GOOD[:at] + other + GOOD[at + 1 :],
    st.integers(0, len(GOOD)),
    st.text(min_size=1, max_size=2),
)
signed = st.builds("{}.{}".format, st.integers(1, 9), st.text("abcXYZ059-_", min_size=43, max_size=43))


@example(KEY)
@example(GOOD[:-1])
@example(f"{KEY}.{SIGNATURE.swapcase()}")
@example(f"8.{SIGNATURE}")
@given(st.one_of(st.text(), signed, changed).filter(lambda token: token != GOOD))
def test_no_guess_opens_a_link_nor_asks_the_database(token):
    """It would have to be let: no test reaches the database that does not say so."""
    assert ReportLink.opened_by(token) is None
