"""What time it is, from clocks that are injected: forward and back, for five seconds and for good."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoroe.clock.reckoning import LIKELY, STANDS, TOLERANCE, Clocks, Mark, begin, follow
from people import NOW

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
JUMPS = [sign * jump for sign in (1, -1) for jump in (HOUR, DAY, 74 * 365 * DAY)]


class Machine:
    """A machine whose wall clock can be set, and whose steady one cannot. `process` is what runs on it."""

    def __init__(self) -> None:
        self.true, self.steady, self.off = NOW, 100.0, timedelta(0)
        self.process = begin(self.clocks)

    @property
    def clocks(self) -> Clocks:
        return Clocks((self.true + self.off,), self.steady, "this boot")

    def passes(self, seconds: float, *, recorded=None):
        for _ in range(10):
            self.true += timedelta(seconds=seconds / 10)
            self.steady += seconds / 10
            self.process = follow(self.process, self.clocks, recorded=recorded)
        return self.process


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_for_five_seconds_changes_nothing(jump):
    machine = Machine()
    machine.off = jump
    during = machine.passes(5)
    assert (during.now, during.off) == (machine.true, jump)
    machine.off = timedelta(0)
    after = machine.passes(1)
    assert (after.now, after.is_sure) == (machine.true, True)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_for_good_is_followed_when_it_has_stood_and_can_be(jump):
    machine = Machine()
    machine.off = jump
    machine.passes(1)
    almost = machine.passes(STANDS.total_seconds() - 2)
    assert (almost.now, almost.is_sure) == (machine.true, False)
    later = machine.passes(60)
    assert later.now == machine.true + (jump if abs(jump) <= LIKELY else timedelta(0))


def test_one_that_leads_to_before_what_is_recorded_is_never_followed():
    machine = Machine()
    machine.off = -DAY
    assert not machine.passes(3 * STANDS.total_seconds(), recorded=NOW).is_sure


def test_one_that_changes_again_has_not_stood():
    machine = Machine()
    for jump in (HOUR, 2 * HOUR, 3 * HOUR):
        machine.off = jump
        assert machine.passes(STANDS.total_seconds() * 0.9).now == machine.true


def test_where_the_databases_clock_jumps_this_machines_is_followed():
    before = begin(Clocks((NOW, NOW), 0.0))
    found = follow(before, Clocks((NOW + DAY, NOW + SECOND), 1.0))
    assert (found.now, found.is_sure) == (NOW + SECOND, True)


class TestABeginning:
    @pytest.mark.parametrize("jump", JUMPS)
    def test_of_a_process_on_the_same_machine_goes_on_from_the_tick_before(self, jump):
        found = begin(Clocks((NOW + 5 * SECOND + jump,), 15.0, "a"), mark=Mark(NOW, 10.0, "a"))
        assert (found.now, found.off) == (NOW + 5 * SECOND, jump)

    @pytest.mark.parametrize("stood", [timedelta(0), HOUR, DAY, 300 * DAY])
    def test_after_the_machine_was_off_for_a_while_takes_its_word(self, stood):
        found = begin(Clocks((NOW + stood,), 15.0, "b"), mark=Mark(NOW, 9999.0, "a"), recorded=NOW - DAY)
        assert (found.now, found.is_sure) == (NOW + stood, True)

    @pytest.mark.parametrize("jump", [-HOUR, -DAY, -74 * 365 * DAY, 74 * 365 * DAY])
    def test_of_a_machine_whose_clock_cannot_be_right_goes_on_from_what_is_known(self, jump):
        clocks = Clocks((NOW + jump,), 15.0, "b")
        found = begin(clocks, mark=Mark(NOW, 9999.0, "a"), recorded=NOW - DAY)
        assert (found.now, found.off) == (NOW, jump)
        put_right = follow(found, Clocks((NOW + 3 * HOUR,), 20.0, "b"))
        assert (put_right.now, put_right.is_sure) == (NOW + 3 * HOUR, True)

    @pytest.mark.parametrize("recorded", [None, NOW - DAY])
    def test_does_not_believe_a_tick_of_the_year_2100(self, recorded):
        found = begin(Clocks((NOW,), 15.0), mark=Mark(NOW + 74 * 365 * DAY), recorded=recorded)
        assert (found.now, found.is_sure) == (NOW, True)

    def test_takes_the_clock_that_can_be_right(self):
        found = begin(Clocks((NOW + 74 * 365 * DAY, NOW + HOUR), 15.0), mark=Mark(NOW))
        assert (found.now, found.is_sure) == (NOW + HOUR, True)


@given(
    steps=st.lists(
        st.tuples(st.floats(0.1, 60), st.sampled_from([timedelta(0), *JUMPS, 59 * SECOND])), max_size=30
    )
)
def test_however_the_clock_is_set_time_goes_on_as_it_passes(steps):
    """As long as no jump has stood for its hour: never more than a minute off for each time it was set by less."""
    machine, small = Machine(), 0
    for seconds, off in steps:
        small += machine.off != off
        machine.off = off
        found = machine.passes(seconds)
        assert abs(found.now - machine.true) <= TOLERANCE * max(1, small)
