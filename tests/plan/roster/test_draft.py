import json

from hypothesis import given, settings
from hypothesis import strategies as st

from kokoroe.plan.roster.draft import Draft
from kokoroe.tables.answers import Answers

texts = st.dictionaries(st.text(), st.text())
answers = st.builds(
    Answers,
    sheets=st.lists(st.text()).map(tuple),
    header_row=st.none() | st.integers(min_value=1),
    given=texts,
    taken=st.frozensets(st.text()),
    left=st.frozensets(st.text()),
    typed=texts,
)


@settings(deadline=None)
@given(
    st.builds(
        Draft,
        answers=answers,
        renamed=st.dictionaries(st.tuples(st.text(), st.text()), st.booleans()),
    )
)
def test_a_draft_waits_in_json(draft):
    assert Draft.from_json(json.loads(json.dumps(draft.to_json()))) == draft


def test_nothing_decided_is_a_draft():
    assert Draft.from_json({}) == Draft()


def test_what_waits_since_before_is_read_as_it_was_meant():
    kept = {
        "sheet": "名簿",
        "header_row": 3,
        "mapping": {"E": "work"},
        "skips": [8],
        "corrections": [[5, "A", "見本 花子"]],
        "renamed": [["a", "b", True]],
    }
    assert Draft.from_json(kept) == Draft(
        Answers(
            sheets=("名簿",),
            header_row=3,
            given={"column:E": "work"},
            left=frozenset({"8"}),
            typed={"A5": "見本 花子"},
        ),
        renamed={("a", "b"): True},
    )


def test_only_a_number_confirms_how_many():
    assert Draft(Answers(given={"removed": "12"})).said("removed") == 12
    assert Draft(Answers(given={"removed": "yes"})).said("removed") is None
