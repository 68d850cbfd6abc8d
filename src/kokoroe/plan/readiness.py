"""What a draft still lacks before it can be submitted: said beforehand, each with where to mend it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kokoroe.declare.lacking import Lack, advised, needed
from kokoroe.plan.content import content_read, roster_of
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.roster.fields import DEMANDED, FIELDS, role_title

Line = Mapping[str, Any]
"""A person, contact or workplace as it stands in a version's content (`kokoroe.plan.content`)."""


def lacks(version: PlanVersion) -> list[Lack]:
    """Everything the draft lacks, what stops it from being submitted first."""
    said = content_read(version)
    found = [
        *of_structure(said["roster"]),
        *of_roster(said["roster"], version),
        *of_contacts(said["contacts"], said["workplaces"]),
        *of_change(version),
    ]
    return by_weight(found)


def lacks_in_roster(version: PlanVersion) -> list[Lack]:
    """What the roster lacks, without a look at anything else."""
    roster = roster_of(version)
    found = [*of_structure(roster), *of_roster(roster, version)]
    return by_weight([lack for lack in found if lack.key == "roster"])


def by_weight(found: Iterable[Lack]) -> list[Lack]:
    """What must be there first."""
    return sorted(found, key=lambda lack: not lack.must)


def of_structure(roster: Sequence[Line]) -> Iterator[Lack]:
    """Exactly one officer; a deputy is advised."""
    roles = Counter(line.get("role") for line in roster)
    if roles["officer"] != 1:
        yield needed(
            "roster",
            "情報管理責任者が1名に決まっていません"
            f"（いま{roles['officer']}名）。名簿で役割を「情報管理責任者」にしてください。",
            f"There must be exactly one information management officer (now {roles['officer']}). "
            "Set the role in the roster.",
        )
    if not roles["deputy"]:
        deputy = role_title("deputy")
        yield advised(
            "roster",
            f"{deputy.ja}がいません。責任者の不在に備えて置くことを勧めます。",
            f"There is no {deputy.en.lower()}. One is advised for when the officer is away.",
        )


def of_roster(lines: Sequence[Line], version: PlanVersion) -> Iterator[Lack]:
    """At least one person; demanded columns that are empty, counted by column."""
    if not lines:
        yield needed(
            "roster",
            "作業従事者名簿が空です。Excel から取り込むか、1名ずつ入れてください。",
            "The roster is empty. Import it from Excel, or add people one by one.",
        )
        return
    by_ratio = version.nationality_by == "ratio"
    for field in FIELDS:
        if field.key not in DEMANDED or (field.key == "nationality" and by_ratio):
            continue
        empty = sum(field.key not in line for line in lines)
        if empty:
            yield advised(
                "roster",
                f"名簿の「{field.label.ja}」が{empty}名分、空いています。",
                f"“{field.label.en}” is empty for {empty} of the people.",
            )
    if by_ratio and (version.nationality_japan or 0) + (version.nationality_other or 0) != len(lines):
        yield needed(
            "cover",
            f"国籍の人数の合計が名簿の人数（{len(lines)}名）と合いません。",
            f"The nationality counts do not add up to the roster's {len(lines)} people.",
        )


def of_contacts(contacts: Sequence[Line], workplaces: Sequence[Line]) -> Iterator[Lack]:
    """Someone to call, by telephone, day and night; somewhere to work."""
    own = [contact for contact in contacts if contact["party"] == "contractor"]
    if not own:
        yield needed("contacts", "連絡体制（受託者側の窓口）がありません。", "There is no point of contact.")
    elif not any("phone" in contact for contact in own):
        yield advised("contacts", "電話番号のある連絡先がありません。", "No contact has a phone number.")
    hours = {contact["hours"] for contact in own}
    if own and "always" not in hours and hours != {"day", "night"}:
        yield advised(
            "contacts",
            "昼と夜間休日の両方の連絡先がそろっていません。",
            "There is no contact for both day and night.",
        )
    if not workplaces:
        yield needed("workplaces", "作業場所がありません。", "There is no workplace.")


def of_change(version: PlanVersion) -> Iterator[Lack]:
    """A change says why and from when."""
    if not version.is_change:
        return
    if not version.reason.strip():
        yield needed("cover", "変更の理由を書いてください。", "Please write why the structure changes.")
    if version.effective_on is None:
        yield needed("cover", "変更予定日を入れてください。", "Please give the day the change takes effect.")
