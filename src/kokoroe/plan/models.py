"""Versions of the implementation plan, and what stands in each.

A version is a draft until it is put in writing (`submission`), frozen from then on, and in force from `effective_at`:
the later of the moment its acceptance was recorded and the beginning (JST) of the day it asked for. Who is on the
roster at a moment is asked of `in_force`, and nowhere else.
"""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kokoroe.accounts.models import Account, Organisation, Person
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.submissions.models import Submission, Version


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    """Versions, narrowed by who asks and by the moment asked for."""

    def visible_to(self, account: Account, *, at: datetime) -> Self:
        return self.filter(contract__in=Contract.objects.visible_to(account, at=at))

    def shown_to(self, seat: Seat, *, at: datetime) -> Self:
        """Of the seat's contract, what it may open: a draft exists for those alone who prepare it."""
        found = self.visible_to(seat.account, at=at).filter(contract=seat.contract)
        return found if seat.may("prepare") else found.exclude(submission=None)

    def drafts(self) -> Self:
        return self.filter(submission__isnull=True)

    def effective(self, at: datetime, *, known_at: datetime | None = None) -> Self:
        """Versions that had come into force by `at`, the latest first, as far as was recorded by `known_at` (UTC)."""
        found = self.filter(effective_at__lte=at)
        if known_at is not None:
            found = found.filter(effective_recorded_at__lte=known_at)
        return found.order_by("-effective_at", "-number", "-correction")


class PlanVersion(Version):
    """実施計画書の版 (clause 1(1), 1(2)).

    `correction` counts the notices that mended a slip in version `number` without changing the structure.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="plan_versions")
    correction = models.PositiveIntegerField(default=0)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="next_versions")
    reason = models.TextField(blank=True)
    effective_on: "models.DateField[date | None, date | None]" = models.DateField(null=True)
    nationality_by = models.CharField(
        max_length=10, choices=[("person", "person"), ("ratio", "ratio")], default="person"
    )
    nationality_japan = models.PositiveIntegerField(null=True)
    nationality_other = models.PositiveIntegerField(null=True)
    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, null=True, related_name="plan_version"
    )
    effective_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    effective_recorded_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True
    )

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number", "correction"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number", "correction"], name="one_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(submission__isnull=True), name="one_draft_per_contract"
            ),
        ]
        indexes = [models.Index(fields=["contract", "effective_at"])]

    @property
    def waiting_imports(self) -> "models.QuerySet[RosterImport]":
        """Files that wait beside a draft to be read in, without their bytes."""
        return self.imports.filter(taken_at__isnull=True).defer("content")

    @property
    def is_change(self) -> bool:
        """It changes an accepted structure (1(2)), rather than being the first to be accepted."""
        return self.based_on_id is not None and self.correction == 0


class RosterEntry(models.Model):
    """作業従事者 (clause 1(1)イ): a person on one plan version, with the columns of kokoroe.plan.roster.fields.

    What is asked for in queries has columns of its own; every other field of the roster lies in `details` by its key.
    """

    OWN = ("name", "role", "starts_on", "ends_on")

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=30)
    starts_on: "models.DateField[date | None, date | None]" = models.DateField(null=True)
    ends_on: "models.DateField[date | None, date | None]" = models.DateField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="a_person_once_per_version"),
        ]


class Contact(models.Model):
    """連絡先 (clause 1(1)ウ): whom to call, in which order, at which hours.

    `party` client: one of the client's own people, whose consent to be written to (2(5)) is asked for with the plan.
    """

    HOURS = ("always", "day", "night")

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="contacts")
    party = models.CharField(
        max_length=10, choices=[("contractor", "contractor"), ("client", "client")], default="contractor"
    )
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=10, choices=[(hours, hours) for hours in HOURS], default="always")
    phone = models.CharField(max_length=50, blank=True)
    email = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ["-party", "position", "pk"]  # the contractor's own first


class Workplace(models.Model):
    """作業場所 (clause 1(1)エ)."""

    KINDS = ("own", "subcontractor", "home", "client")

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="workplaces")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in KINDS], default="own")
    address = models.CharField(max_length=300, blank=True)
    room = models.CharField(max_length=200, blank=True)
    entry_control = models.CharField(max_length=300, blank=True)
    network = models.CharField(max_length=300, blank=True)
    devices = models.CharField(max_length=300, blank=True)
    storage = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "pk"]


class RosterImport(models.Model):
    """取込み中の名簿: an uploaded file with how it is read, waiting until the whole of it is right."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="imports")
    filename = models.CharField(max_length=255)
    content = models.BinaryField()
    reading = models.JSONField(
        default=dict, help_text="Sheet, mapping, skipped rows, corrections: see roster."
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    taken_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]


class ColumnMemory(models.Model):
    """列の読み方の記憶: how an organisation's people write a column's header."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    header = models.CharField(max_length=200)
    field = models.CharField(max_length=50)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "header"], name="one_reading_per_header"),
        ]


def roster_values(entry: RosterEntry) -> dict[str, Any]:
    """All of an entry's columns by their keys, as kokoroe.plan.roster knows them."""
    return {**entry.details, **{key: getattr(entry, key) for key in RosterEntry.OWN}}
