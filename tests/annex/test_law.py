"""The rules shipped, at their borders: which report is owed, and by the end of which day."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from kokoroe.annex.assessment import Verdict, assess
from kokoroe.annex.days import JST, end_of_day, start_of_day
from kokoroe.annex.law import Kind, Said
from kokoroe.annex.statutory import running
from kokoroe.packs import laws
from kokoroe.packs.calendar import CLOSED_DAYS

YES, POSSIBLE, NO = Said.YES, Said.POSSIBLE, Said.NO
KNEW = datetime(2026, 7, 1, 15, 20, tzinfo=JST)
LEAKED = {
    "personal-information": YES,
    "affected": YES,
    "recovered-unseen": NO,
    "encrypted": NO,
    "public-body": YES,
    "personal-data": YES,
    "sensitive": NO,
    "property": NO,
    "wrongful": NO,
    "persons": 1,
    "ordinance-sensitive": NO,
    "my-number": NO,
    "exposed": NO,
}


def judged(at=KNEW, **changes):
    answers = {key: value for key, value in (LEAKED | named(changes)).items() if value is not None}
    return assess(laws.load(), answers, at)


def named(changes):
    return {key.replace("_", "-"): value for key, value in changes.items()}


def clocks(aware_at, met=None, **changes):
    return {one.key: one for one in running(judged(aware_at, **changes), aware_at, CLOSED_DAYS, met=met)}


@pytest.mark.parametrize(
    ("persons", "owed"),
    [
        (0, ()),
        (100, ()),
        (101, ("public-body",)),
        (1_000, ("public-body",)),
        (1_001, ("business", "public-body")),
    ],
)
def test_a_number_of_persons_counts_above_its_threshold_and_not_at_it(persons, owed):
    assert judged(persons=persons).applying == owed


@pytest.mark.parametrize(("persons", "owed"), [(100, ()), (101, ("my-number", "my-number-client"))])
def test_my_numbers_have_their_own_threshold(persons, owed):
    assert judged(persons=persons, my_number=YES, public_body=NO, personal_data=NO).applying == owed


@pytest.mark.parametrize("key", ["sensitive", "property", "wrongful"])
@pytest.mark.parametrize("answer", [YES, POSSIBLE])
def test_one_person_is_enough_for_the_other_kinds_and_the_possibility_too(key, answer):
    assert judged(**{key: answer}).applying == ("business", "public-body")


def test_a_leak_that_is_only_possible_is_reported_like_one_that_is_certain():
    assert judged(affected=POSSIBLE, persons=1_001).applying == judged(persons=1_001).applying


def test_an_ordinance_binds_the_public_body_alone():
    assert judged(ordinance_sensitive=YES).applying == ("public-body",)


@pytest.mark.parametrize("key", ["recovered-unseen", "encrypted"])
def test_what_was_recovered_unseen_or_encrypted_is_not_reported(key):
    assessment = judged(**{key: YES}, persons=5_000, sensitive=YES)
    assert (assessment.verdict, assessment.could_change) == (Verdict.NOT, ())
    assert [finding.decided_by for finding in assessment.findings] == [
        (key,),
        (key,),
        ("my-number",),
        ("my-number",),
    ]


def test_an_exemption_must_be_certain():
    assert judged(recovered_unseen=POSSIBLE, sensitive=YES).verdict is Verdict.APPLIES


def test_no_personal_information_settles_it_without_a_further_question():
    assessment = assess(laws.load(), {"personal-information": NO}, KNEW)
    assert (assessment.verdict, assessment.could_change) == (Verdict.NOT, ())
    assert assessment.why.ja == "法定の報告は必要ありません。「個人情報が関わっていますか」に当たりません。"


def test_without_an_answer_every_question_is_open_and_the_clocks_run_provisionally():
    assessment = assess(laws.load(), {}, KNEW)
    assert assessment.verdict is Verdict.OPEN
    assert assessment.could_change == tuple(question.key for question in laws.load().questions)
    assert {one.provisional for one in running(assessment, KNEW, CLOSED_DAYS)} == {True}


def test_an_unanswered_exemption_does_not_stop_a_report_but_could():
    assessment = judged(sensitive=YES, encrypted=None)
    assert (assessment.verdict, assessment.could_change) == (Verdict.APPLIES, ("encrypted",))


def test_an_unanswered_kind_could_still_lengthen_the_time():
    assert judged(sensitive=YES, wrongful=None).could_change == ("wrongful",)


def test_a_question_that_is_said_to_be_open_can_change_the_outcome_and_no_other_can():
    """Every answered state of five questions, against trying each further answer."""
    law = laws.load()
    keys = ("affected", "encrypted", "sensitive", "wrongful", "persons")
    answers = (None, YES, NO)
    for values in product(answers, repeat=len(keys)):
        given = {
            key: (2_000 if value is YES else 1) if key == "persons" else value
            for key, value in zip(keys, values, strict=True)
            if value is not None
        }
        fixed = {key: LEAKED[key] for key in LEAKED if key not in keys} | given
        open_keys = {key for key in keys if key not in given}
        says = set(assess(law, fixed, KNEW).could_change)
        assert says == {key for key in open_keys if _matters(law, fixed, key, open_keys)}


def _matters(law, given, key, open_keys):
    """Whether, with some answers to the other open questions, this one's answer makes a difference."""
    others = sorted(open_keys - {key})
    for values in product((True, False), repeat=len(others)):
        rest = {other: _as_answer(other, value) for other, value in zip(others, values, strict=True)}
        seen = {
            tuple(
                (one.verdict, one.categories)
                for one in assess(law, given | rest | {key: answer}, KNEW).findings
            )
            for answer in (_as_answer(key, True), _as_answer(key, False))
        }
        if len(seen) > 1:
            return True
    return False


def _as_answer(key, yes):
    if key == "persons":
        return 2_000 if yes else 1
    return YES if yes else NO


def test_the_outcome_says_who_reports_and_why_in_both_languages():
    why = judged(persons=1_048).why
    assert why.ja == (
        "法定の報告が必要です（受託者（民間事業者）の報告、委託者（公的機関）の報告）。次に当たります：本人が1,000人を超える。"
    )
    assert why.en == (
        "A statutory report is owed (the contractor's report as a business, the client's report as a public body). "
        "It is to be reported: more than 1,000 persons."
    )


def test_the_day_of_knowing_is_day_one_and_weekends_count():
    """Wednesday, July 1: warned from Friday on, late after Sunday."""
    notice = clocks(KNEW, persons=1_001)["business.notice"]
    assert (notice.warn_at, notice.due_at) == (start_of_day(date(2026, 7, 3)), end_of_day(date(2026, 7, 5)))


@pytest.mark.parametrize(
    ("aware_at", "last"),
    [
        (datetime(2026, 7, 1, 23, 59, 59, tzinfo=JST), date(2026, 7, 5)),
        (datetime(2026, 7, 2, 0, 0, tzinfo=JST), date(2026, 7, 6)),
        (datetime(2026, 7, 1, 14, 59, 59, tzinfo=UTC), date(2026, 7, 5)),
        (datetime(2026, 7, 1, 15, 0, tzinfo=UTC), date(2026, 7, 6)),
    ],
)
def test_the_day_turns_at_midnight_in_japan(aware_at, last):
    assert clocks(aware_at, persons=101)["public-body.preliminary"].due_at == end_of_day(last)


def test_without_a_calendar_only_weekends_are_closed():
    """Day 30 is Friday, January 1."""
    aware = datetime(2026, 12, 3, 9, 0, tzinfo=JST)
    last = {one.key: one.due_at for one in running(judged(aware, sensitive=YES), aware)}["business.final"]
    assert last == end_of_day(date(2027, 1, 1))


def test_the_final_report_has_thirty_days_and_sixty_for_a_wrongful_purpose():
    assert clocks(KNEW, sensitive=YES)["business.final"].due_at == end_of_day(date(2026, 7, 30))
    wrongful = clocks(KNEW, sensitive=YES, wrongful=POSSIBLE)["business.final"]
    assert (wrongful.day, wrongful.due_at) == (60, end_of_day(date(2026, 8, 31)))
    assert wrongful.moved_from == date(2026, 8, 29), "the 60th day is a Saturday"


def test_over_new_year():
    """Aware on December 31 at 23:30: day 30 is Friday, January 29, a working day."""
    aware = datetime(2026, 12, 31, 23, 30, tzinfo=JST)
    at = clocks(aware, persons=1_048)
    assert at["business.notice"].due_at == end_of_day(date(2027, 1, 4))
    assert (at["business.final"].due_at, at["business.final"].moved_from) == (
        end_of_day(date(2027, 1, 29)),
        None,
    )


@pytest.mark.parametrize(
    ("last", "open_day"),
    [
        (date(2026, 7, 31), date(2026, 7, 31)),
        (date(2026, 8, 1), date(2026, 8, 3)),
        (date(2026, 8, 2), date(2026, 8, 3)),
        (date(2026, 9, 21), date(2026, 9, 24)),
        (date(2026, 12, 28), date(2026, 12, 28)),
        (date(2026, 12, 29), date(2027, 1, 4)),
        (date(2027, 1, 3), date(2027, 1, 4)),
        (date(2027, 1, 4), date(2027, 1, 4)),
    ],
)
def test_a_last_day_on_which_offices_are_closed_moves_to_the_next_open_one(last, open_day):
    aware = start_of_day(last - timedelta(days=29))
    final = clocks(aware, sensitive=YES)["public-body.final"]
    assert (final.due_at, final.moved_from) == (end_of_day(open_day), last if open_day != last else None)


def test_the_persons_are_told_promptly_without_a_number():
    persons = clocks(KNEW, sensitive=YES)["public-body.persons"]
    assert (persons.due_at, persons.warn_at, persons.clock.word.ja) == (None, None, "状況に応じて速やかに")


def test_the_notice_to_the_client_releases_the_contractor_and_not_the_client():
    met = {"business.notice": KNEW + timedelta(hours=1)}
    at = clocks(KNEW, met=met, sensitive=YES)
    assert {key for key, one in at.items() if one.released_at == met["business.notice"]} == {
        "business.preliminary",
        "business.final",
        "business.persons",
    }
    assert {key for key, one in at.items() if one.released_at is None} == {
        "business.notice",
        "public-body.preliminary",
        "public-body.final",
        "public-body.persons",
    }


def test_only_rules_in_force_on_the_day_of_knowing_apply():
    before = datetime(2023, 3, 31, 23, 59, tzinfo=JST)
    assert judged(before, sensitive=YES).applying == ("business",)
    assert judged(before + timedelta(minutes=1), sensitive=YES).applying == ("business", "public-body")
    long_ago = judged(datetime(2021, 4, 1, tzinfo=JST), sensitive=YES)
    assert (long_ago.findings, long_ago.verdict) == ((), Verdict.NOT)


def test_what_was_not_read_in_its_source_is_marked():
    rules = {rule.key: rule for rule in laws.load().rules}
    assert [one.question for one in rules["public-body"].categories if not one.confirmed] == [
        "ordinance-sensitive"
    ]
    assert [one.key for one in rules["business"].clocks if not one.count_confirmed] == [
        "notice",
        "preliminary",
        "final",
    ]


def test_every_question_is_asked_for_some_rule():
    asked = {
        key
        for rule in laws.load().rules
        for key in (
            *rule.requires,
            *(one.question for one in rule.exemptions),
            *(one.question for one in rule.categories),
        )
    }
    assert asked == set(laws.load().by_key)
    assert [one.key for one in laws.load().questions if one.kind is Kind.COUNT] == ["persons"]
