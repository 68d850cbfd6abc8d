"""What people reported, by an account or by the card, and the files that prove it."""

from django.core import signing
from django.db import models

from kokoroe.accounts.models import Account
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.kinds import KINDS, Kind
from kokoroe.duties.incidents.models.incident import KIND_CHOICES, Incident, Moment, OfContract


class ReportLink(models.Model):
    """報告用リンク: the address on the wallet card and the poster, with which anyone reports without an account.

    Its token is made of the installation's secret, so that a card can be printed again and nothing is kept that opens
    the page. Revoked, it opens nothing.
    """

    SALT = "kokoroe.incidents.report-link"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="report_links")
    label = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    revoked_at: Moment = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfContract.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    @property
    def token(self) -> str:
        """What stands in its address."""
        return signing.Signer(salt=self.SALT, sep=".").sign(str(self.pk))

    @classmethod
    def opened_by(cls, token: str) -> "ReportLink | None":
        """The link that this token opens, unless it was revoked."""
        try:
            pk = signing.Signer(salt=cls.SALT, sep=".").unsign(token)
        except signing.BadSignature:
            return None
        found = cls.objects.filter(pk=pk, revoked_at__isnull=True)
        return found.select_related("contract__client", "contract__contractor", "contract__tree").first()


class Report(models.Model):
    """報告: what somebody noticed, as they told it. By an account it opens an incident; by a card once it is confirmed.

    `party` is whose report it is; the client's `noticed_at` is when the client knew, and `claimed_at` since when the
    contractor knew, as the client says. `source` is from whom it was learnt.

    `key` is made by the browser that keeps what was typed: sent twice over a bad line, it is taken once.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="incident_reports")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="reports")
    kind = models.CharField(max_length=30, choices=KIND_CHOICES)
    party = models.CharField(max_length=10, default="contractor")
    noticed_at = models.DateTimeField()
    source = models.CharField(
        max_length=20, blank=True, default="", help_text="From whom it was learnt: `reporting.SOURCES`."
    )
    claimed_at: Moment = models.DateTimeField(null=True)
    possibility = models.BooleanField()
    text = models.TextField(blank=True)
    drill = models.BooleanField(default=False)
    name = models.CharField(max_length=200, blank=True)
    reach = models.CharField(
        max_length=200, blank=True, help_text="Telephone or mail of who reported by card."
    )
    link = models.ForeignKey(ReportLink, on_delete=models.PROTECT, null=True, related_name="reports")
    key = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    time_uncertain = models.BooleanField(
        default=False, help_text="時刻未確定: the server's clock could not be relied upon when it came."
    )
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at: Moment = models.DateTimeField(null=True)
    dismissed_at: Moment = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    dismissal = models.TextField(blank=True)

    objects = OfContract.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "key"], name="a_report_is_taken_once"),
        ]

    @property
    def what(self) -> Kind:
        """What was chosen, in the words of who reports it."""
        return KINDS[self.kind]

    @property
    def waits(self) -> bool:
        """Whether it came by card and nobody has confirmed or dismissed it yet."""
        return self.incident_id is None and self.dismissed_at is None


class EvidenceFile(models.Model):
    """証拠: the exact bytes of a file, with the hash under which the ledger froze it."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="incident_files")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="files")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    added_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfContract.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]


class Custody(models.Model):
    """証拠の保管: who had a piece of evidence in keeping, and from when."""

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="custody")
    holder = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["since", "pk"]
