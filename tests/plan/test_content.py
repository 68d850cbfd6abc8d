from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects

from kokoroe.plan.content import content_of
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.people import line_of, people_of, stored
from kokoroe.plan.readiness import lacks, lacks_in_roster
from kokoroe.plan.roster.people import Person
from kokoroe.plan.views.drafts import counts_of
from kokoroe.plan.writings import DRAFTING
from people import LINES, People

FULL = {
    **LINES[0],
    "share": Decimal("50.0"),
    "starts_on": date(2026, 4, 1),
    "ends_on": date(2027, 3, 31),
    "pledge_on": date(2026, 3, 20),
    "note": "夜間は連絡先が変わる\n（第2項）",
    "phone": "011-000-0001",
}


def anew(version: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.get(pk=version.pk)


def test_the_roster_says_what_its_lines_say_read_before_or_not(party: People):
    version = anew(party.draft(lines=[FULL, *LINES[1:]]))
    lines = [(entry.person_id, line_of(entry)) for entry in version.entries.all()]
    said = [{"person": person, **stored(line)} for person, line in lines]
    assert said[0]["share"] == "50"
    assert content_of(version)["roster"] == said
    assert list(people_of(version)) == [(person, Person(line)) for person, line in lines]
    ready = anew(version)
    prefetch_related_objects([ready], "entries", "contacts", "workplaces")
    assert content_of(ready) == content_of(version)


def test_a_part_lacks_by_itself_what_it_lacks_in_the_whole(party: People):
    version = party.draft(lines=[{"name": "見本 太郎"}])
    version.contacts.all().delete()
    whole = lacks(anew(version))
    assert {lack.key for lack in whole} == {"roster", "contacts"}
    assert [lack for lack in whole if lack.key == "roster"] == lacks_in_roster(anew(version))


def test_what_a_draft_holds_is_counted_by_part(party: People, django_assert_num_queries):
    version = anew(party.draft())
    version.workplaces.all().delete()
    with django_assert_num_queries(3):
        counts = counts_of(version)
    assert counts == {
        "roster": version.entries.count(),
        "contacts": version.contacts.count(),
        "workplaces": 0,
    }
    DRAFTING.read_parts(version)
    with django_assert_num_queries(0):
        assert [len(content_of(version)[part]) for part in counts] == list(counts.values())
