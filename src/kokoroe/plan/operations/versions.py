"""The plan: what is in force, every version with its roster and comparison, corrections, and files."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from kokoroe.annex.text import Text
from kokoroe.api.files import bytes_of
from kokoroe.api.guards import forbidden, not_found, seated
from kokoroe.api.moments import TypedMoment, moment_of
from kokoroe.api.paging import Cursor, Limit, page, part
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Page
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.papers.xlsx import MEDIA_TYPE
from kokoroe.plan.exporting import roster_file
from kokoroe.plan.in_force import in_force
from kokoroe.plan.models import Contact, PlanVersion, PlanVersionQuerySet, Workplace
from kokoroe.plan.operations.schemas import (
    ContactTold,
    DifferenceTold,
    RosterLineTold,
    VersionTold,
    WholeVersionTold,
    WorkplaceTold,
)
from kokoroe.plan.operations.showing import columns, line_as_json, looking
from kokoroe.plan.redacting import compare_for
from kokoroe.plan.roster.showing import NAMES, calls, counts_nationality

router = new_router("plan")


@router.get("/contracts/{slug:code}/plan/in-force", response=WholeVersionTold)
@seated("read", Text("有効な実施計画書", "The plan in force"))
def plan_in_force(request: ApiRequest, seat: Seat, at: TypedMoment, known_at: TypedMoment) -> dict[str, Any]:
    """The version in force now or at any moment, as was known then or later; 404 where there was none."""
    asked = moment_of("at", at) or request.now
    found = in_force(seat.contract, asked, known_at=moment_of("known_at", known_at))
    if found is None:
        raise not_found()
    return whole_version(request, seat, version_of(request, seat, found.pk))


@router.get("/contracts/{slug:code}/plan/versions", response=Page[VersionTold])
@seated("read", Text("実施計画書の版", "The plan's versions"))
def plan_versions(request: ApiRequest, seat: Seat, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """Every version, the newest first; a draft is there for who prepares it."""
    current = current_of(request, seat)
    rows = visible(request, seat).annotate(people=Count("entries")).prefetch_related("submission__steps")
    return page(
        request,
        rows,
        lambda row: version_as_json(
            row,
            people=row.people,  # type: ignore[attr-defined]
            current=current,
        ),
        cursor=cursor,
        limit=limit,
    )


@router.get("/contracts/{slug:code}/plan/versions/{int:pk}", response=WholeVersionTold)
@seated("read", Text("実施計画書の一つの版", "One version of the plan"))
def plan_version(request: ApiRequest, seat: Seat, pk: int) -> dict[str, Any]:
    """A version with its contacts and workplaces."""
    return whole_version(request, seat, version_of(request, seat, pk))


@router.get("/contracts/{slug:code}/plan/versions/{int:pk}/roster", response=Page[RosterLineTold])
@seated("read", Text("版の名簿", "A version's roster"))
def plan_roster(request: ApiRequest, seat: Seat, pk: int, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """Everybody on the roster, in the columns that the seat and the token see."""
    version = version_of(request, seat, pk)
    shown = columns(request, seat, version)
    found = part(request, version.entries.all(), cursor=cursor, limit=limit)
    return {**found, "items": [line_as_json(entry, shown) for entry in found["items"]]}


@router.get("/contracts/{slug:code}/plan/versions/{int:pk}/comparison", response=list[DifferenceTold])
@seated("read", Text("新旧対照", "What the version changes"))
def plan_comparison(request: ApiRequest, seat: Seat, pk: int) -> list[dict[str, Any]]:
    """What the version changes against the one it is based on, as far as the seat sees both."""
    version = version_of(request, seat, pk, "based_on__entries", "based_on__contacts", "based_on__workplaces")
    return [DifferenceTold.as_json(each) for each in compare_for(looking(request, seat), version)]


@router.get("/contracts/{slug:code}/plan/versions/{int:pk}/roster.xlsx", openapi_extra=bytes_of(MEDIA_TYPE))
@seated("read", Text("名簿の Excel", "A version's roster as xlsx"))
def plan_roster_file(request: ApiRequest, seat: Seat, pk: int) -> HttpResponse:
    """In the columns that the seat and the token see, in the shape that an import reads back."""
    version = version_of(request, seat, pk)
    shown = columns(request, seat, version)
    if not {field.key for field in shown} > NAMES:
        raise forbidden()
    return roster_file(version, shown, request.now)


def visible(request: ApiRequest, seat: Seat) -> PlanVersionQuerySet:
    """The contract's versions as the seat may see them."""
    rows = PlanVersion.objects.shown_to(seat, at=request.now)
    return rows.select_related("submission").defer("submission__content")


def version_of(request: ApiRequest, seat: Seat, pk: int, *also: str) -> PlanVersion:
    """One of them with its parts. Raises Http404."""
    rows = visible(request, seat).select_related("submission", "based_on")
    version = get_object_or_404(
        rows.prefetch_related("entries", "contacts", "workplaces", "submission__steps", *also), pk=pk
    )
    version.contract = seat.contract
    if version.based_on is not None:
        version.based_on.contract = seat.contract
    return version


def current_of(request: ApiRequest, seat: Seat) -> int | None:
    """The version in force now."""
    found = in_force(seat.contract, request.now)
    return found.pk if found else None


def version_as_json(version: PlanVersion, *, people: int, current: int | None) -> dict[str, Any]:
    """A version as lists have it."""
    return VersionTold.as_json(
        version,
        effective_on=version.effective_on.isoformat() if version.effective_on else None,
        people=people,
        in_force=version.pk == current,
    )


def whole_version(request: ApiRequest, seat: Seat, version: PlanVersion) -> dict[str, Any]:
    """A version as it is answered by itself."""
    looks = looking(request, seat)
    return {
        **version_as_json(version, people=len(version.entries.all()), current=current_of(request, seat)),
        "nationality": {
            "by": version.nationality_by,
            "japan": version.nationality_japan,
            "other": version.nationality_other,
        }
        if counts_nationality(looks)
        else None,
        "contacts": [contact_as_json(each, whole=calls(looks)) for each in version.contacts.all()],
        "workplaces": [
            workplace_as_json(each, whole=looks.may("personal")) for each in version.workplaces.all()
        ],
    }


def contact_as_json(contact: Contact, *, whole: bool) -> dict[str, Any]:
    """A point of contact as it is answered."""
    return ContactTold.as_json(contact, **({} if whole else {"phone": None, "email": None}))


def workplace_as_json(place: Workplace, *, whole: bool) -> dict[str, Any]:
    """A place of work as it is answered."""
    fields = ("address", "room", "entry_control", "network", "devices", "storage")
    open_ = whole or place.kind != "home"
    return WorkplaceTold.as_json(place, **({} if open_ else dict.fromkeys(fields)))
