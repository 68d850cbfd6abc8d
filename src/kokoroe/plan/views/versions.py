"""The plan's own page, and every version as a page."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from kokoroe.accounts.access import AccountRequest
from kokoroe.annex.text import Text
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.declare import Field
from kokoroe.declare.kinds import in_a_cell
from kokoroe.plan import paper
from kokoroe.plan.facts import name_of
from kokoroe.plan.lists import HOURS, WORKPLACES, WORKS
from kokoroe.plan.models import Contact, PlanVersion, PlanVersionQuerySet, RosterEntry, Workplace
from kokoroe.plan.papers.chart import chart
from kokoroe.plan.people import line_of
from kokoroe.plan.redacting import compare_for, content_for
from kokoroe.plan.roster.fields import FIELDS, role_title
from kokoroe.plan.roster.showing import NAMES, calls, columns, counts_nationality, keys_of
from kokoroe.submissions import labels

PEOPLE_PER_PAGE = 200


@seated("read")
def plan(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """実施計画書: what is in force, what waits, what is being prepared, and every version."""
    versions = list(
        PlanVersion.objects.shown_to(seat, at=request.now)
        .select_related("submission")
        .defer("submission__content")
        .prefetch_related("submission__steps")
        .annotate(people=Count("entries"))
        .order_by("-number", "-correction")
    )
    started = [
        version for version in versions if version.effective_at and version.effective_at <= request.now
    ]
    current = max(started, key=lambda each: (each.effective_at, each.number, each.correction), default=None)
    context = {
        "seat": seat,
        "current": current,
        "draft": next((version for version in versions if version.is_draft), None),
        "waiting": next((v for v in versions if v.submission and v.submission.is_open), None),
        "rows": [
            labels.version_line(version, name_of(version), in_force=version == current)
            for version in versions
            if not version.is_draft
        ],
        "prepares": seat.may("prepare"),
        "corrects": seat.may("submit") and current is not None,
    }
    return render(request, "plan/plan.html", context)


@seated("read")
def plan_version(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """A version as a page; a draft exists for those alone who prepare it."""
    version = get_object_or_404(versions_with_parts(request, seat), pk=pk)
    version.contract = seat.contract
    entries = list(version.entries.all())
    people = Paginator(entries, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    lines = [(entry, line_of(entry)) for entry in people]
    seen = columns(seat, version)
    shown = [
        field for field in seen if field.key in NAMES or any(field.key in line for _entry, line in lines)
    ]
    personal = seat.may("personal")
    context = {
        "seat": seat,
        **labels.version_line(version, name_of(version)),
        "comparison": list(compare_for(seat, version)),
        "chart": chart(
            paper.row(line, at) for at, line in enumerate(content_for(seat, version)["roster"], 1)
        ),
        "officer_title": role_title("officer"),
        "deputy_title": role_title("deputy"),
        "page": people,
        "columns": shown,
        "lines": [
            {"entry": entry, "cells": [in_a_cell(field, line.get(field.key)) for field in shown]}
            for entry, line in lines
        ],
        "personal": personal,
        "calls": calls(seat),
        "exports": keys_of(seat) > NAMES,
        "counts": counts_nationality(seat),
        "hides": len(seen) < len(FIELDS),
        "own": own_line(entries, seat) if len(seen) < len(FIELDS) else [],
        "contacts": [contact_told(contact) for contact in version.contacts.all()],
        "workplaces": [workplace_told(place, personal=personal) for place in version.workplaces.all()],
    }
    return render(request, "plan/version.html", context)


def versions_with_parts(request: AccountRequest, seat: Seat) -> PlanVersionQuerySet:
    """The contract's versions with everything their pages show, in a constant number of queries."""
    return (
        PlanVersion.objects.shown_to(seat, at=request.now)
        .select_related("based_on", "submission")
        .defer("submission__content")
        .prefetch_related(
            "submission__steps",
            "entries",
            "contacts",
            "workplaces",
            "based_on__entries",
            "based_on__contacts",
            "based_on__workplaces",
        )
    )


def own_line(entries: Sequence[RosterEntry], seat: Seat) -> list[tuple[Field, Text]]:
    """All that the roster says of whoever looks at it: that is theirs to see, and to have mended."""
    mine = [line_of(entry) for entry in entries if entry.person_id == seat.account.person_id]
    return [
        (field, in_a_cell(field, line[field.key])) for line in mine for field in FIELDS if field.key in line
    ]


def contact_told(contact: Contact) -> dict[str, Any]:
    """A point of contact with its words."""
    return {"contact": contact, "hours": HOURS[contact.hours]}


def workplace_told(place: Workplace, *, personal: bool) -> dict[str, Any]:
    """A place of work. Where somebody lives is theirs: it is for seats with the ability `personal`."""
    return {
        "place": place,
        "kind": WORKS[place.kind],
        "open": personal or place.kind != "home",
        "controls": [
            (WORKPLACES.column(name).label, text)
            for name in ("entry_control", "network", "devices", "storage")
            if (text := getattr(place, name))
        ],
    }
