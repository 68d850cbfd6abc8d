"""What is done about report links: make one, revoke one."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.text import Text, say
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.who import seat
from kokoroe.duties.incidents.models import ReportLink
from kokoroe.duties.incidents.procedure import links
from kokoroe.duties.incidents.procedure.forms import LinkForm

HOST = "report_links"


def report_links(doing: Doing) -> "QuerySet[ReportLink]":
    """The contract's links."""
    visible = ReportLink.objects.visible_to(doing.account, at=doing.now)
    return visible.filter(contract=doing.seat.contract)


LINKS = Deeds(
    "c/<slug:code>/procedure/links/",
    Deed(
        name="report_link_make", host=HOST, label=Text("報告用のリンクを作る", "Make a report link"),
        word=_("リンクを作る"), done=_("リンクを作りました。カードか掲示を印刷して渡してください。"),
        acts=("report_link.created",),
        verb=links.create_link, form=LinkForm, who=seat("prepare"), back=HOST,
    ),
    Deed(
        name="report_link_revoke", path="<int:pk>/revoke",
        label=Text("報告用のリンクを無効にする", "Revoke a report link"), word=_("無効にする"), danger=True,
        asks=lambda doing: say(
            "「{label}」を無効にします。配ったカードと掲示の QR コードは、すぐに使えなくなります。"
            "元に戻せません。電話での報告は変わりません。",
            "“{label}” is revoked. The QR codes on its cards and posters stop working at once, for good. "
            "Reports by telephone go on as before.",
            label=doing.thing.label,
        ),
        done=_("リンクを無効にしました。このカードからは、もう報告できません。"),
        on=report_links, about="link",
        acts=("report_link.revoked",),
        verb=links.revoke_link, who=seat("prepare"), back=HOST,
    ),
)  # fmt: skip
