"""What is done about a contract itself: confirm or decline it, and record or answer its dates and its annex."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.text import Text
from kokoroe.contracts import confirming, moving
from kokoroe.contracts.editions import answer_pack, open_packs, propose_pack, record_pack_agreement
from kokoroe.contracts.forms import AgreementForm, DateForm, DeclineForm, PackForm, RefusalForm
from kokoroe.contracts.models import ContractDate, ContractPack
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.who import SIGNED_IN, seat
from kokoroe.desk.forms import WitnessForm
from kokoroe.desk.witnessing import KIND, end_witness, name_witness, named
from kokoroe.submissions.forms.fields import AmendmentForm

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
MOVED, ANSWERED = ("contract.date_moved",), ("contract.date_answered",)


def dates_of(doing: Doing) -> Any:
    """The dates of the contract as they were recorded."""
    rows = ContractDate.objects.filter(contract=doing.seat.contract)
    return rows.select_related("contract", "recorded_by__person")


def is_asked(doing: Doing) -> bool:
    """Whether the seat's party is to say something of the date."""
    return moving.waits(doing.thing) and doing.thing.mover != doing.seat.party


SPEAKS = seat("read", "agree")
DATES = Deeds(
    "c/<slug:code>/settings/",
    Deed(
        name="contract_date", path="dates", label=Text("契約の日付を記録する", "Record a date of the contract"),
        word=_("記録する"),
        done=_("日付を記録し、相手方に知らせました。あなたの側に有利になる点は、相手方が同意してから数えます。"),
        acts=("contract.date_set",), tells=MOVED,
        verb=moving.set_date, form=DateForm, who=SPEAKS, back="contract_settings",
    ),
    Deed(
        name="contract_date_agree", path="dates/<int:pk>/agree",
        label=Text("日付に同意する", "Agree to a date"), word=_("同意する"), done=_("同意しました。"),
        on=dates_of, about="date", when=is_asked,
        acts=("contract.date_agreed",), tells=ANSWERED,
        verb=moving.answer_date, form=AgreementForm, who=SPEAKS, back="contract_settings", is_button=True,
    ),
    Deed(
        name="contract_date_refuse", path="dates/<int:pk>/refuse",
        label=Text("日付に同意しない", "Refuse a date"), word=_("同意しない"),
        done=_("同意しないことを、相手方に伝えました。"),
        on=dates_of, about="date", when=is_asked,
        acts=("contract.date_refused",), tells=ANSWERED,
        verb=moving.answer_date, form=RefusalForm, who=SPEAKS, back="contract_settings",
    ),
    Deed(
        name="contract_date_paper", path="dates/<int:pk>/record",
        label=Text("紙で得た同意を記録する", "Record an agreement on paper"), word=_("写しを記録する"),
        done=_("写しを記録しました。相手方が確認するまで、相手方未確認と表示します。"),
        on=dates_of, about="date",
        acts=("contract.date_agreement_recorded",), tells=MOVED,
        verb=moving.record_agreement, form=AmendmentForm, who=SPEAKS, back="contract_settings",
    ),
)  # fmt: skip
PACK_NEWS, PACK_ANSWERED = ("contract.pack_proposed",), ("contract.pack_answered",)


def packs_of(doing: Doing) -> Any:
    """The annex packs of the contract, and those that were proposed."""
    rows = ContractPack.objects.filter(contract=doing.seat.contract)
    return rows.select_related("contract", "recorded_by__person")


def is_asked_of_pack(doing: Doing) -> bool:
    """Whether the seat's party may still say something of the pack."""
    return doing.thing.mover != doing.seat.party and doing.thing in open_packs(doing.seat.contract, doing.now)


PACKS = Deeds(
    "c/<slug:code>/settings/annex/",
    Deed(
        name="contract_pack_propose", path="propose", label=Text("別記の変更を提案する", "Propose another annex"),
        word=_("提案する"), done=_("提案し、相手方に知らせました。相手方が同意したときから数えます。"),
        asks=_("相手方が同意するまで、いまの別記のままです。同意のあとも、それより前の状況は前の別記で示します。"),
        acts=("contract.pack_proposed",), tells=PACK_NEWS,
        verb=propose_pack, form=PackForm, who=SPEAKS, back="contract_annex",
    ),
    Deed(
        name="contract_pack_agree", path="<int:pk>/agree",
        label=Text("別記に同意する", "Agree to the annex"), word=_("この別記に同意する"), done=_("同意しました。"),
        on=packs_of, about="pack", when=is_asked_of_pack,
        acts=("contract.pack_agreed",), tells=PACK_ANSWERED,
        verb=answer_pack, form=AgreementForm, who=SPEAKS, back="contract_annex", is_button=True,
    ),
    Deed(
        name="contract_pack_refuse", path="<int:pk>/refuse",
        label=Text("別記に同意しない", "Refuse the annex"), word=_("同意しない"),
        done=_("同意しないことを、相手方に伝えました。"),
        on=packs_of, about="pack", when=is_asked_of_pack,
        acts=("contract.pack_refused",), tells=PACK_ANSWERED,
        verb=answer_pack, form=RefusalForm, who=SPEAKS, back="contract_annex",
    ),
    Deed(
        name="contract_pack_paper", path="<int:pk>/record",
        label=Text("別記への紙の同意を記録する", "Record an agreement to the annex on paper"), word=_("写しを記録する"),
        done=_("写しを記録しました。相手方が確認するまで、相手方未確認と表示します。"),
        on=packs_of, about="pack",
        acts=("contract.pack_agreement_recorded",), tells=PACK_NEWS,
        verb=record_pack_agreement, form=AmendmentForm, who=SPEAKS, back="contract_annex",
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
