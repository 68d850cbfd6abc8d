"""Who a roster's line is: a person is met once, whatever the number of rosters that name them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from kokoroe.accounts.models import Organisation, Person

Columns = Mapping[str, Any]


def persons_for(
    *, home: Organisation, known: Collection[int], lines: Sequence[tuple[int | None, Columns]], now: datetime
) -> list[int]:
    """The person (primary key) of each line, none of them twice.

    It is the one named with the line, if it is among the `known`; or somebody of the organisation met before under
    the same name and e-mail address; or somebody new. An address alone proves nobody: teams share them.
    """
    addresses = {columns["details"].get("email", "") for _, columns in lines} - {""}
    met = list(Person.objects.filter(organisation=home, email__in=addresses).order_by("pk"))
    taken = {person for person, _ in lines if person in known}
    found: list[int | Person] = []
    for person, columns in lines:
        if person is not None and person in known:
            found.append(person)
            continue
        same = next(
            (
                each
                for each in met
                if each.pk not in taken
                and each.email == columns["details"].get("email", "")
                and each.is_called(columns["name"])
            ),
            None,
        )
        if same is not None:
            taken.add(same.pk)
        found.append(same.pk if same else stranger(home, columns, now=now))
    Person.objects.bulk_create(each for each in found if isinstance(each, Person))
    return [each if isinstance(each, int) else each.pk for each in found]


def stranger(home: Organisation, columns: Columns, *, now: datetime) -> Person:
    """Somebody the contractor answers for, met for the first time on a roster; not saved."""
    details = columns["details"]
    return Person(
        organisation=home,
        name=columns["name"],
        kana=details.get("kana", ""),
        email=details.get("email", ""),
        created_at=now,
    )
