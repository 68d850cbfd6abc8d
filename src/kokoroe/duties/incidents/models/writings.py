"""What was put in writing to the client: reports of the stages, and the procedure prepared beforehand."""

from django.db import models
from django.db.models import Q

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text, say
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.models.incident import Incident, Moment, OfContract, OfIncident, Recorded
from kokoroe.submissions.models import Submission, Version

STATUTORY = "statutory-notice"
"""What reports are about that are the law's notice to the client; no stage of the annex."""


class StageReport(models.Model):
    """第一報・詳細報告・是正処置案・結果報告: a stage's report put in writing. What follows it is the next version.

    A version that is `further` is a follow-up (続報), which brings what has become known since, and has the next number
    (`sequence`: 第2報); any other further version corrects the report of its number.

    `stage` is the id of the pack's duty that asks for it, `subject` what facts call it. `arrived_at` is when it came
    into the client's inbox (or was taken by its mail server, or handed over): before that nothing was reported.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="stage_reports")
    stage = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    sequence = models.PositiveIntegerField(default=1)
    further = models.BooleanField(default=False)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="stage_report")
    delay_reason = models.TextField(blank=True)
    arrived_at: Moment = models.DateTimeField(null=True)
    arrival_recorded_at: Moment = models.DateTimeField(null=True)

    objects = OfIncident.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "stage", "version"], name="one_report_per_version"),
        ]

    @property
    def which(self) -> Text:
        """What a further version is, in words; nothing of the first, and of the law's notice (速報, 確報)."""
        if self.subject == STATUTORY:
            return Text("", "")
        return which(version=self.version, sequence=self.sequence, further=self.further)


def which(*, version: int, sequence: int, further: bool) -> Text:
    """続報（第2報）, 訂正, 続報（第2報）の訂正; nothing of the first version."""
    follow_up = say("続報（第{n}報）", "follow-up (report no. {n})", n=str(sequence))
    if version == 1 or further:
        return follow_up if further else Text("", "")
    if sequence == 1:
        return Text("訂正", "correction")
    return say("{report}の訂正", "correction of the {report}", report=follow_up)


class Delivery(Recorded):
    """到達の記録: a call, or a report brought by hand: who told whom, when.

    Whether a call is a report itself is a reading of the annex. `subject` is what the stage of a call answers with;
    the client may confirm when the call was.
    """

    HOW = ("phone", "hand", "other")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="deliveries")
    report = models.ForeignKey(StageReport, on_delete=models.PROTECT, null=True, related_name="deliveries")
    stage = models.CharField(max_length=60)
    how = models.CharField(max_length=10, choices=[(how, how) for how in HOW])
    who = models.CharField(max_length=200)
    whom = models.CharField(max_length=200)
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    subject = models.CharField(max_length=60, blank=True, default="")
    confirmed_at: Moment = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]


class Procedure(Version):
    """報告手順書 (clause 2(2)): who reports an incident, what and how, set down before the work starts; in versions.

    A draft until it is finished (整備) at `finished_at`, then frozen; `submission` is its writing to the client.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="procedures")
    content = models.JSONField(default=dict)
    finished_at: Moment = models.DateTimeField(null=True)
    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, null=True, related_name="procedure"
    )

    objects = OfContract.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_procedure_per_number"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(finished_at__isnull=True), name="one_procedure_draft"
            ),
        ]
