import json

from hypothesis import given, settings
from hypothesis import strategies as st

from kokoroe.plan.roster.draft import Draft

letters = st.sampled_from(["A", "B", "AA"])


@settings(deadline=None)
@given(
    st.builds(
        Draft,
        sheet=st.none() | st.text(),
        header_row=st.none() | st.integers(min_value=1),
        mapping=st.dictionaries(letters, st.sampled_from(["name", "ignore"])),
        skips=st.frozensets(st.integers(min_value=1)),
        corrections=st.dictionaries(st.tuples(st.integers(min_value=1), letters), st.text()),
        renamed=st.dictionaries(st.tuples(st.text(), st.text()), st.booleans()),
    )
)
def test_a_draft_waits_in_json(draft):
    assert Draft.from_json(json.loads(json.dumps(draft.to_json()))) == draft


def test_nothing_decided_is_a_draft():
    assert Draft.from_json({}) == Draft()
