"""Sentences about how duties stand; the packs' own worked examples tell the usual stories."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from annex.stories import EVERYTHING, answer, at, contract, fact, hours, on_roster, plan
from kokoroe import packs
from kokoroe.annex.days import JST, TICK, Anchor, Deadline, Side, Unit, end_of_day
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import (
    Act,
    Agreed,
    Breached,
    ContractDate,
    DateSet,
    Done,
    Evidence,
    Occurred,
    Standing,
    Step,
    Stepped,
    Watched,
)
from kokoroe.annex.history import Facts
from kokoroe.annex.pack import Party
from kokoroe.annex.state import State, worst
from kokoroe.annex.text import Text
from kokoroe.annex.types.documents import periods

SAPPORO = packs.load("sapporo")


def stands(duty, facts, now):
    return answer(SAPPORO, duty, facts, now).state


def test_it_answers_every_duty_once_in_clause_order():
    answers = evaluate(SAPPORO, contract("plan"), at(4, 1))
    assert [one.duty for one in answers] == [duty.id for duty in SAPPORO.duties]
    order = list(SAPPORO.by_ref)
    assert [order.index(one.clause) for one in answers] == sorted(order.index(one.clause) for one in answers)


def test_it_refuses_a_naive_now():
    with pytest.raises(ValueError, match="aware"):
        evaluate(SAPPORO, [], at(4, 1).replace(tzinfo=None))


def test_the_zone_of_now_does_not_matter():
    facts = [*contract("plan"), plan()]
    assert evaluate(SAPPORO, facts, at(4, 1).astimezone(UTC)) == evaluate(SAPPORO, facts, at(4, 1))


def test_a_contract_without_dates_is_being_prepared():
    one = answer(SAPPORO, "plan-accepted", [fact(Watched, at(3, 1), subject="plan")], at(4, 1))
    assert (one.state, one.due_at, one.changes_at, one.owner) == (
        State.PREPARING,
        None,
        None,
        Party.CONTRACTOR,
    )


def test_a_date_moved_later_is_the_one_that_counts():
    moved = fact(DateSet, at(3, 25), name=ContractDate.STARTS, on=date(2026, 5, 1))
    assert answer(SAPPORO, "plan-accepted", [*contract("plan"), moved], at(4, 2)).due_at == at(5, 1, 0)


def test_a_date_taken_back_is_no_date():
    back = fact(DateSet, at(3, 25), name=ContractDate.STARTS, on=None)
    assert answer(SAPPORO, "plan-accepted", [*contract("plan"), back], at(4, 2)).due_at is None


def test_what_was_known_then_is_not_what_happened_by_then():
    accepted = plan(happened=at(3, 20), recorded_at=at(4, 10))
    facts = Facts([*contract("plan"), accepted])
    assert stands("plan-accepted", facts, at(4, 2)) is State.MET
    assert stands("plan-accepted", facts.known_at(at(4, 5)), at(4, 2)) is State.LATE


def test_a_version_that_lacks_an_item_breaks_the_duty_from_its_day():
    lacking = plan(
        "v2", happened=at(5, 20), covers=EVERYTHING - {"roster"}, amends="v1", effective_on=date(2026, 6, 1)
    )
    facts = [*contract("plan"), plan(), lacking]
    before = answer(SAPPORO, "roster", facts, at(5, 25))
    assert (before.state, before.changes_at) == (State.MET, at(6, 1, 0))
    after = answer(SAPPORO, "roster", facts, at(6, 1, 0))
    assert (after.state, after.since, after.owner) == (State.BROKEN, at(6, 1, 0), Party.CONTRACTOR)
    assert stands("officer", facts, at(6, 1, 0)) is State.MET


def test_a_version_that_holds_the_item_again_heals_it():
    lacking = plan("v2", happened=at(5, 20), covers=EVERYTHING - {"roster"}, amends="v1")
    healing = plan("v3", happened=at(5, 25), amends="v2")
    one = answer(SAPPORO, "roster", [*contract("plan"), plan(), lacking, healing], at(6, 1))
    assert (one.state, one.since, one.late_by) == (State.MET, at(5, 25), None)


def test_a_plan_withdrawn_after_submission_is_owed_again():
    facts = [*contract("plan"), plan(step=Step.SUBMITTED), plan(step=Step.WITHDRAWN, happened=at(3, 21))]
    assert answer(SAPPORO, "plan-accepted", facts, at(3, 22)).owner is Party.CONTRACTOR


def test_a_draft_without_an_item_says_what_to_add():
    draft = plan(step=Step.DRAFTED, covers=EVERYTHING - {"workplaces"})
    facts = [*contract("plan"), draft]
    one = answer(SAPPORO, "workplaces", facts, at(3, 22))
    assert one == replace(answer(SAPPORO, "workplaces", contract("plan"), at(3, 22)), draft=one.draft)
    own = one.to_whom_drafts_it()
    assert own.next_step == Text(ja="作業場所を加え、提出する", en="Add and submit: workplaces")


def test_a_new_draft_hides_nothing_of_what_waits_for_the_client():
    waiting = plan(step=Step.SUBMITTED)
    draft = plan("v2", step=Step.DRAFTED, happened=at(3, 22), effective_on=date(2026, 3, 23))
    facts = [*contract("plan"), waiting]
    one = answer(SAPPORO, "plan-accepted", [*facts, draft], at(3, 25))
    assert one == answer(SAPPORO, "plan-accepted", facts, at(3, 25))
    assert (one.owner, one.due_at, one.draft) == (Party.CLIENT, at(4, 1, 0), None)


def test_a_change_that_is_only_drafted_is_wanted_by_nobody_yet_and_never_late():
    draft = plan("v2", Step.DRAFTED, at(5, 1), amends="v1", effective_on=date(2026, 6, 1))
    for moment in (at(5, 2), at(6, 2)):
        assert stands("structure-change", [*contract("plan"), plan(), draft], moment) is State.DORMANT


def test_a_change_that_was_returned_gives_way_to_the_next_one_that_is_submitted():
    returned = [
        plan("v2", Step.SUBMITTED, at(5, 1), amends="v1", effective_on=date(2026, 5, 20)),
        plan("v2", Step.RETURNED, at(5, 2)),
    ]
    anew = plan("v3", Step.SUBMITTED, at(5, 25), amends="v1", effective_on=date(2026, 7, 1))
    facts = [*contract("plan"), plan(), *returned]
    assert answer(SAPPORO, "structure-change", facts, at(5, 26)).owner is Party.CONTRACTOR
    one = answer(SAPPORO, "structure-change", [*facts, anew], at(5, 26))
    assert (one.state, one.owner, one.due_at) == (State.PREPARING, Party.CLIENT, at(7, 1, 0))
    accepted = plan("v3", Step.ACCEPTED, at(5, 27), amends="v1", effective_on=date(2026, 7, 1))
    assert stands("structure-change", [*facts, anew, accepted], at(5, 28)) is State.MET


def test_a_house_rule_adds_what_it_asks_for_only_while_it_is_on():
    facts = [*contract("plan"), plan()]
    assert stands("officer", facts, at(4, 2)) is State.MET
    agreed = fact(Agreed, at(3, 15), key="deputy", value=True)
    assert stands("officer", [*facts, agreed], at(4, 2)) is State.BROKEN


def test_a_house_rule_duty_switched_off_does_not_apply():
    duty = replace(SAPPORO.by_id["officer"], house_rule="deputy")
    pack = replace(SAPPORO, duties=(duty,))
    [one] = evaluate(pack, contract("plan"), at(4, 2))
    assert (one.state, one.reason.en) == (State.DORMANT, "This house rule is switched off.")
    switched_on = fact(Agreed, at(3, 15), key="deputy", value=True)
    [one] = evaluate(pack, [*contract("plan"), switched_on], at(4, 2))
    assert one.state is State.LATE


def test_a_withdrawn_change_leaves_the_duty_dormant():
    change = plan("v2", Step.SUBMITTED, at(5, 1), amends="v1", effective_on=date(2026, 6, 1))
    withdrawn = plan("v2", Step.WITHDRAWN, at(5, 2), amends="v1")
    assert (
        stands("structure-change", [*contract("plan"), plan(), change, withdrawn], at(5, 3)) is State.DORMANT
    )


def test_a_change_in_fact_without_approval_is_a_breach_until_cured():
    made = fact(
        Breached, at(5, 1), subject="plan", ref="b1", what=Text(ja="無断の交代", en="an unapproved swap")
    )
    facts = [*contract("plan"), plan(), made]
    assert stands("structure-change", facts, at(5, 2)) is State.BROKEN
    assert (
        stands("structure-change", [*facts, replace(made, happened_at=at(5, 3), cured=True)], at(5, 4))
        is State.DORMANT
    )


def test_the_procedure_is_prepared_and_then_accepted_only_if_the_house_rule_is_on():
    prepared = fact(Stepped, at(3, 20), subject="procedure", ref="p1", step=Step.PREPARED)
    facts = [*contract("procedure"), prepared]
    assert stands("procedure", facts, at(4, 2)) is State.LATE
    off = fact(Agreed, at(3, 15), key="procedure-accepted", value=False)
    assert stands("procedure", [*facts, off], at(4, 2)) is State.MET


def test_somebody_untrained_who_joins_later_is_due_before_their_first_day():
    facts = [
        *contract("plan", "training"),
        plan(),
        *on_roster("mihon"),
        *on_roster("reiji", since=at(6, 1, 0)),
    ]
    facts.append(fact(Done, at(3, 25), subject="training:security", person="mihon"))
    one = answer(SAPPORO, "training-security", facts, at(5, 1))
    assert (one.state, one.due_at, one.changes_at) == (State.PREPARING, at(6, 1, 0), at(5, 18, 0))
    assert stands("training-security", facts, at(6, 1, 0) + TICK) is State.LATE


def test_somebody_who_has_left_needs_no_training():
    facts = [
        *contract("plan", "training"),
        plan(),
        *on_roster("mihon"),
        *on_roster("reiji", until=at(6, 1, 0)),
    ]
    facts.append(fact(Done, at(3, 25), subject="training:security", person="mihon"))
    one = answer(SAPPORO, "training-security", facts, at(5, 1))
    assert (one.state, one.changes_at) == (State.LATE, at(6, 1, 0))
    assert stands("training-security", facts, at(6, 1, 0)) is State.MET


def test_only_the_version_in_force_says_who_is_engaged():
    facts = [*contract("plan", "training"), plan(), *on_roster("mihon", "reiji")]
    facts += [plan("v2", happened=at(5, 1), amends="v1"), *on_roster("mihon", ref="v2")]
    facts.append(fact(Done, at(3, 25), subject="training:security", person="mihon"))
    assert stands("training-security", facts, at(4, 20)) is State.LATE
    assert stands("training-security", facts, at(5, 2)) is State.MET


def test_a_record_with_its_own_last_day_counts_until_then():
    facts = [*contract("plan", "training"), plan(), *on_roster("mihon")]
    facts.append(
        fact(Done, at(3, 25), subject="training:security", person="mihon", valid_until=date(2026, 8, 31))
    )
    assert answer(SAPPORO, "training-security", facts, at(5, 1)).due_at == end_of_day(date(2026, 8, 31))
    assert stands("training-security", facts, at(9, 1, 0)) is State.LATE


def test_a_new_version_of_the_procedure_is_acknowledged_anew():
    facts = [*contract("plan", "training"), plan(), *on_roster("mihon")]
    facts.append(fact(Stepped, at(3, 22), subject="procedure", ref="p1", step=Step.PREPARED))
    facts.append(fact(Done, at(3, 25), subject="training:procedure", person="mihon", of="p1"))
    coming = date(2026, 6, 1)
    facts.append(
        fact(Stepped, at(5, 20), subject="procedure", ref="p2", step=Step.PREPARED, effective_on=coming)
    )
    before = answer(SAPPORO, "procedure-known", facts, at(5, 25))
    assert (before.state, before.changes_at) == (State.MET, at(6, 1, 0))
    after = answer(SAPPORO, "procedure-known", facts, at(6, 2))
    assert (after.state, after.due_at) == (State.DUE_SOON, end_of_day(date(2026, 6, 15)))
    off = fact(Agreed, at(5, 1), key="procedure-anew", value=False)
    assert stands("procedure-known", [*facts, off], at(6, 20)) is State.MET


def test_awareness_reaches_people_off_the_roster_and_the_pledge_when_agreed():
    facts = [*contract("plan", "awareness", "concerned"), plan(), *on_roster("mihon")]
    facts.append(fact(Occurred, at(3, 20), subject="concerned", ref="director"))
    facts += [fact(Done, at(3, 19), subject="awareness", person=person) for person in ("mihon", "director")]
    assert stands("awareness", facts, at(4, 2)) is State.UNVERIFIED
    facts.append(fact(Watched, at(3, 10), subject="pledge"))
    assert stands("awareness", facts, at(4, 2)) is State.LATE
    off = fact(Agreed, at(3, 15), key="pledge", value=False)
    assert stands("awareness", [*facts, off], at(4, 2)) is State.MET


def incident(**fields):
    return fact(Occurred, at(7, 1, 15, 20), subject="incident", ref="i1", **fields)


def report(stage, happened, step=Step.SUBMITTED, **fields):
    return fact(Stepped, happened, subject=f"incident:{stage}", ref=stage, of="i1", step=step, **fields)


def test_a_late_report_is_met_and_says_why_it_was_late():
    facts = [*contract("incident"), incident(), report("first-report", at(7, 1, 17, 40), reason="停電のため")]
    one = answer(SAPPORO, "first-report", facts, at(7, 2))
    assert (one.state, one.late_by, one.due_at) == (
        State.MET,
        timedelta(hours=1, minutes=20),
        at(7, 1, 16, 20),
    )
    assert "停電のため" in one.reason.ja


def test_the_due_instant_itself_is_in_time():
    facts = [*contract("incident"), incident()]
    due = at(7, 1, 16, 20)
    assert stands("first-report", facts, due) is State.DUE_SOON
    assert stands("first-report", facts, due + TICK) is State.LATE
    assert answer(SAPPORO, "first-report", [*facts, report("first-report", due)], at(7, 2)).late_by is None


def test_a_plan_approved_in_time_is_met_and_one_only_submitted_is_not():
    facts = [*contract("incident"), incident(), report("corrective-plan", at(7, 2, 14))]
    assert stands("corrective-plan", facts, at(7, 2, 16)) is State.LATE
    approved = report("corrective-plan", at(7, 2, 15, 19), Step.ACCEPTED)
    assert answer(SAPPORO, "corrective-plan", [*facts, approved], at(7, 2, 16)).late_by is None


def test_the_gravest_of_several_incidents_is_told():
    second = fact(Occurred, at(7, 5), subject="incident", ref="i2")
    facts = [*contract("incident"), incident(), report("first-report", at(7, 1, 15, 30)), second]
    one = answer(SAPPORO, "first-report", facts, at(7, 5, 9, 30))
    assert (one.state, one.due_at) == (State.DUE_SOON, at(7, 5, 10))


def test_awareness_corrected_moves_every_clock():
    corrected = replace(incident(aware_at=at(7, 1, 18)), happened_at=at(7, 1, 18), recorded_at=at(7, 1, 19))
    assert answer(
        SAPPORO, "first-report", [*contract("incident"), incident(), corrected], at(7, 1, 18)
    ).due_at == at(7, 1, 19)


def test_a_drill_starts_no_clock():
    assert (
        stands("first-report", [*contract("incident"), incident(tags=frozenset({"drill"}))], at(7, 2))
        is State.DORMANT
    )


def test_an_incident_closed_after_its_time_stays_late():
    closed = fact(Done, at(7, 1, 18), subject="incident", act=Act.CLOSED, of="i1")
    assert stands("first-report", [*contract("incident"), incident(), closed], at(7, 2)) is State.LATE


def test_a_consultation_follows_only_accidents_of_the_contractors_making():
    facts = [*contract("incident"), incident(tags=frozenset({"own-fault"}))]
    assert stands("accident-consultation", facts, at(7, 2)) is State.DUE_SOON
    agreed = fact(Done, at(7, 3), subject="consultation", act=Act.AGREED, of="i1")
    assert stands("accident-consultation", [*facts, agreed], at(7, 4)) is State.MET
    assert stands("accident-consultation", [*contract("incident"), incident()], at(7, 4)) is State.DORMANT


def ended(when, act, of="i1"):
    return fact(Done, when, subject="incident", act=act, of=of)


def test_a_closed_incident_still_asks_for_the_consultation_it_called_for():
    facts = [*contract("incident"), incident(tags=frozenset({"own-fault"})), ended(at(7, 2), Act.CLOSED)]
    open_still = answer(SAPPORO, "accident-consultation", facts, at(7, 3))
    assert (open_still.state, open_still.owner) == (State.DUE_SOON, Party.CONTRACTOR)
    assert open_still.next_step is not None
    agreed = fact(Done, at(7, 4), subject="consultation", act=Act.AGREED, of="i1")
    assert stands("accident-consultation", [*facts, agreed], at(7, 5)) is State.MET


def test_what_was_nothing_after_all_asks_for_nothing_that_had_not_fallen_due():
    facts = [*contract("incident"), incident(), ended(at(7, 1, 17), Act.DISMISSED)]
    assert stands("detailed-report", facts, at(7, 2)) is State.DORMANT
    assert stands("incident-measures", facts, at(7, 2)) is State.MET
    assert "該当しない" in answer(SAPPORO, "detailed-report", facts, at(7, 2)).reason.ja
    late = answer(SAPPORO, "first-report", facts, at(7, 2))
    assert (late.state, late.next_step, late.owner) == (State.LATE, None, None)
    assert "行われないまま" in late.reason.ja


def test_an_incident_that_goes_on_as_another_asks_for_nothing_itself():
    other = fact(Occurred, at(7, 1, 15), subject="incident", ref="i2")
    facts = [*contract("incident"), incident(), other, ended(at(7, 1, 19), Act.MERGED)]
    one = answer(SAPPORO, "first-report", facts, at(7, 2))
    assert (one.about, one.each) == ("i2", ())


def test_an_incident_that_was_opened_again_asks_for_its_end_again():
    facts = [*contract("incident"), incident(), ended(at(7, 3), Act.CLOSED), ended(at(7, 4), Act.OPENED)]
    assert stands("incident-measures", facts, at(7, 3, 12)) is State.MET
    assert stands("incident-measures", facts, at(7, 5)) is State.DUE_SOON
    facts.append(ended(at(7, 6), Act.CLOSED))
    assert answer(SAPPORO, "incident-measures", facts, at(7, 7)).since == at(7, 6)


def test_where_there_are_two_incidents_reasons_and_steps_name_them_and_each_has_its_answer():
    first = incident(name=Text("インシデント 1", "Incident 1"))
    second = fact(
        Occurred, at(7, 1, 16), subject="incident", ref="i2", name=Text("インシデント 2", "Incident 2")
    )
    alone = answer(SAPPORO, "first-report", [*contract("incident"), first], at(7, 1, 16, 30))
    assert "インシデント" not in alone.reason.ja + alone.next_step.ja
    both = answer(SAPPORO, "first-report", [*contract("incident"), first, second], at(7, 1, 16, 30))
    assert (both.state, both.about) == (State.LATE, "i1")
    assert both.reason.ja == f"インシデント 1：{alone.reason.ja}"
    assert both.next_step.en == f"Incident 1: {alone.next_step.en}"
    assert [(one.about, one.state, one.due_at) for one in both.each] == [
        ("i1", State.LATE, at(7, 1, 16, 20)),
        ("i2", State.DUE_SOON, at(7, 1, 17)),
    ]


def test_a_possibility_that_waits_for_certainty_is_said_to_be_one():
    waits = fact(Agreed, at(3, 15), key="possibility", value="waits")
    one = answer(
        SAPPORO, "first-report", [*contract("incident"), waits, incident(possibility=True)], at(7, 2)
    )
    assert one.state is State.DORMANT
    assert "可能性の段階です" in one.reason.ja


def test_information_lost_counts_against_its_keeping_until_the_incident_is_closed():
    facts = [*contract("asset", "incident"), incident(tags=frozenset({"loss"}))]
    assert stands("no-loss", facts, at(7, 2)) is State.BROKEN
    closed = fact(Done, at(7, 3), subject="incident", act=Act.CLOSED, of="i1")
    assert stands("no-loss", [*facts, closed], at(7, 4)) is State.DORMANT


def test_personal_information_is_registered_and_what_the_law_wants_of_a_leak_is_reported():
    handled = fact(Occurred, at(4, 1), subject="personal-information", ref="r1")
    facts = [*contract("personal-information"), handled]
    assert stands("personal-information", contract("personal-information"), at(4, 2)) is State.DORMANT
    assert stands("personal-information", facts, at(4, 2)) is State.DUE_SOON
    facts.append(fact(Done, at(4, 3), subject="personal-information", act=Act.PLACED, of="r1"))
    assert stands("personal-information", facts, at(4, 4)) is State.MET
    facts.append(to_be_reported())
    assert answer(SAPPORO, "personal-information", facts, at(7, 2)).due_at == end_of_day(date(2026, 7, 5))


def to_be_reported(ref="i1/notice", **fields):
    """What the law wants told of the incident `i1`: known on 1 July, day 5 is the last."""
    name = Text(ja="委託者への通知", en="Notice to the client")
    wanted = {"name": name, "due_at": end_of_day(date(2026, 7, 5))} | fields
    return fact(Occurred, at(7, 1), subject="statutory-report", ref=ref, **wanted)


def looked(when, act, ref="i1/notice"):
    return fact(Done, when, subject="statutory-report", ref=ref, of=ref, act=act)


def test_the_laws_dates_say_how_clause_6_stands_before_there_is_a_register():
    facts = [*contract("statutory-report")]
    assert stands("personal-information", facts, at(7, 2)) is State.UNVERIFIED
    facts.append(to_be_reported())
    wanted = answer(SAPPORO, "personal-information", facts, at(7, 2))
    assert (wanted.state, wanted.due_at, wanted.owner) == (
        State.PREPARING,
        end_of_day(date(2026, 7, 5)),
        Party.CONTRACTOR,
    )
    assert wanted.next_step == Text("委託者への通知を済ませ、記録する", "Do and record: Notice to the client")
    late = answer(SAPPORO, "personal-information", facts, at(7, 6, 0))
    assert (late.state, late.next_step) == (State.LATE, wanted.next_step)


def test_without_a_register_a_report_that_was_made_proves_nothing_of_what_is_handled():
    facts = [*contract("statutory-report"), to_be_reported(), looked(at(7, 3), Act.DONE)]
    one = answer(SAPPORO, "personal-information", facts, at(7, 6))
    assert (one.state, one.next_step) == (State.UNVERIFIED, None)
    assert "委託者への通知は2026年7月3日 09:00に済みました" in one.reason.ja


def test_what_the_client_itself_must_report_is_its_own_step():
    own = to_be_reported("i1/preliminary", tags=frozenset({"client"}))
    assert answer(SAPPORO, "personal-information", [*contract("statutory-report"), own], at(7, 2)).owner is (
        Party.CLIENT
    )


def test_an_incident_of_which_the_law_wants_nothing_told_calls_for_no_report():
    facts = [*contract("personal-information", "statutory-report"), to_be_reported()]
    assert stands("personal-information", facts, at(7, 6)) is State.LATE
    facts.append(looked(at(7, 2), Act.INAPPLICABLE))
    assert stands("personal-information", facts, at(7, 6)) is State.DORMANT
    facts.append(looked(at(7, 3), Act.OPENED))
    assert stands("personal-information", facts, at(7, 6)) is State.LATE
    facts.append(looked(at(7, 4), Act.DISMISSED))
    assert stands("personal-information", facts, at(7, 6)) is State.DORMANT


def test_a_request_is_answered_by_the_time_it_names():
    request = fact(Occurred, at(8, 1), subject="request:survey", ref="q1", due_at=at(8, 20, 17))
    facts = [*contract("request"), request]
    assert answer(SAPPORO, "written-survey", facts, at(8, 2)).due_at == at(8, 20, 17)
    given = fact(Stepped, at(8, 20, 17), subject="request:survey", ref="a1", of="q1", step=Step.SUBMITTED)
    assert answer(SAPPORO, "written-survey", [*facts, given], at(8, 21)).state is State.MET


def test_an_instruction_to_improve_runs_from_agreement_to_confirmation():
    facts = [*contract("request"), fact(Occurred, at(8, 1), subject="request:improvement", ref="q1")]
    owners = [answer(SAPPORO, "improvement", facts, at(8, 2)).owner]
    facts.append(
        fact(Stepped, at(8, 2), subject="request:improvement", ref="w1", of="q1", step=Step.SUBMITTED)
    )
    for act, day in ((Act.AGREED, 3), (Act.DONE, 5), (Act.CONFIRMED, 6)):
        owners.append(answer(SAPPORO, "improvement", facts, at(8, day)).owner)
        facts.append(fact(Done, at(8, day), subject="request:improvement", act=act, of="q1"))
    assert owners == [Party.CONTRACTOR, Party.CLIENT, Party.CONTRACTOR, Party.CLIENT]
    assert stands("improvement", facts, at(8, 7)) is State.MET


def test_a_standard_is_kept_when_every_item_is_answered_and_no_gap_is_left_open():
    items = [fact(Occurred, at(3, 11), subject="standard", ref=item) for item in ("1", "2")]
    facts = [*contract("standard"), *items, fact(Done, at(3, 12), subject="standard", act=Act.MET, of="1")]
    assert stands("standard", facts, at(4, 2)) is State.LATE
    gap = fact(Done, at(3, 13), subject="standard", act=Act.UNMET, of="2")
    assert stands("standard", [*facts, gap], at(3, 14)) is State.BROKEN
    planned = replace(gap, act=Act.PARTLY, due_on=date(2026, 6, 30))
    assert stands("standard", [*facts, planned], at(5, 1)) is State.PREPARING
    assert stands("standard", [*facts, planned], at(7, 1, 0)) is State.LATE
    closed = fact(Done, at(7, 2), subject="standard", act=Act.MET, of="2")
    assert stands("standard", [*facts, planned, closed], at(7, 3)) is State.MET


def test_a_subcontracts_standing_counts_only_while_it_is_fresh():
    facts = [*contract("subcontract"), fact(Occurred, at(5, 1), subject="subcontract", ref="s1")]
    good = fact(Standing, at(5, 2), ref="s1", state=State.MET, changes_at=at(6, 1))
    assert stands("subcontract-answerable", [*facts, good], at(5, 3)) is State.MET
    assert stands("subcontract-answerable", [*facts, good], at(6, 1)) is State.UNVERIFIED


def test_the_flow_down_of_every_duty_is_a_house_rule():
    facts = [*contract("subcontract"), fact(Occurred, at(5, 1), subject="subcontract", ref="s1")]
    facts.append(fact(Standing, at(5, 2), ref="s1", state=State.LATE))
    facts.append(fact(Standing, at(5, 2), ref="s1", topic="incident", state=State.DORMANT))
    assert stands("subcontract-answerable", facts, at(5, 3)) is State.LATE
    off = fact(Agreed, at(5, 2), key="flow-down", value=False)
    assert stands("subcontract-answerable", [*facts, off], at(5, 3)) is State.MET


def test_whoever_disposes_does_not_confirm_it():
    facts = [*contract("asset"), fact(Occurred, at(4, 5), subject="asset", ref="a1")]
    facts.append(fact(Done, at(5, 1), subject="asset", act=Act.DISPOSED, of="a1", person="mihon"))
    facts.append(fact(Done, at(5, 1), subject="disposal", act=Act.CONFIRMED, of="a1", person="mihon"))
    assert stands("disposal-confirmed", facts, at(5, 2)) is State.BROKEN
    off = fact(Agreed, at(4, 1), key="disposal-two-people", value=False)
    assert stands("disposal-confirmed", [*facts, off], at(5, 2)) is State.MET


def test_a_search_before_everything_is_gone_proves_nothing():
    facts = [*contract("leftover", "sweep"), fact(Occurred, at(4, 5), subject="asset", ref="a1")]
    facts.append(fact(Done, at(5, 1), subject="sweep"))
    assert stands("no-copy-kept", facts, at(5, 2)) is State.PREPARING
    facts.append(fact(Done, at(5, 3), subject="asset", act=Act.ERASED, of="a1"))
    assert stands("no-copy-kept", facts, at(5, 4)) is State.PREPARING
    facts.append(fact(Done, at(5, 5), subject="sweep"))
    assert stands("no-copy-kept", facts, at(5, 6)) is State.MET


def test_a_permission_is_reviewed_every_year():
    facts = [*contract("storage"), fact(Stepped, at(4, 10), subject="storage", ref="p1", step=Step.ACCEPTED)]
    assert answer(SAPPORO, "storage", facts, at(5, 1)).due_at == end_of_day(date(2027, 4, 10))
    reviewed = fact(Done, at(8, 1), subject="storage", act=Act.CONFIRMED, of="p1")
    assert answer(SAPPORO, "storage", [*facts, reviewed], at(8, 2)).due_at == end_of_day(date(2027, 8, 1))


def test_what_was_not_done_by_the_end_stays_late_without_a_step():
    facts = [*contract("plan", "training"), plan(), *on_roster("見本")]
    untrained = answer(SAPPORO, "training-security", facts, at(3, 31, year=2027))
    assert (untrained.state, untrained.changes_at) == (State.LATE, at(4, 1, 0, year=2027))
    trained = fact(Done, at(5, 1, year=2027), subject="training:security", person="見本")
    after = answer(SAPPORO, "training-security", [*facts, trained], at(6, 1, year=2027))
    assert (after.state, after.due_at) == (State.LATE, untrained.due_at)
    assert (after.next_step, after.owner, after.changes_at) == (None, None, None)
    assert after.reason.ja == f"行われないまま終了しました。{untrained.reason.ja}"


def test_what_would_have_come_after_the_end_is_asked_for_no_more():
    wished = plan("v2", Step.SUBMITTED, at(3, 1, year=2027), amends="v1", effective_on=date(2027, 5, 1))
    facts = [*contract("plan", "training"), plan(), *on_roster("見本"), wished]
    facts.append(fact(Done, at(4, 10), subject="training:security", person="見本"))
    facts.append(fact(Done, at(3, 31), subject="training:privacy", person="見本"))
    assert stands("training-security", facts, at(3, 31, year=2027)) is State.DUE_SOON
    after = {one.duty: one for one in evaluate(SAPPORO, facts, at(4, 20, year=2027))}
    assert after["training-security"].state is State.MET
    assert after["training-privacy"].state is State.MET
    change = after["structure-change"]
    assert (change.state, change.next_step, change.due_at) == (State.DORMANT, None, None)


def test_no_duty_that_ended_with_the_contract_asks_anybody_for_anything():
    facts = contract("plan", "procedure", "training", "standard", "asset", "completion", "completion-form")
    facts.append(fact(Occurred, at(4, 5), subject="asset", ref="a1"))
    asked = {one.duty for one in evaluate(SAPPORO, facts, at(5, 1, year=2027)) if one.next_step}
    assert asked == {"no-loss", "assets-gone", "completion-report"}


def test_a_contract_cancelled_before_its_work_began_asks_only_for_what_closes_it():
    facts = contract("plan", "procedure", "training", "standard", "completion", "completion-form")
    facts.append(fact(DateSet, at(3, 25), name=ContractDate.CANCELLED, on=date(2026, 3, 28)))
    for now in (at(3, 27), at(4, 2)):
        found = {one.duty: one for one in evaluate(SAPPORO, facts, now)}
        for duty in ("plan-accepted", "procedure", "training-security", "standard", "mail-bulk"):
            assert (found[duty].state, found[duty].next_step) == (State.DORMANT, None)
        assert "作業が始まる前に" in found["plan-accepted"].reason.ja
        assert {one.duty for one in found.values() if one.next_step} == {"completion-report"}
    accepted = [*facts, plan(happened=at(3, 20))]
    assert stands("plan-accepted", accepted, at(4, 2)) is State.MET


def test_a_contract_cancelled_on_its_first_day_had_begun():
    cancelled = fact(DateSet, at(4, 1), name=ContractDate.CANCELLED, on=date(2026, 4, 1))
    assert stands("plan-accepted", [*contract("plan"), cancelled], at(4, 2)) is State.LATE


def test_a_contract_cancelled_without_a_first_day_never_began():
    cancelled = fact(DateSet, at(4, 1), name=ContractDate.CANCELLED, on=date(2026, 4, 1))
    watched = fact(Watched, at(3, 1), subject="plan")
    assert stands("plan-accepted", [watched, cancelled], at(4, 2)) is State.DORMANT


def test_a_report_that_falls_due_after_the_end_goes_on():
    general = packs.load("kojin-joho")
    facts = [*contract("periodic-report")]
    for month in (*range(4, 13), 1, 2):
        year = 2026 if month > 3 else 2027
        due = at(month % 12 + 1, 5, year=year + (month == 12))
        first = f"{year}-{month:02}-01"
        facts.append(
            fact(Stepped, due, subject="periodic-report", ref=first, step=Step.SUBMITTED, period=first)
        )
    last = answer(general, "monthly-report", facts, at(4, 7, year=2027))
    assert (last.state, last.owner) == (State.DUE_SOON, Party.CONTRACTOR)
    assert answer(general, "monthly-report", facts, at(4, 11, year=2027)).state is State.LATE
    assert answer(general, "monthly-report", facts[:-2], at(4, 7, year=2027)).next_step is not None


@pytest.mark.parametrize(
    ("starts", "months", "first", "second"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28), date(2030, 2, 28)),
        (date(2027, 2, 28), 12, date(2028, 2, 27), date(2029, 2, 27)),
        (date(2027, 3, 1), 12, date(2028, 2, 29), date(2029, 2, 28)),
        (date(2026, 4, 15), 12, date(2027, 4, 14), date(2028, 4, 14)),
        (date(2028, 2, 29), 24, date(2030, 2, 28), date(2032, 2, 28)),
        (date(2026, 4, 15), 1, date(2026, 4, 30), date(2026, 5, 31)),
        (date(2026, 4, 15), 3, date(2026, 6, 30), date(2026, 9, 30)),
    ],
)
def test_whole_years_run_to_the_eve_of_the_anniversary_and_shorter_times_in_calendar_months(
    starts, months, first, second
):
    found = periods(starts, date(2040, 3, 31), months)
    assert found[0] == (starts, first)
    assert found[1] == (first + timedelta(days=1), second)
    for (_, last), (begins, _) in pairwise(found):
        assert begins == last + timedelta(days=1)


def test_a_leap_day_comes_round_again_after_four_years():
    found = periods(date(2028, 2, 29), date(2033, 1, 1), 12)
    assert found[3:] == [
        (date(2031, 3, 1), date(2032, 2, 28)),
        (date(2032, 2, 29), date(2033, 1, 1)),
    ]


def test_a_drill_is_spoken_of_as_a_drill():
    drills = fact(Agreed, at(4, 10), key="drill-yearly", value=True)
    facts = [*contract("drill"), drills]
    coming = answer(SAPPORO, "drill", facts, at(4, 11))
    assert coming.reason.ja == "最初の訓練は2027年3月31日までに行います。"
    longer = fact(DateSet, at(4, 10), name=ContractDate.ENDS, on=date(2028, 3, 31))
    late = answer(SAPPORO, "drill", [*facts, longer], at(4, 2, year=2027))
    assert late.state is State.LATE
    assert late.reason.ja == "訓練がまだ行われていません（期限の2027年3月31日を過ぎています）。"
    assert late.next_step == Text(
        "訓練を行い、終わりまで記録する", "Carry out the drill and record it to the end"
    )
    done = fact(Stepped, at(12, 1), subject="drill", ref="d1", step=Step.PREPARED)
    assert (
        answer(SAPPORO, "drill", [*facts, done], at(12, 2)).reason.ja
        == "訓練は2026年12月1日 09:00に行われました。"
    )


def test_what_is_owed_in_writing_stays_owed_after_the_end():
    facts = [*contract("plan"), plan(step=Step.SUBMITTED)]
    assert stands("plan-accepted", facts, at(6, 1, year=2027)) is State.LATE
    accepted = [*facts, plan(happened=at(5, 1, year=2027))]
    one = answer(SAPPORO, "plan-accepted", accepted, at(6, 1, year=2027))
    assert (one.state, one.late_by is not None) == (State.MET, True)


def test_a_word_without_a_number_is_late_once_the_contract_is_over():
    general = packs.load("kojin-joho")
    end = end_of_day(date(2027, 3, 31))
    before = answer(general, "structure", contract("plan"), end)
    after = answer(general, "structure", contract("plan"), end + TICK)
    assert (before.state, before.due_at, before.changes_at) == (State.DUE_SOON, None, end + TICK)
    assert (after.state, after.since, after.due_at) == (State.LATE, end, None)
    assert (after.next_step, after.reason.ja[:14]) == (None, "行われないまま終了しました。")


def test_when_something_unverified_fell_due_is_said_all_the_same():
    end = end_of_day(date(2027, 3, 31))
    before = answer(SAPPORO, "assets-gone", contract(), end)
    after = answer(SAPPORO, "assets-gone", contract(), end + TICK)
    assert (before.state, before.due_at, before.changes_at) == (State.UNVERIFIED, end, end + TICK)
    assert (after.state, after.due_at, after.changes_at) == (State.UNVERIFIED, end, None)
    assert before.reason != after.reason


def test_a_duty_that_survives_goes_on_after_the_end():
    breach = fact(
        Breached, at(6, 1, year=2028), subject="purpose", ref="b1", what=Text(ja="流用", en="other use")
    )
    assert stands("purpose", [*contract("purpose"), breach], at(6, 2, year=2028)) is State.BROKEN


def test_the_contract_ends_on_the_day_it_is_cancelled():
    cancelled = fact(DateSet, at(9, 1), name=ContractDate.CANCELLED, on=date(2026, 9, 30))
    one = answer(
        SAPPORO,
        "assets-gone",
        [*contract("asset"), cancelled, fact(Occurred, at(4, 5), subject="asset")],
        at(9, 2),
    )
    assert one.due_at == end_of_day(date(2026, 9, 30))


def test_business_days_skip_the_holidays_passed_in():
    five_days_before = Deadline(Anchor.STARTS, Side.BEFORE, 5, Unit.BUSINESS_DAYS)
    duty = SAPPORO.by_id["roster"]
    pack = replace(SAPPORO, duties=(replace(duty, params=replace(duty.params, due=five_days_before)),))
    without = answer(pack, "roster", contract("plan"), at(3, 15)).due_at
    given = answer(pack, "roster", contract("plan"), at(3, 15), holidays={date(2026, 3, 25)}).due_at
    assert (without, given) == (end_of_day(date(2026, 3, 25)), end_of_day(date(2026, 3, 24)))


def test_evidence_is_handed_through():
    paper = Evidence(Text(ja="実施計画書 第1版", en="Plan, version 1"), "paper:1")
    assert answer(SAPPORO, "roster", [*contract("plan"), plan(evidence=(paper,))], at(4, 2)).evidence == (
        paper,
    )


def test_what_is_late_grows_later_and_what_was_late_does_not():
    open_one = answer(SAPPORO, "plan-accepted", contract("plan"), at(4, 2, 0))
    assert (open_one.late_by, open_one.lateness(at(4, 2, 0))) == (None, hours(24))
    done = answer(SAPPORO, "plan-accepted", [*contract("plan"), plan(happened=at(4, 1, 12))], at(4, 5))
    assert (done.late_by, done.lateness(at(4, 9))) == (hours(12), hours(12))


def test_the_worst_of_no_states_is_dormant():
    assert worst([]) is State.DORMANT
    assert worst([State.MET, State.LATE, State.UNVERIFIED]) is State.LATE


def test_a_moment_is_judged_by_the_day_in_japan():
    just_before = datetime(2026, 3, 31, 14, 59, tzinfo=UTC)
    assert stands("plan-accepted", contract("plan"), just_before) is State.DUE_SOON
    assert stands("plan-accepted", contract("plan"), datetime(2026, 3, 31, 15, 1, tzinfo=UTC)) is State.LATE
    assert just_before.astimezone(JST).date() == date(2026, 3, 31)


def test_nobody_begins_before_the_work_or_the_version_that_lists_them():
    long_ago = at(1, 1, year=1970)
    facts = [*contract("plan", "training"), plan(), *on_roster("mihon", since=long_ago)]
    assert answer(SAPPORO, "training-security", facts, at(3, 25)).due_at == at(4, 1, 0)
    facts += [plan("v2", happened=at(5, 1), amends="v1", effective_on=date(2026, 6, 1))]
    facts += on_roster("mihon", "reiji", ref="v2", since=long_ago)
    facts.append(fact(Done, at(3, 25), subject="training:security", person="mihon"))
    assert answer(SAPPORO, "training-security", facts, at(6, 2)).due_at == at(6, 1, 0)


def test_a_new_version_gives_nobody_more_time_for_training():
    facts = [*contract("plan", "training"), plan(), *on_roster("mihon")]
    facts += [plan("v2", happened=at(5, 1), amends="v1"), *on_roster("mihon", ref="v2")]
    assert answer(SAPPORO, "training-security", facts, at(6, 2)).due_at == at(4, 1, 0)


def test_what_was_submitted_and_has_not_arrived_says_so_and_counts_for_nothing():
    facts = [
        fact(Watched, at(3, 1), subject="incident"),
        fact(Occurred, at(5, 1, 10), subject="incident", ref="i1"),
        fact(Stepped, at(5, 1, 10), subject="incident:first-report", ref="r1", of="i1", step=Step.SENT),
    ]
    one = answer(SAPPORO, "first-report", facts, at(5, 1, 11))
    assert (one.state, one.owner) == (State.DUE_SOON, Party.CONTRACTOR)
    assert "まだ届いていません" in one.reason.ja
    assert one.next_step is not None
    assert one.next_step.ja.startswith("電話で知らせ")
    assert stands("first-report", facts, at(5, 1, 12)) is State.LATE
