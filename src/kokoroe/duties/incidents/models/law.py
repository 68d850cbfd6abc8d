"""What the law wants of an incident: the test questions as answered, the nine items, the reports that were made."""

from django.db import models

from kokoroe.accounts.models import Account
from kokoroe.duties.incidents.models.incident import Incident, Moment, OfIncident, Recorded

PARTIES = [("client", "client"), ("contractor", "contractor")]


class LawCheck(Recorded):
    """法令の確認 (clause 6): the privacy rules' test questions as answered, in versions; the latest counts.

    `answers` are by the questions' keys: yes, possible, no, or a number of persons; what is not known is left out.
    `known_at` is since when the contractor knew of what has to be reported, where that is not since when it knew of the
    incident: an infection is known, and days later that something may have leaked. The law's days run from it.
    `spares`: the rules, as they stood then, said to these answers that nobody need be told.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="law_checks")
    number = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    known_at: Moment = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    spares = models.BooleanField()
    party = models.CharField(max_length=10, choices=PARTIES)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="one_law_check_per_number"),
        ]


class StatutoryItems(models.Model):
    """法定の報告事項: the items of the notice as somebody wrote them; what is left out comes from the incident itself.

    `edit` grows with every change: who writes over another's words is told first.
    """

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="statutory_items")
    texts = models.JSONField(default=dict)
    edit = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    objects = OfIncident.as_manager()


class Filing(Recorded):
    """法定の報告の記録: a report that the law wants was made to the authority, or the persons were told.

    `clock` is the statutory clock that it meets, such as `public-body.preliminary`. A record that was wrong is struck.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="filings")
    clock = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    reference = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)
    party = models.CharField(max_length=10, choices=PARTIES)
    struck_at: Moment = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["made_at", "pk"]
