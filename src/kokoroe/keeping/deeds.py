"""What people do about what is kept: hold it, ask for longer, ask that it goes, answer who asked, set the periods."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.text import Text
from kokoroe.declare import TEXT, Field
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import DeedForm, Doing
from kokoroe.deeds.who import ADMINISTRATOR, OPERATOR, SIGNED_IN, seat
from kokoroe.keeping.actions import (
    WHO_MAY,
    answer_request,
    ask_for_longer,
    ask_to_erase,
    lift_hold,
    place_hold,
    renew_hold,
)
from kokoroe.keeping.kinds import kinds
from kokoroe.keeping.models import ErasureRequest, Hold
from kokoroe.keeping.periods import set_period
from kokoroe.ui.templatetags.ui import said


class LongerForm(DeedForm):
    """How long this contract asks for."""

    months = forms.IntegerField(
        label=_("保存期間（か月）"), min_value=1, max_value=600, help_text=_("例：10年なら 120。")
    )


class PeriodForm(forms.Form):
    """How long a kind is kept on this server."""

    kind = forms.ChoiceField(
        label=_("種類"), choices=lambda: [(kind.key, said(kind.label)) for kind in kinds()]
    )
    months = forms.IntegerField(label=_("保存期間（か月）"), min_value=0, max_value=600)


WHY = Field(
    "reason",
    TEXT,
    Text("理由", "Reason"),
    help=Text(
        "例：損害賠償の係争中のため。ほかの人の名前は書かないでください。",
        "For example: a dispute over damages. Please name nobody else.",
    ),
    required=True,
    longest=2000,
    lines=2,
    printed=False,
)
ERASURE = "erasure"
"""The kind of news by which both parties hear of what is held and what goes."""
SPEAKS = seat("read", *WHO_MAY)


def requests(doing: Doing) -> "QuerySet[ErasureRequest]":
    """What the people of the administrator's organisation asked."""
    rows = ErasureRequest.objects.filter(organisation=doing.account.organisation)
    return rows.select_related("account__person__organisation", "answered_by__person")


OF_CONTRACTS = Deeds(
    "c/<slug:code>/keeping/",
    Deed(
        name="hold_place", path="hold",
        label=Text("消去を止める", "Stop every erasure"), word=_("消去を止める"),
        done=_("消去を止めました。保存期間が過ぎて12か月たつ前に、続けるかを双方にお尋ねします。"),
        acts=("keeping.hold_placed",), tells=(ERASURE,),
        verb=place_hold, fields=(WHY,), prefix="hold", who=SPEAKS, back="keeping",
    ),
    Deed(
        name="hold_renew", path="hold/<int:pk>/renew",
        label=Text("消去を止め続ける", "Keep every erasure stopped"), word=_("止め続ける"),
        done=_("消去を止め続けます。"),
        on=lambda doing: Hold.objects.filter(contract=doing.seat.contract), about="hold",
        when=lambda doing: doing.thing.lifted_at is None and doing.thing.party == doing.seat.party,
        acts=("keeping.hold_renewed",), tells=(ERASURE,),
        verb=renew_hold, fields=(WHY,), prefix="renew", who=SPEAKS, back="keeping",
    ),
    Deed(
        name="hold_lift", path="hold/<int:pk>/lift",
        label=Text("消去の停止を解く", "Lift the stop of erasure"), word=_("停止を解く"),
        done=_("消去の停止を解きました。保存期間が過ぎているときは、双方に予告してから消去します。"),
        on=lambda doing: Hold.objects.filter(contract=doing.seat.contract), about="hold",
        when=lambda doing: doing.thing.lifted_at is None and doing.thing.party == doing.seat.party,
        acts=("keeping.hold_lifted",), tells=(ERASURE,),
        verb=lift_hold, who=SPEAKS, back="keeping", is_button=True,
    ),
    Deed(
        name="keep_longer", path="longer",
        label=Text("より長く保存する", "Keep longer"), word=_("求める"),
        done=_("求めた期間を記録し、双方に知らせました。双方が求めた期間が、保存期間になります。"),
        acts=("keeping.retention_asked",), tells=(ERASURE,),
        verb=ask_for_longer, form=LongerForm, fields=(WHY,), prefix="longer", who=SPEAKS, back="keeping",
    ),
)  # fmt: skip
OF_PEOPLE = Deeds(
    "",
    Deed(
        name="me_erasure", path="me/erasure",
        label=Text("消去を請求する", "Ask that what is held about me goes"), word=_("消去を請求する"),
        done=_("請求を届けました。団体の管理者が、何がいつ消えるかを回答します。"),
        acts=("keeping.erasure_asked",),
        verb=ask_to_erase, who=SIGNED_IN, back="me", is_button=True,
    ),
    Deed(
        name="retention_period", path="settings/personal-data/periods",
        label=Text("保存期間を決める", "Set how long a kind is kept"), word=_("決める"),
        note=_("短くした期間は、これから作る記録と、これから始まる契約に数えます。すでにあるものの期間は短くなりません。"),
        done=_("保存期間を決めました。"),
        acts=("keeping.period_set",),
        verb=set_period, form=PeriodForm, who=OPERATOR, back="personal_data",
    ),
)  # fmt: skip
ANSWERED = Deed(
    name="erasure_request",
    label=Text("消去の請求を回答済みにする", "Mark a request for erasure as answered"), word=_("回答済みにする"),
    note=_("この表の内容を本人に伝えてから押してください。本人の画面にも、回答済みと表示されます。"),
    done=_("回答済みにしました。"),
    on=requests, about="request", when=lambda doing: doing.thing.answered_at is None,
    acts=("keeping.erasure_answered",),
    verb=answer_request, who=ADMINISTRATOR, back="personal_data", is_button=True,
)  # fmt: skip
