"""What is done about answering: how the client decides, whom links reach, a link made and withdrawn."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.text import Text
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.who import seat
from kokoroe.submissions.addresses import record_address, remove_address
from kokoroe.submissions.deciding import set_rule
from kokoroe.submissions.forms.answers import DecisionRuleForm
from kokoroe.submissions.forms.links import AddressForm, LinkForm
from kokoroe.submissions.links import choices, make_link, withdraw_link
from kokoroe.submissions.models import AnswerAddress, AnswerLink, Submission
from kokoroe.submissions.rules import people_at, rules_of

RULE, LINKS = "decision_rule", "answer_links"
SETS = seat("read", "decide", "administer", party="client")


def addresses(doing: Doing) -> "QuerySet[AnswerAddress]":
    """The addresses that the client recorded, those that were removed as well."""
    visible = AnswerAddress.objects.visible_to(doing.account, at=doing.now)
    return visible.filter(contract=doing.seat.contract)


def submission(doing: Doing) -> Submission:
    """A writing of the contract. Raises Http404."""
    visible = Submission.objects.visible_to(doing.account, at=doing.now).prefetch_related("steps")
    row: Submission = get_object_or_404(visible, contract=doing.seat.contract, pk=doing.key["pk"])
    row.contract = doing.seat.contract
    return row


def link(doing: Doing) -> AnswerLink:
    """A link of a writing. Raises Http404."""
    visible = AnswerLink.objects.visible_to(doing.account, at=doing.now)
    of = {"submission": doing.key["pk"], "submission__contract": doing.seat.contract}
    row: AnswerLink = get_object_or_404(visible, pk=doing.key["link"], **of)
    return row


def links_page(doing: Doing) -> str:
    """The page of the writing's links."""
    return reverse(LINKS, args=[doing.seat.contract.code, doing.key["pk"]])


def rule_now(doing: Doing) -> dict[str, Any]:
    """The rule's form begins with what is in force."""
    return {"initial": {"people": people_at(rules_of(doing.seat.contract), doing.now)}}


DECIDING = Deeds(
    "c/<slug:code>/writings/",
    Deed(
        name="decision_rule_set", host=RULE, label=Text("決裁の決め方を決める", "Set how the client decides"),
        word=_("記録する"), done=_("決裁の決め方を記録しました。"),
        note=_("すでに提出されている書面は、提出されたときの決め方が二人なら、二人のままです。"),
        acts=("contract.decision_rule_set",),
        verb=set_rule, form=DecisionRuleForm, given=rule_now, who=SETS, back=RULE,
    ),
    Deed(
        name="answer_address_record", host=RULE, act="address",
        label=Text("回答者のアドレスを登録する", "Record an address for links"),
        word=_("登録する"), done=_("アドレスを登録しました。"),
        acts=("answer_address.recorded",),
        verb=record_address, form=AddressForm, prefix="link", who=SETS, back=RULE,
    ),
    Deed(
        name="answer_address_remove", path="addresses/<int:pk>/remove",
        label=Text("回答者のアドレスを外す", "Remove an address for links"), word=_("外す"),
        on=addresses, about="address",
        acts=("answer_address.removed",),
        verb=remove_address, who=SETS, back=RULE, is_button=True,
    ),
    Deed(
        name="answer_link_make", host=LINKS, label=Text("回答用リンクを送る", "Send a link to answer by"),
        word=_("リンクをメールで送る"),
        done=_("リンクをメールで送ります。開いた人には、同じアドレスに確認番号を送ります。"),
        on=submission, about="submission",
        acts=("answer_link.made",), tells=("answer.link",),
        verb=make_link, form=LinkForm,
        given=lambda doing: {"choices": choices(doing.seat.contract, doing.now)},
        who=seat("submit", party="contractor"), back=links_page,
    ),
    Deed(
        name="answer_link_withdraw", path="<int:pk>/links/<int:link>/withdraw",
        label=Text("回答用リンクを取り消す", "Withdraw a link to answer by"), word=_("取り消す"),
        done=_("リンクを取り消しました。"),
        on=link, about="link",
        acts=("answer_link.withdrawn",),
        verb=withdraw_link, who=seat("read", "submit", "handle", "administer"),
        back=links_page, is_button=True,
    ),
)  # fmt: skip
