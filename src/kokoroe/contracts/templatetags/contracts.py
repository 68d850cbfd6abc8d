"""What every page of one contract shows."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from kokoroe.contracts.banners import banners, seat_banners
from kokoroe.contracts.models import Contract
from kokoroe.contracts.pages import buttons_for, pages_for

register = template.Library()
register.simple_tag(pages_for)
register.simple_tag(buttons_for)


@register.inclusion_tag("contracts/banners.html", takes_context=True)
def contract_banners(context: Context) -> dict[str, Any]:
    """What has to be seen of the contract whose `seat` is in the context."""
    seat, request = context.get("seat"), context.get("request")
    if seat is None or request is None:
        return {"banners": []}
    found = [*seat_banners(seat), *banners(seat.contract, request.now)]
    return {
        "banners": [{"text": one.text, "href": one.href if seat.may(one.needs) else ""} for one in found],
        "here": reverse("contract_here", args=[seat.contract.code]),
    }


@register.filter
def label_of(contract: Contract, party: str) -> str:
    """What a party is called in the contract."""
    return contract.label(party)
