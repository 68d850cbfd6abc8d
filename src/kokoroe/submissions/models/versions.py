"""What the versions of everything that is drafted before it is put in writing have in common."""

from typing import TYPE_CHECKING

from django.db import models

from kokoroe.accounts.models import Account
from kokoroe.submissions.models.writings import Submission

if TYPE_CHECKING:
    from kokoroe.contracts.models import Contract


class Version(models.Model):
    """版: a numbered version of a contract's writing. A draft until `submission` has put it in writing, then frozen.

    Each kind has its own `contract` and `submission`. `edit` counts the changes of a draft: whoever changes or submits
    it names the one that they saw.
    """

    number = models.PositiveIntegerField()
    edit = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    if TYPE_CHECKING:
        contract: models.ForeignKey[Contract, Contract]
        contract_id: int
        submission: models.OneToOneField[Submission | None, Submission | None]
        submission_id: int | None

    class Meta:
        abstract = True

    @property
    def is_draft(self) -> bool:
        """Not yet in writing."""
        return self.submission_id is None

    @property
    def was_turned_down(self) -> bool:
        """Returned or withdrawn: what stands in it is the best start for the next attempt."""
        return self.submission is not None and self.submission.standing in {"returned", "withdrawn"}
