"""Submissions, the steps they took, and their papers."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from kokoroe.accounts.models import Account
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.moments import Moment
from kokoroe.contracts.models import Contract
from kokoroe.submissions import machine

if TYPE_CHECKING:
    from collections.abc import Sequence

CLOSING = ("accepted", "returned", "withdrawn")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions, narrowed to those of contracts that somebody may see."""

    def visible_to(self, account: Account, *, at: datetime) -> Self:
        return self.filter(contract__in=Contract.objects.visible_to(account, at=at))


class Submission(models.Model):
    """書面: something put in writing to the other party, with frozen content.

    `verb` is the annex's own word for what is asked of the client (了承, 承認, …); empty for a notice that asks for
    nothing. `content` is the canonical JSON that was submitted: the ledger holds its salted digest.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="submissions")
    form = models.CharField(max_length=30)
    number = models.CharField(max_length=50)
    title = models.CharField(max_length=300)
    verb = models.CharField(max_length=10, blank=True)
    clauses = models.JSONField(default=list)
    content = models.BinaryField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    objects = SubmissionQuerySet.as_manager()

    awaits = "decision"  # what it waits for, where `reading.waiting` has read it: decision, proposal, second or time

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_submission_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def history(self) -> "Sequence[Step]":
        """The steps in the order they were taken (prefetched where a page lists many)."""
        return list(self.steps.all())

    @property
    def standing(self) -> str:
        """The last step taken: submitted, received, accepted, returned or withdrawn."""
        return machine.standing(step.name for step in self.history) or "submitted"

    @property
    def is_open(self) -> bool:
        """The client has yet to answer it."""
        return bool(self.verb) and self.standing not in CLOSING

    def step(self, name: str) -> "Step | None":
        return next((step for step in self.history if step.name == name), None)


class Paper(models.Model):
    """書面の写し: the exact bytes of a PDF or scan that belong to a submission."""

    KINDS = ("submission", "decision", "scan")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]


class Step(models.Model):
    """書面の経過: a step that a submission took, by whom, and how that was assured.

    `happened_at` is when the step was taken, `recorded_at` when kokoroe learnt of it: they differ where an answer on
    paper is recorded later. `dated_on` and `reference` are the office's own 決裁日 and 文書番号. `proof` is how the
    person was established, `stands_for` for whom they acted (代理). `outcome` is what an `endorsed` step proposes.

    Where `day_only`, nobody recorded the time: `happened_at` says where the step stands in the order, and its day
    (JST) alone is known, until somebody gives the time (`timed_at`, recorded at `timed_recorded_at`). `moment` is what
    to show.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="steps")
    name = models.CharField(max_length=10, choices=[(name, name) for name in machine.NEXT])
    happened_at = models.DateTimeField()
    day_only = models.BooleanField(default=False)
    timed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    timed_recorded_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True
    )
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    party = models.CharField(max_length=10, choices=[("client", "client"), ("contractor", "contractor")])
    decider = models.CharField(max_length=200, blank=True, help_text="Who decided, where it is not `by`.")
    stands_for = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    assurance = models.CharField(max_length=30)
    proof = models.CharField(max_length=30, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    dated_on = models.DateField(null=True)
    comment = models.TextField(blank=True)
    link = models.ForeignKey(
        "submissions.AnswerLink", on_delete=models.PROTECT, null=True, related_name="steps"
    )
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "name"], name="each_step_once"),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(name__in=CLOSING), name="one_end_per_submission"
            ),
        ]

    @property
    def moment(self) -> Moment:
        """When it was taken, as exactly as anybody said it."""
        if not self.day_only:
            return Moment.of(self.happened_at)
        return Moment(date_in_japan(self.happened_at)) if self.timed_at is None else Moment.of(self.timed_at)

    @property
    def recorded_by_other(self) -> bool:
        """A decision of the client that the contractor recorded from paper or mail."""
        return self.assurance == "recorded_from_paper"
