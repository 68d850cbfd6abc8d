"""What a plan version says, as one plain value: frozen when submitted, compared for the 新旧対照表, printed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kokoroe.accounts.per_request import once_per_request
from kokoroe.ledger.canonical import canonical
from kokoroe.plan.lists import CONTACTS, WORKPLACES
from kokoroe.plan.models import Contact, PlanVersion, Workplace
from kokoroe.plan.people import lines_stored

CONTACT_FIELDS = tuple(column.key for column in CONTACTS.columns)
WORKPLACE_FIELDS = tuple(column.key for column in WORKPLACES.columns)

# The ledger's name for a version's rows, which must go on saying what its submission says.
MIRROR = "plan_version"

# The content items by which packs ask for a plan's parts.
ITEMS = ("officer", "deputy", "chart", "roster", "contacts", "contacts-day-night", "workplaces")
BY_DAY, BY_NIGHT = ("always", "day"), ("always", "night")


def content_of(version: PlanVersion) -> dict[str, Any]:
    """Everything the version says, in JSON's types, read from its rows (prefetched or not)."""
    return {
        "contract": version.contract_id,
        "number": version.number,
        "correction": version.correction,
        "reason": version.reason,
        "effective_on": version.effective_on.isoformat() if version.effective_on else None,
        "nationality": nationality(version),
        "roster": roster_of(version),
        "contacts": contacts_of(version),
        "workplaces": workplaces_of(version),
    }


def content_read(version: PlanVersion) -> dict[str, Any]:
    """The same, put together once by a request that only reads."""
    return once_per_request(("plan content", version.pk), lambda: content_of(version))


def roster_of(version: PlanVersion) -> list[dict[str, Any]]:
    """Who stands in the version, in its order."""
    return [{"person": person, **line} for person, line in lines_stored(version)]


def contacts_of(version: PlanVersion) -> list[dict[str, str]]:
    """Whom the version says to call, in its order."""
    return [values(contact, CONTACT_FIELDS) for contact in version.contacts.all()]


def workplaces_of(version: PlanVersion) -> list[dict[str, str]]:
    """Where the work is done."""
    return [values(place, WORKPLACE_FIELDS) for place in version.workplaces.all()]


def nationality(version: PlanVersion) -> dict[str, Any]:
    """Per person, or the two counts alone (国籍は比率でも可)."""
    if version.nationality_by == "person":
        return {"by": "person"}
    return {"by": "ratio", "japan": version.nationality_japan, "other": version.nationality_other}


def values(row: Contact | Workplace, fields: Iterable[str]) -> dict[str, str]:
    """A row's fields that say something."""
    return {field: text for field in fields if (text := getattr(row, field))}


def content_bytes(version: PlanVersion) -> bytes:
    """The canonical bytes of `content_of`: what is frozen and what the ledger's entry is compared with."""
    return canonical(content_of(version))


def covers(version: PlanVersion) -> frozenset[str]:
    """Which content items the version holds."""
    hours = {contact.hours for contact in version.contacts.all() if contact.party == "contractor"}
    return items_held(
        [entry.role for entry in version.entries.all()],
        by_day=not hours.isdisjoint(BY_DAY),
        by_night=not hours.isdisjoint(BY_NIGHT),
        workplaces=bool(list(version.workplaces.all())),
    )


def items_held(roles: Sequence[str], *, by_day: bool, by_night: bool, workplaces: bool) -> frozenset[str]:
    """The same, from everybody's role, and whether the contractor can be called by day and by night, and workplaces."""
    held = {
        "officer": roles.count("officer") == 1,
        "deputy": "deputy" in roles,
        "chart": bool(roles),
        "roster": bool(roles),
        "contacts": by_day or by_night,
        "contacts-day-night": by_day and by_night,
        "workplaces": workplaces,
    }
    return frozenset(item for item in ITEMS if held[item])


def read_frozen(refs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The rows of submitted versions as bytes again, by their submission, for the ledger's comparison."""
    versions = PlanVersion.objects.filter(submission__in=[int(ref) for ref in refs])
    for version in versions.prefetch_related("entries", "contacts", "workplaces"):
        yield str(version.submission_id), content_bytes(version)
