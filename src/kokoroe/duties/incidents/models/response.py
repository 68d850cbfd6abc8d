"""What was done about an incident: who responds, what was done at once, what will be done, what happened."""

from django.db import models
from django.db.models import Q

from kokoroe.accounts.models import Account
from kokoroe.duties.incidents.models.incident import Incident, Moment, OfIncident, Recorded


class TimelineNote(Recorded):
    """経過: what happened when, as somebody noted it. What the product knows itself is not written twice."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    text = models.TextField()
    struck_at: Moment = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]


class Responder(Recorded):
    """緊急対応体制 (clause 2(4)ア): who has which role in the response, from when until when."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="responders")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=100)
    phone = models.CharField(max_length=50, blank=True)
    since = models.DateTimeField()
    until: Moment = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since", "pk"]


class Measure(Recorded):
    """応急措置・緊急時対策 (clause 2(4)カ): a line of the containment check list that was done, or does not apply.

    `key` is that of a `kinds.Step`; empty for a measure of one's own. A record that was wrong is struck.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="measures")
    key = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    applies = models.BooleanField(default=True)
    done_at = models.DateTimeField()
    struck_at: Moment = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["done_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "key"],
                condition=~Q(key="") & Q(struck_at__isnull=True),
                name="each_step_once_done",
            ),
        ]


class Task(models.Model):
    """是正措置: what will be done so that it does not happen again, by whom, until when; and what was done."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tasks")
    what = models.TextField()
    permanent = models.BooleanField(default=True, help_text="恒久 rather than 暫定.")
    owner = models.CharField(max_length=200, blank=True)
    due_at: Moment = models.DateTimeField(null=True)
    done_at: Moment = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    dropped_at: Moment = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    objects = OfIncident.as_manager()

    class Meta:
        ordering = ["pk"]
