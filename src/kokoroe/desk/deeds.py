"""What is done about a contract itself: confirm or decline it, record one of its dates."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.text import Text
from kokoroe.contracts import actions, confirming
from kokoroe.contracts.forms import DateForm, DeclineForm
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.who import SIGNED_IN, seat
from kokoroe.desk.forms import WitnessForm
from kokoroe.desk.witnessing import KIND, end_witness, name_witness, named

ANSWERS = replace(SIGNED_IN, calls="account")


def proposals(doing: Doing) -> Any:
    """What is asked of the account's organisation."""
    return confirming.proposals(doing.account, at=doing.now)


def where(doing: Doing) -> str:
    """The contract once it is confirmed; what is asked until it is answered."""
    if doing.result is not None:
        return reverse("contract", args=[doing.result.code])
    return reverse("portfolio") if doing.given else reverse("proposal", args=[doing.key["pk"]])


PROPOSALS = Deeds(
    "proposals/<int:pk>",
    Deed(
        name="proposal_confirm", host="proposal", act="confirm",
        label=Text("契約を確認する", "Confirm a contract"), word=_("自分の団体の契約として確認する"),
        done=_("契約を確認しました。"),
        on=proposals, about="confirmation",
        acts=("contract.confirmed",), tells=("contract.answered",),
        verb=confirming.confirm, who=ANSWERS, back=where, fresh=True,
    ),
    Deed(
        name="proposal_decline", host="proposal", act="decline",
        label=Text("契約を認めない", "Decline a contract"), word=_("自分の契約と認めない"), danger=True,
        done=_("この契約を自分の契約と認めないことを、相手方に伝えました。"),
        on=proposals, about="confirmation",
        acts=("contract.declined",), tells=("contract.answered",),
        verb=confirming.decline, form=DeclineForm, who=ANSWERS, back=where,
        fresh=True,
    ),
)  # fmt: skip
DATES = Deeds(
    "c/<slug:code>/settings/",
    Deed(
        name="contract_date", path="dates", label=Text("契約の日付を記録する", "Record a date of the contract"),
        word=_("記録する"), done=_("日付を記録しました。"),
        acts=("contract.date_set",),
        verb=actions.set_date, form=DateForm, who=seat("read", "prepare", "decide"), back="contract_settings",
    ),
)  # fmt: skip
WITNESSES = Deeds(
    "c/<slug:code>/ledger/",
    Deed(
        name="witness_name", path="witness", label=Text("副署する鍵を登録する", "Name a witness's key"),
        word=_("登録する"), done=_("副署する鍵を登録しました。"),
        asks=_("サーバーの外で kokoroe witness を動かすと、台帳が書き換えられていないことを確かめて副署します。"),
        acts=("ledger.witness_named",), tells=(KIND.name,),
        verb=name_witness, form=WitnessForm, who=seat("read", "prepare", "decide", "administer"), back="ledger",
    ),
    Deed(
        name="witness_end", path="witness/end", label=Text("副署をやめる", "End countersigning"),
        word=_("副署をやめる"), danger=True, done=_("副署をやめたことを記録しました。"),
        asks=_("これからの記録は、このサーバーの記録だけになります。これまでの副署は残ります。"),
        acts=("ledger.witness_ended",), tells=(KIND.name,),
        when=lambda doing: doing.seat.party in named(doing.seat.contract),
        verb=end_witness, who=seat("read", "prepare", "decide", "administer"), back="ledger",
    ),
)  # fmt: skip
