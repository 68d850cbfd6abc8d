"""What `kokoroe check` says of incidents' deadlines."""

from datetime import timedelta

from kokoroe.clock.models import Deadline
from kokoroe.duties.incidents.rechecking import open_deadlines_fit
from kokoroe.duties.incidents.stages import KIND


def test_an_open_deadline_that_was_moved_by_hand_is_named_with_incident_and_stage(running):
    incident = running.reported()
    assert list(open_deadlines_fit(incident.created_at)) == []
    row = Deadline.objects.filter(kind=KIND, ref=str(incident.pk), met_at=None, void_at=None).first()
    Deadline.objects.filter(pk=row.pk).update(due_at=row.due_at + timedelta(days=3))
    (found,) = open_deadlines_fit(incident.created_at + timedelta(hours=1))
    assert incident.number in found.said.en
    assert row.stage in found.said.ja
