"""Two people write at once: nobody's words are lost without their having been shown."""

from hypothesis import given
from hypothesis import strategies as st

from kokoroe.declare.merging import merge, same

KEYS = ("what", "when", "who")
VALUES = st.fixed_dictionaries({key: st.sampled_from(["", "a", "b", "c"]) for key in KEYS})


@given(VALUES, VALUES, VALUES)
def test_each_field_is_theirs_mine_or_asked_about(shown, standing, typed):
    taken, clashing = merge(shown, standing, typed)
    for key in KEYS:
        was, theirs, mine = shown[key], standing[key], typed[key]
        if key in clashing:
            assert len({was, theirs, mine}) == 3
        else:
            assert taken.get(key, theirs) == (theirs if mine == was else mine)


@given(VALUES, VALUES)
def test_alone_everything_typed_is_taken(shown, typed):
    taken, clashing = merge(shown, shown, typed)
    assert ({**shown, **taken}, clashing) == (typed, ())


def test_nothing_is_nothing_however_it_is_kept():
    assert merge({}, {"who": None}, {"who": ""}) == ({}, ())
    assert not same(None, False)


typed_in = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(("", "a", "b", "c")))


@given(st.lists(st.tuples(st.sampled_from(("officer", "worker")), st.booleans(), typed_in), max_size=10))
def test_whatever_two_people_do_no_words_go_unseen(acts):
    """Each writes into the form they opened; who reloads, or is shown a clash, sees everything. What stands there is
    replaced only by somebody who saw it."""
    standing: dict[str, str] = {}
    opened: dict[str, dict[str, str]] = {"officer": {}, "worker": {}}
    for who, reloads, typed in acts:
        if reloads:
            opened[who] = dict(standing)
        shown = opened[who]
        taken, clashing = merge(shown, standing, {**shown, **typed})
        for key, mine in typed.items():
            before, was = standing.get(key, ""), shown.get(key, "")
            if key in taken:
                assert before == was != mine
            elif mine != before:
                assert (key in clashing) == (mine != was)
        standing |= taken
        opened[who] = dict(standing)
