"""An incident, since when it was known, how it ended, and what was written of it; and how rows are reached."""

from datetime import datetime
from typing import Self, TypeAlias

from django.db import models
from django.shortcuts import get_object_or_404

from kokoroe.accounts.models import Account
from kokoroe.annex.moves import Awareness
from kokoroe.contracts.models import Contract, Movable
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.awareness import Record, awareness_of
from kokoroe.duties.incidents.kinds import DRILL, KINDS

Moment: TypeAlias = "models.DateTimeField[datetime | None, datetime | None]"
"""A moment that may not be there (yet)."""


class OfContract(models.QuerySet):  # type: ignore[type-arg]
    """Rows with a contract, narrowed to those of contracts that somebody may see."""

    through = "contract__in"

    def visible_to(self, account: Account, *, at: datetime) -> Self:
        return self.filter(**{self.through: Contract.objects.visible_to(account, at=at)})


class OfIncidents(OfContract):
    """Incidents, told apart by whether they have ended."""

    def going_on(self) -> Self:
        return self.exclude(self._ended())

    def ended(self) -> Self:
        return self.filter(self._ended())

    def _ended(self) -> models.Exists:
        return models.Exists(Closing.objects.filter(incident=models.OuterRef("pk"), reopened_at__isnull=True))


class OfIncident(OfContract):
    """Rows of an incident, narrowed likewise."""

    through = "incident__contract__in"


KIND_CHOICES = [(key, key) for key in KINDS]


class Incident(models.Model):
    """インシデント (clause 2(4)): a leak, alteration, deletion, loss, unauthorised access or use, or its possibility.

    `details` holds what is known so far by the keys of `writing.form.FORM`: one form that grows from the first report
    to the result. `edit` grows with every change of it. A drill (`drill`) has the same rows and never counts.
    `happening` is the incident of another contract under which the same happening was reported first.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="incidents")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=KIND_CHOICES)
    drill = models.BooleanField(default=False)
    details = models.JSONField(default=dict)
    edit = models.PositiveIntegerField(default=0)
    happening: "models.ForeignKey[Incident | None, Incident | None]" = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="elsewhere"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfIncidents.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_incident_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def appraisal(self) -> "Appraisal":
        """What was recorded last of when and how it was noticed (prefetched where many are read)."""
        return list(self.appraisals.all())[-1]

    @property
    def awareness(self) -> Awareness:
        """Since when the contractor is taken to have known; a later time waits until the client has agreed."""
        return awareness_of([Record.of(row) for row in self.appraisals.all()])

    @property
    def closing(self) -> "Closing | None":
        """How it ended; None while it is open, and once it was reopened."""
        return next((one for one in self.closings.all() if one.reopened_at is None), None)

    @property
    def tags(self) -> frozenset[str]:
        """What it is besides an incident, as packs know it."""
        return frozenset(self.appraisal.tags.split()) | ({DRILL} if self.drill else frozenset())


def incident_of(seat: Seat, number: str, at: datetime) -> Incident:
    """The contract's incident of this number, as the seat sees it. Raises Http404."""
    visible = Incident.objects.visible_to(seat.account, at=at)
    incident: Incident = get_object_or_404(visible, contract=seat.contract, number=number)
    incident.contract = seat.contract
    return incident


class Recorded(models.Model):
    """What somebody recorded of an incident, and when."""

    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    objects = OfIncident.as_manager()

    class Meta:
        abstract = True


class DetailChange(models.Model):
    """記入の経過: one field of the form that grows, as somebody wrote it at an `edit` of the incident.

    `Incident.details` is what these rows add up to. They say what a form showed that was made at an earlier edit, and
    whose words stand in a field now, so that two people who write at once lose nothing.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="detail_changes")
    edit = models.PositiveIntegerField()
    key = models.CharField(max_length=100)
    value = models.JSONField(default=str, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfIncident.as_manager()

    class Meta:
        ordering = ["edit", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "edit", "key"], name="each_field_once_per_edit"),
        ]


class Appraisal(Movable):
    """認知の記録: since when the contractor knew, and of what. The latest recorded that stands counts; all are kept.

    A later time that the contractor recorded alone (`mover`) waits for the client; a record that keeps the times of the
    one before has no mover, and goes with it.

    `aware_at` (知った時) is when the first of the contractor's knew; it starts every clock, unless the annex is read so
    that `company_at`, when those in charge knew, does. Either may lie before the entry. `possibility`: only a
    possibility was recognised so far. `reason` says why an earlier record was amended.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="appraisals")
    aware_at = models.DateTimeField()
    company_at: Moment = models.DateTimeField(null=True)
    occurred_at: Moment = models.DateTimeField(null=True)
    possibility = models.BooleanField()
    tags = models.CharField(max_length=200, blank=True, help_text="Words of `kinds.TAGS`, spaces between.")
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["recorded_at", "pk"]


class Closing(models.Model):
    """終了: the measures were taken to the end; it was a false alarm; or it is one with another incident.

    `into` is the incident that goes on for a duplicate; both times of awareness are kept there. Where it did not last
    (`reopened_at`), the incident goes on; that it had ended stays on record, and it may end again.
    """

    HOW = ("done", "false-alarm", "merged")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="closings")
    how = models.CharField(max_length=15, choices=[(how, how) for how in HOW])
    reason = models.TextField(blank=True)
    into = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="merged")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reopened_at: Moment = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reopening = models.TextField(blank=True, default="", help_text="Why it was reopened.")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"],
                condition=models.Q(reopened_at__isnull=True),
                name="an_incident_ends_once",
            ),
        ]
