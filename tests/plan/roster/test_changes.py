from decimal import Decimal
from time import perf_counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kokoroe.plan.roster.changes import Changes, FieldChange, MetBy, PersonChange, compare
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.plan.roster.people import Person


def person(name, **values):
    return Person({"name": name, **values})


TARO = person("見本 太郎", affiliation="開発部", email="taro@sample.example")
HANAKO = person("例示 花子", affiliation="開発部", email="hanako@sample.example")


def test_equal_rosters_have_no_changes():
    changes = compare([TARO, HANAKO], [HANAKO, TARO])
    assert changes == Changes(same=(HANAKO, TARO))
    assert not changes.any


def test_it_tells_who_came_and_who_left():
    changes = compare([TARO], [HANAKO])
    assert changes == Changes(added=(HANAKO,), removed=(TARO,))
    assert changes.any


def test_it_tells_what_changed_field_by_field_in_the_order_of_the_roster():
    new = person("見本　太郎", affiliation="運用部", email="TARO@sample.example", share=Decimal(50))
    assert compare([TARO], [new]) == Changes(
        changed=(
            PersonChange(
                TARO,
                new,
                (
                    FieldChange(BY_KEY["name"], "見本 太郎", "見本　太郎"),
                    FieldChange(BY_KEY["affiliation"], "開発部", "運用部"),
                    FieldChange(BY_KEY["share"], None, Decimal(50)),
                    FieldChange(BY_KEY["email"], "taro@sample.example", "TARO@sample.example"),
                ),
                MetBy.EMAIL,
            ),
        )
    )


def test_people_of_one_name_are_told_apart_by_address_then_by_affiliation():
    one, two = person("見本 太郎", affiliation="A社"), person("見本 太郎", affiliation="B社")
    moved = person("見本 太郎", affiliation="A社", post="課長")
    assert compare([one, two], [two, moved]) == Changes(
        same=(two,),
        changed=(PersonChange(one, moved, (FieldChange(BY_KEY["post"], None, "課長"),), MetBy.AFFILIATION),),
    )


def test_who_has_another_affiliation_now_is_met_by_a_name_that_nobody_else_has():
    moved = person("見本 太郎", affiliation="運用部")
    (change,) = compare([person("見本 太郎", affiliation="開発部"), HANAKO], [moved, HANAKO]).changed
    assert change.by is MetBy.NAME


def test_more_than_a_third_who_go_are_many():
    old = [person(f"見本 {number}") for number in range(6)]
    assert compare(old, old[2:]).remove_many is False
    assert compare(old, old[3:]).remove_many is True
    assert compare([], old).remove_many is False


def test_people_of_one_name_that_nothing_tells_apart_are_not_guessed():
    one, two = person("見本 太郎", affiliation="A社"), person("見本 太郎", affiliation="B社")
    other = person("見本 太郎", affiliation="C社")
    assert compare([one, two], [other]) == Changes(added=(other,), removed=(one, two))


def test_a_new_name_at_an_old_address_is_asked_about():
    new = person("試験 太郎", affiliation="開発部", email="taro@sample.example")
    assert compare([TARO, HANAKO], [new, HANAKO]) == Changes(
        added=(new,), removed=(TARO,), same=(HANAKO,), questions=((TARO, new),)
    )


def test_answered_questions_are_changes_or_two_people():
    new = person("試験 太郎", affiliation="開発部", email="taro@sample.example")
    key = (TARO.identity, new.identity)
    assert compare([TARO], [new], {key: True}) == Changes(
        changed=(
            PersonChange(TARO, new, (FieldChange(BY_KEY["name"], "見本 太郎", "試験 太郎"),), MetBy.ANSWER),
        )
    )
    assert compare([TARO], [new], {key: False}) == Changes(added=(new,), removed=(TARO,))


def test_the_same_reading_or_telephone_raises_the_question_too():
    old = person("斎藤 見本", kana="さいとう みほん", phone="011-000-0001")
    for new in (person("齋藤 見本", kana="さいとう　みほん"), person("斉藤 見本", phone="011-000-0001")):
        assert compare([old], [new]).questions == ((old, new),)


people = st.lists(
    st.builds(
        Person,
        st.fixed_dictionaries(
            {"name": st.sampled_from(["見本", "例示", "試験", "架空"])},
            optional={
                "affiliation": st.sampled_from(["A", "B"]),
                "email": st.sampled_from(["a@x.example", "b@x.example"]),
                "phone": st.sampled_from(["011-000-0001", "011-000-0002"]),
            },
        ),
    ),
    max_size=6,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people, people)
def test_everyone_is_counted_once(old, new):
    changes = compare(old, new)
    stay = len(changes.changed) + len(changes.same)
    assert len(changes.added) + stay == len(new)
    assert len(changes.removed) + stay == len(old)
    assert all(before in changes.removed and after in changes.added for before, after in changes.questions)


def test_what_a_whole_team_shares_raises_no_question():
    old = [person(f"見本 {n}", phone="011-000-0001") for n in range(6)]
    new = person("例示 花子", phone="011-000-0001")
    assert compare(old, [new]).questions == ()
    assert compare(old[:5], [new]).questions == tuple((before, new) for before in old[:5])


def test_a_roster_of_thousands_is_replaced_within_seconds():
    old = [person(f"見本 {n}", email="team@sample.example", kana="みほん") for n in range(3000)]
    new = [person(f"例示 {n}", email="team@sample.example", kana="みほん") for n in range(3000)]
    begun = perf_counter()
    assert compare(old, new) == Changes(added=tuple(new), removed=tuple(old))
    assert perf_counter() - begun < 20  # one by one it takes minutes
