from hypothesis import given
from hypothesis import strategies as st

from kokoroe.submissions.machine import NEXT, may_follow, standing

STEPS = st.lists(st.sampled_from(sorted(NEXT)), max_size=6)


def test_a_writing_begins_with_its_submission():
    assert [step for step in NEXT if may_follow([], step)] == ["submitted"]


def test_the_client_may_answer_without_a_receipt():
    assert may_follow(["submitted"], "accepted")
    assert may_follow(["submitted"], "returned")


@given(STEPS)
def test_after_an_end_nothing_follows(steps: list[str]):
    for end in ("accepted", "returned", "withdrawn"):
        assert not any(may_follow([*steps, end], step) for step in NEXT)


@given(STEPS)
def test_no_step_is_taken_twice_on_an_allowed_way(steps: list[str]):
    way: list[str] = []
    for step in steps:
        if may_follow(way, step):
            way.append(step)
    assert len(way) == len(set(way))
    assert standing(way) == (way[-1] if way else None)
