"""What every page of one contract shows."""

from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.banners import banners, seat_banners
from kokoroe.contracts.frame import frame
from kokoroe.contracts.models import Contract
from kokoroe.contracts.terms import dates

register = template.Library()


@register.inclusion_tag("contracts/buttons.html", takes_context=True)
def contract_buttons(context: Context) -> dict[str, Any]:
    """What somebody must find at once, in the bar."""
    return framed(context)


@register.inclusion_tag("contracts/head.html", takes_context=True)
def contract_head(context: Context) -> dict[str, Any]:
    """Which contract this is, and its tabs."""
    found = framed(context)
    if found:
        on_record = dates(found["seat"].contract)
        found |= {
            "dates": on_record,
            "days_left": days_left(on_record, date_in_japan(context["request"].now)),
        }
    return found


@register.inclusion_tag("contracts/side.html", takes_context=True)
def contract_side(context: Context) -> dict[str, Any]:
    """The pages of the tab that is open."""
    return framed(context)


def framed(context: Context) -> dict[str, Any]:
    """The seat with the frame around the page that is open; nothing on a page without a contract."""
    seat, request = context.get("seat"), context.get("request")
    if seat is None or request is None:
        return {}
    match = request.resolver_match
    return {"seat": seat, "frame": frame(seat, (match and match.url_name) or "")}


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


def days_left(on_record: dict[str, date | None], today: date) -> int | None:
    """How many days a contract still runs; None before it begins, after its end, and where that is not on record."""
    starts, ends = on_record["starts"] or today, on_record["ends"]
    is_over = on_record["completed"] or on_record["cancelled"]
    return None if is_over or ends is None or not starts <= today <= ends else (ends - today).days
