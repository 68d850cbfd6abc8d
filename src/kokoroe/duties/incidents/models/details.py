"""What was written about an incident, field by field, each time it changed."""

from django.db import models

from kokoroe.accounts.models import Account
from kokoroe.duties.incidents.models.incident import Incident
from kokoroe.duties.incidents.models.rows import OfIncident


class DetailChange(models.Model):
    """記入の経過: one field of the form that grows, as somebody wrote it at an `edit` of the incident.

    `Incident.details` is what these rows add up to. They say what a form showed that was made at an earlier edit, and
    whose words stand in a field now, so that two people who write at once lose nothing.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="detail_changes")
    edit = models.PositiveIntegerField()
    key = models.CharField(max_length=100)
    value = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfIncident.as_manager()

    class Meta:
        ordering = ["edit", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "edit", "key"], name="each_field_once_per_edit"),
        ]
