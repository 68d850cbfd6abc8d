"""What follows an incident: the consultation, a suspension of the work, and what was learnt."""

from django.db import models

from kokoroe.accounts.models import Account
from kokoroe.annex import moments
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.models.incident import Incident, Moment, OfContract, Recorded
from kokoroe.duties.incidents.models.law import PARTIES
from kokoroe.submissions.models import Submission


class Minutes(Recorded):
    """協議の記録 (clause 2(9)): what was talked over and what came of it, as one side wrote it down; in versions.

    `attended` are the names by party, one a line. `topics` are a list of {key, asked, agreed}; one that did not come up
    is left out. The latest version counts.
    It is agreed once the other side confirms it (`Consent`), here or by accepting `submission`.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    held_at = models.DateTimeField()
    means = models.CharField(max_length=200, blank=True)
    attended = models.JSONField(default=dict)
    topics = models.JSONField(default=list)
    party = models.CharField(max_length=10, choices=PARTIES)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, null=True, related_name="minutes")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="one_minutes_per_number"),
        ]

    @property
    def is_contested(self) -> bool:
        """Whether the client contests the answer on paper by which they are agreed (of rows with `steps_told`)."""
        answer = None if self.submission is None else self.submission.step("accepted")
        contested, confirmed = (getattr(answer, f"{said}_at", None) for said in ("contested", "confirmed"))
        return contested is not None and confirmed is None


class Consent(Recorded):
    """協議の成立: the other side confirmed the minutes. `at` lies before `recorded_at` where it did so on paper."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="consents")
    minutes = models.OneToOneField(Minutes, on_delete=models.PROTECT, related_name="consent")
    at = models.DateTimeField()
    party = models.CharField(max_length=10, choices=PARTIES)

    class Meta:
        ordering = ["at", "pk"]

    @property
    def moment(self) -> moments.Moment:
        """When they were agreed to, as exactly as the answer says."""
        writing = self.minutes.submission
        answer = None if writing is None else writing.step("accepted")
        return moments.Moment.of(self.at) if answer is None else answer.moment


class Suspension(models.Model):
    """業務の中断: the work rests from `starts_at` until `ends_at`; without an end until it is resumed.

    `basis`: the parties agreed on it, or the client said so; `told_by` is then who said it, where the contractor
    wrote it down.
    """

    BASES = ("agreement", "client")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="suspensions")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="suspensions")
    basis = models.CharField(max_length=10, choices=[(basis, basis) for basis in BASES])
    scope = models.TextField()
    told_by = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at: Moment = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    resumed_at: Moment = models.DateTimeField(null=True)
    resumed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfContract.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]


class Lesson(Recorded):
    """教訓: what was learnt, in the words of who learnt it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="lessons")
    text = models.TextField()
    party = models.CharField(max_length=10, choices=PARTIES)

    class Meta:
        ordering = ["recorded_at", "pk"]
