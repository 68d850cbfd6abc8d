"""How it was established who took a step: kept with the step, shown with the decision.

A contractor that creates its client's account proves nothing by it, so an account is as good as who vouched for it,
and a link as good as who put the address on record that its code was sent to.
"""

from typing import NamedTuple, Protocol

from kokoroe.accounts.models import Account
from kokoroe.accounts.proof import WORDS as PROOFS
from kokoroe.annex.text import Text, say
from kokoroe.contracts.seats import Seat

OWN_SIGN_IN = "own_sign_in"
VOUCHED_BY_OTHER = "vouched_by_other"
RECORDED_FROM_PAPER = "recorded_from_paper"
LINK_AND_CODE = "link_and_code"
LINK, TOKEN = "link", "token"

WORDS: dict[str, Text] = {
    OWN_SIGN_IN: Text(
        "本人のログイン（所属する団体が招待したアカウント）",
        "Own sign-in (account vouched for by their organisation)",
    ),
    VOUCHED_BY_OTHER: Text(
        "本人のログイン（相手方が招待したアカウント）", "Own sign-in (account created by the other party)"
    ),
    RECORDED_FROM_PAPER: Text(
        "紙又はメールの回答を相手方が記録", "Recorded by the other party from an answer on paper or by mail"
    ),
    LINK_AND_CODE: Text("リンクと、アドレスに送った確認番号", "Link, and a code sent to the address"),
}
VOUCHED: dict[str, Text] = {
    OWN_SIGN_IN: Text("所属する団体が招待したアカウント", "account vouched for by their organisation"),
    VOUCHED_BY_OTHER: Text("相手方が招待したアカウント", "account created by the other party"),
}
RECORDED: dict[str, Text] = {
    "client": Text("委託者の担当者が登録したアドレス", "recorded by the client’s own people"),
    "accepted": Text(
        "委託者が認めた実施計画書の連絡先", "a contact of the implementation plan that the client accepted"
    ),
    "submitted": Text(
        "受託者が書いた連絡先で、委託者自身はまだ確かめていない",
        "a contact written down by the contractor, which the client itself has not confirmed",
    ),
}
"""By whom the address of a link was put on record when the link was made."""


class Assured(NamedTuple):
    """How it was established who acts: `how` is one of WORDS, `proof` how they proved themselves (accounts.proof)."""

    how: str
    proof: str = ""


class Address(Protocol):
    """The address that a link was sent to, and where it is on record (one of RECORDED)."""

    address: str
    source: str


def of(seat: Seat) -> Assured:
    """The assurance of a step that is taken from this seat."""
    if seat.proof == LINK:
        return Assured(LINK_AND_CODE, LINK)
    return Assured(voucher_of(seat.account), seat.proof)


def voucher_of(account: Account) -> str:
    """Who stands up for an account: its own organisation, or the other party."""
    vouched = account.vouched_by_id
    if vouched is None or vouched == account.person.organisation_id:
        return OWN_SIGN_IN
    return VOUCHED_BY_OTHER


def words(how: str, proof: str = "", *, link: Address | None = None, whole: bool = False) -> Text:
    """The assurance in words. The address of a link is shown in part, unless `whole`."""
    if how == LINK_AND_CODE and link is not None:
        return say(
            "リンクと、{address} に送った確認番号（{source}）",
            "Link, and a code sent to {address} ({source})",
            address=link.address if whole else masked_address(link.address),
            source=RECORDED[link.source],
        )
    if how not in VOUCHED or proof not in PROOFS:
        return WORDS[how]
    if proof == TOKEN:
        return say("本人の API トークン（{vouched}）", "Own API token ({vouched})", vouched=VOUCHED[how])
    return say(
        "本人のログイン（{proof}、{vouched}）",
        "Own sign-in ({proof}; {vouched})",
        proof=PROOFS[proof],
        vouched=VOUCHED[how],
    )


def masked_address(address: str) -> str:
    """An address by its first letter and its domain: whoever knows it recognises it, nobody else can write to it."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"
