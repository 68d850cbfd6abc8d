"""For `kokoroe check`: the deadlines of incidents' stages that are open, against the stages computed again."""

from collections.abc import Iterator
from datetime import datetime

from kokoroe.annex.text import Text
from kokoroe.clock.models import Deadline
from kokoroe.contracts.annexes import UnreadableAnnexError
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.stages import KIND, stages
from kokoroe.groups.findings import Seen, failure
from kokoroe.packs import PackError


def open_deadlines_fit(now: datetime) -> Iterator[Seen]:
    """A finding for each incident of which an open deadline is not of the time that the record gives."""
    kept: dict[str, list[Deadline]] = {}
    for row in Deadline.objects.filter(kind=KIND, met_at__isnull=True, void_at__isnull=True).order_by("pk"):
        kept.setdefault(row.ref, []).append(row)
    keys = [int(ref) for ref in kept if ref.isdecimal()]
    for incident in Incident.objects.filter(pk__in=keys).select_related("contract__tree").order_by("pk"):
        try:
            due = {stage.key: stage.answer.due_at for stage in stages(incident, now)}
        except (PackError, UnreadableAnnexError, KeyError):
            continue  # the look at annexes says so
        wrong = [row.stage for row in kept[str(incident.pk)] if row.due_at != due.get(row.stage, row.due_at)]
        if wrong:
            names = ", ".join(wrong)
            yield failure(
                Text(
                    f"インシデント {incident.number} の期限（{names}）が、記録から計算したものと違います。",
                    f"Deadlines of incident {incident.number} ({names}) are not what the record says.",
                ),
                "だれが変えたかを調べ、「kokoroe ledger verify」で確かめてください。"
                "次にそのインシデントに何かが記録されると、計算し直されます。",
                "Find out who changed it, and see `kokoroe ledger verify`. The next act on it has it computed anew.",
            )
