"""What is made of a report by card: an incident of its own, a part of an open one, or nothing."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.text import Text
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.who import seat
from kokoroe.duties.incidents.card_reporting import confirm, dismiss
from kokoroe.duties.incidents.deeds import FIELDS, IntoForm
from kokoroe.duties.incidents.models import Incident, Report
from kokoroe.duties.incidents.stages import list_of

HOST = "card_report"


def reports(doing: Doing) -> "QuerySet[Report]":
    """What came by card at the contract."""
    visible = Report.objects.visible_to(doing.account, at=doing.now)
    return visible.filter(contract=doing.seat.contract, by=None)


def where(doing: Doing) -> str:
    """The incident that it became; the report while it is none, the list once it was dismissed."""
    code = doing.seat.contract.code
    if isinstance(doing.result, Incident):
        return reverse("incident", args=[code, doing.result.number])
    return list_of(doing.seat.contract) if doing.given else reverse(HOST, args=[code, doing.thing.pk])


def made(act: str, label: Text, **given: Any) -> Deed:
    """One thing that can be made of a report."""
    return Deed(
        name=f"card_report_{act}",
        act=act,
        host=HOST,
        label=label,
        on=reports,
        about="report",
        who=seat("prepare", party="contractor"),
        back=where,
        template="incidents/card_act.html",
        **given,
    )


CARDS = Deeds(
    "c/<slug:code>/incidents/reports/<int:pk>",
    made(
        "confirm", Text("インシデントとして受け付ける", "Confirm a report by card"),
        word=_("受け付ける"), danger=True,
        acts=("incident.confirmed",), tells=("incident", "incident.reported"),
        verb=confirm,
        done=_("インシデントとして受け付けました。期限が動いています。"),
    ),
    made(
        "join", Text("対応中のものに加える", "Join a report by card with an incident"), word=_("加える"),
        acts=("incident.confirmed",),
        verb=confirm, form=IntoForm, prefix="join", done=_("インシデントに加えました。"),
    ),
    made(
        "dismiss", Text("カードからの報告をインシデントとしない", "Dismiss a report by card"),
        word=_("インシデントとしない"), acts=("incident.dismissed",),
        verb=dismiss, fields=FIELDS["dismiss"], prefix="dismiss",
        done=_("インシデントとしないことを記録しました。報告は残ります。"),
    ),
)  # fmt: skip
