"""A drill each year, where the parties agreed on it."""

from datetime import timedelta

from tests.duties.incidents.conftest import AWARE

from kokoroe.contracts.agreeing import answer, propose
from kokoroe.desk.assembling import answers
from kokoroe.duties.incidents.models import Closing

DAY = timedelta(days=1)


def stands(running, at):
    return next(one.state.value for one in answers(running.party.contract, at) if one.duty == "drill")


def closed(running, incident, how, at):
    Closing.objects.create(incident=incident, how=how, at=at, by=running.party.officer)


def test_a_drill_that_was_carried_out_to_the_end_meets_it_and_nothing_else_does(running):
    assert stands(running, AWARE) == "dormant"
    rule = propose(seat=running.seat("officer"), kind="house_rule", key="drill-yearly", value="on", now=AWARE)
    answer(seat=running.seat("client"), agreement=rule, agreed=True, now=AWARE)
    assert stands(running, AWARE) == "preparing"
    closed(running, running.reported(key="real"), "done", AWARE + DAY)
    closed(running, running.reported(drill=True, key="given up"), "false-alarm", AWARE + DAY)
    assert stands(running, AWARE + 2 * DAY) == "preparing"
    closed(running, running.reported(drill=True, key="drill"), "done", AWARE + 3 * DAY)
    assert [stands(running, AWARE + n * DAY) for n in (2, 3)] == ["preparing", "met"]
