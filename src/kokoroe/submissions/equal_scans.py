"""The same scan at several writings: one paper may answer two, or one file may stand for what it is not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, Subquery
from django.db.models.functions import Length

from kokoroe.accounts.models import Account
from kokoroe.submissions.models import Paper, Submission

SCAN = "scan"


def equal_scans(papers: Iterable[Paper], account: Account, *, at: datetime) -> Mapping[int, Sequence[str]]:
    """By a scan's key the numbers of other writings that have exactly the same one, as far as the account sees them.

    A query for each scan: a writing has one, or two where the first answer was contested.
    """
    scans = {paper.pk: paper for paper in papers if paper.kind == SCAN}
    if not scans:
        return {}
    seen = Submission.objects.visible_to(account, at=at).values("pk")
    found: dict[int, list[str]] = defaultdict(list)
    sized = Paper.objects.annotate(size=Length("content"))
    for paper in scans.values():
        one = sized.filter(pk=paper.pk)
        equal = sized.filter(
            ~Q(submission=paper.submission_id),
            kind=SCAN,
            size__gt=0,
            size=Subquery(one.values("size")),
            content=Subquery(one.values("content")),
            submission__in=seen,
        )
        found[paper.pk] += sorted(set(equal.values_list("submission__number", flat=True)))
    return found
