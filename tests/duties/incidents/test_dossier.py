"""Everything on record of an incident, read at once."""

from datetime import timedelta

from tests.duties.incidents.conftest import AWARE

from kept import kept
from kokoroe.clock.deadlines import acknowledge
from kokoroe.clock.loop import fire
from kokoroe.clock.models import Deadline
from kokoroe.duties.incidents import evidence
from kokoroe.duties.incidents.dossier import on_record
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.response import exhibits, measures, notes, responders, tasks
from kokoroe.duties.incidents.response.responders import Joining
from kokoroe.duties.incidents.stages import stages, stages_of

LATER = AWARE + timedelta(minutes=40)
PHOTO = evidence.File("写真.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 a picture")


@kept
def busy(running):
    """An incident with a row of every kind."""
    incident = running.reported(files=[PHOTO], kind="malware")
    seat = running.seat("officer", LATER)
    responders.join(seat=seat, incident=incident, people=[Joining("見本 太郎", "統括")], now=LATER)
    measures.done(seat=seat, incident=incident, keys=["block"], at=AWARE, now=LATER)
    notes.note(seat=seat, incident=incident, text="園長へ電話した。", now=LATER)
    tasks.add(seat=seat, incident=incident, what="直す", permanent=True, now=LATER)
    [file] = exhibits.add(seat=seat, incident=incident, files=[PHOTO], now=LATER)
    exhibits.hand_over(seat=seat, file=file, holder="見本 花子", now=LATER)
    fire(now=AWARE + timedelta(minutes=30))
    acknowledge(
        deadline=Deadline.objects.get(ref=str(incident.pk), stage="first-report"),
        recipient_key=running.party.officer.key,
        how="page",
        now=LATER,
    )
    found = Incident.objects.get(pk=incident.pk)
    found.contract = running.party.contract
    return found


def test_the_rows_know_each_other_without_further_queries(busy, running, django_assert_num_queries):
    found = on_record(busy, LATER)
    with django_assert_num_queries(0):
        incident = found.incident
        assert [note.by.person.name for note in incident.notes.all()] == ["見本 太郎"]
        assert [[one.holder for one in file.custody.all()] for file in incident.files.all()] == [
            [],
            ["見本 花子"],
        ]
        assert (incident.appraisal.aware_at, incident.closing) == (AWARE, None)
        assert [alarm.deadline.stage for alarm in found.alarms] == ["first-report"]
        assert [one.recipient_key for one in found.acknowledged] == [running.party.officer.key]
        assert {one.kind for one in found.messages} == {"incident", "incident.reported"}


def test_the_stages_are_those_that_the_alarms_wait_for(busy):
    assert on_record(busy, LATER).stages == stages(Incident.objects.get(pk=busy.pk), LATER)


def test_it_takes_the_same_queries_whatever_there_is(busy, running, django_assert_num_queries):
    busy.contract = type(busy.contract).objects.select_related("client").get(pk=busy.contract.pk)
    with django_assert_num_queries(21):
        on_record(busy, LATER)
    seat = running.seat("officer", LATER)
    for number in range(20):
        notes.note(seat=seat, incident=busy, text=f"記録 {number}", now=LATER)
    again = Incident.objects.get(pk=busy.pk)
    again.contract = type(busy.contract).objects.get(pk=busy.contract.pk)
    with django_assert_num_queries(21):
        on_record(again, LATER)


def test_the_stages_of_many_are_those_of_each(busy, running, django_assert_max_num_queries):
    other = running.reported(key="other", kind="lost", noticed_at=AWARE - timedelta(hours=2))
    rows = list(Incident.objects.select_related("contract"))
    with django_assert_max_num_queries(7):
        found = stages_of(rows, LATER)
    assert found == {one.pk: stages(one, LATER) for one in (busy, other)}
