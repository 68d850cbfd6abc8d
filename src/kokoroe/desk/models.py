"""The portfolio's cache. It can be dropped at any time: `standings` makes it again."""

from datetime import datetime

from django.db import models

from kokoroe.contracts.models import Contract


class Standing(models.Model):
    """契約の状況（控え）: what the portfolio shows of a contract, as evaluated at `computed_at`.

    It holds as long as the ledger's tree, what was done on the contracts below and the rules are those of the key,
    and the moment lies before `changes_at`: `standings.with_freshness` says so in SQL. Rows are kept
    small, since the portfolio counts and sorts over all of them; `board.Board` reads and writes the last columns.
    """

    contract = models.OneToOneField(
        Contract, on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    epoch = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    changes_below = models.PositiveIntegerField()
    rules = models.CharField(max_length=16)
    computed_at = models.DateTimeField()
    changes_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    urgency = models.PositiveSmallIntegerField()
    next_due: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    next_clause = models.CharField(max_length=50, blank=True)
    next_state = models.CharField(max_length=12, blank=True)
    pack = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    reading = models.CharField(
        max_length=24, blank=True, help_text="Whose reading, and how the other stands to it."
    )
    cells = models.CharField(max_length=100, blank=True)
