"""The portfolio's cache. It can be dropped at any time: `standings` makes it again."""

from datetime import datetime

from django.db import models

from kokoroe.contracts.models import Contract


class Standing(models.Model):
    """契約の状況（控え）: what the portfolio shows of a contract, as evaluated at `computed_at`.

    It holds as long as the ledger's tree, the draft under way (which is not on the ledger yet) and the rules are
    those of the key, and the moment lies before `changes_at`. `standings.fresh` is that sentence in SQL.
    """

    contract = models.OneToOneField(
        Contract, on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    epoch = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    draft = models.PositiveBigIntegerField()
    edit = models.PositiveIntegerField()
    rules = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
    changes_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    urgency = models.PositiveSmallIntegerField()
    next_due: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    board = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["-urgency", "next_due"], name="desk_standing_attention")]
