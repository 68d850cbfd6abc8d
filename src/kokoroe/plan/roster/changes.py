"""What a new roster changes against the old one: for the preview of an import and the 新旧対照表 (1(2))."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kokoroe.plan.roster.fields import FIELDS, Field, Value
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.values import same_name


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that has another value now; None is no value."""

    field: Field
    old: Value | None
    new: Value | None


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person who stays, with what is different, in the order of the fields."""

    old: Person
    new: Person
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is different. `questions`: pairs of removed and added who may be one person under two names.

    While a question has no answer, its two people stand among the removed and the added.
    """

    added: tuple[Person, ...] = ()
    removed: tuple[Person, ...] = ()
    changed: tuple[PersonChange, ...] = ()
    same: tuple[Person, ...] = ()
    questions: tuple[tuple[Person, Person], ...] = ()

    @property
    def any(self) -> bool:
        """The two rosters differ."""
        return bool(self.added or self.removed or self.changed)


def compare(
    old: Sequence[Person], new: Sequence[Person], renamed: Mapping[tuple[str, str], bool] | None = None
) -> Changes:
    """What makes `new` out of `old`.

    People are the same by name and address, by name and affiliation, or by a name that each side has once. A
    change of name is asked about; `renamed` has the answers, by the two `Person.identity`. The order is that
    of `new`; the removed stand in that of `old`.
    """
    renamed = renamed or {}
    partners = _match(old, new)
    left = [i for i in range(len(old)) if i not in partners.values()]
    questions = []
    for i in left:
        for j, after in enumerate(new):
            answer = renamed.get((old[i].identity, after.identity))
            if answer and j not in partners and i not in partners.values():
                partners[j] = i
            elif answer is None and j not in partners and _may_be_one(old[i], after):
                questions.append((i, j))
    stay = [PersonChange(old[i], new[j], _differences(old[i], new[j])) for j, i in sorted(partners.items())]
    taken = frozenset(partners.values())
    return Changes(
        added=tuple(person for j, person in enumerate(new) if j not in partners),
        removed=tuple(person for i, person in enumerate(old) if i not in taken),
        changed=tuple(change for change in stay if change.fields),
        same=tuple(change.new for change in stay if not change.fields),
        questions=tuple((old[i], new[j]) for i, j in questions if i not in taken and j not in partners),
    )


def _match(old: Sequence[Person], new: Sequence[Person]) -> dict[int, int]:
    """Position in `new` to position in `old`, by the first key that each side has once among those left."""
    partners: dict[int, int] = {}
    for key in (_name_and_email, _name_and_affiliation, _name):
        taken = frozenset(partners.values())
        before = _once(((i, person) for i, person in enumerate(old) if i not in taken), key)
        after = _once(((j, person) for j, person in enumerate(new) if j not in partners), key)
        partners.update((j, before[found]) for found, j in after.items() if found in before)
    return partners


def _once(people: Iterable[tuple[int, Person]], key: Callable[[Person], str]) -> dict[str, int]:
    found = [(key(person), position) for position, person in people]
    counts = Counter(each for each, _ in found)
    return {each: position for each, position in found if each and counts[each] == 1}


def _name_and_email(person: Person) -> str:
    return f"{_name(person)}|{person.email}" if person.email else ""


def _name_and_affiliation(person: Person) -> str:
    return f"{_name(person)}|{same_name(person.text('affiliation'))}"


def _name(person: Person) -> str:
    return same_name(person.text("name"))


def _may_be_one(before: Person, after: Person) -> bool:
    """The same address, telephone or reading: a name that changed or was misspelt, or a successor."""
    return bool(
        (before.email and before.email == after.email)
        or (before.get("phone") and before.get("phone") == after.get("phone"))
        or (before.get("kana") and same_name(before.text("kana")) == same_name(after.text("kana")))
    )


def _differences(before: Person, after: Person) -> tuple[FieldChange, ...]:
    values = ((field, before.get(field.key), after.get(field.key)) for field in FIELDS)
    return tuple(FieldChange(field, old, new) for field, old, new in values if old != new)
