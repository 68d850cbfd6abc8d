"""What a new roster changes against the old one: for the preview of an import and the 新旧対照表 (1(2))."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kokoroe.annex.text import Text
from kokoroe.declare import Field
from kokoroe.plan.roster.fields import FIELDS, Value
from kokoroe.plan.roster.names import same_name
from kokoroe.plan.roster.people import Person

MOST_ALIKE = 5
MANY = 3


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that has another value now; None is no value."""

    field: Field
    old: Value | None
    new: Value | None


class MetBy(StrEnum):
    """By what somebody of the new roster is taken for somebody of the old one."""

    EMAIL = "email"
    AFFILIATION = "affiliation"
    NAME = "name"
    ANSWER = "answer"

    @property
    def words(self) -> Text:
        """In a few words."""
        return _MET_BY[self]


_MET_BY = {
    MetBy.EMAIL: Text("氏名とメールが同じ", "same name and e-mail"),
    MetBy.AFFILIATION: Text("氏名と所属が同じ", "same name and affiliation"),
    MetBy.NAME: Text("氏名が同じ（同名の人はほかにいない）", "same name, which nobody else has"),
    MetBy.ANSWER: Text("同じ人と答えた", "said to be the same"),
}


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person who stays, with what is different, in the order of the fields, and by what they are met again."""

    old: Person
    new: Person
    fields: tuple[FieldChange, ...]
    by: MetBy


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

    @property
    def before(self) -> int:
        """How many there were."""
        return len(self.removed) + len(self.changed) + len(self.same)

    @property
    def remove_many(self) -> bool:
        """More go than a third of all: rather the wrong file than so many who left at once."""
        return MANY * len(self.removed) > self.before


def compare(
    old: Sequence[Person], new: Sequence[Person], renamed: Mapping[tuple[str, str], bool] | None = None
) -> Changes:
    """What makes `new` out of `old`.

    People are the same by name and address, by name and affiliation, or by a name that each side has once. A
    change of name is asked about; `renamed` has the answers, by the two `Person.identity`. The order is that
    of `new`; the removed stand in that of `old`.
    """
    after = [_Keys.of(person) for person in new]
    names = frozenset(keys.name for keys in after)
    partners, by = _match([_Keys.of(person, names) for person in old], after)
    answered = _renamed(old, new, partners, {pair for pair, same in (renamed or {}).items() if same})
    partners.update(answered)
    by.update(dict.fromkeys(answered, MetBy.ANSWER))
    taken = frozenset(partners.values())
    questions = [
        (i, j)
        for i, j in _alike(
            [(i, person) for i, person in enumerate(old) if i not in taken],
            [(j, person) for j, person in enumerate(new) if j not in partners],
        )
        if (old[i].identity, new[j].identity) not in (renamed or {})
    ]
    stay = [
        PersonChange(old[i], new[j], _differences(old[i], new[j]), by[j]) for j, i in sorted(partners.items())
    ]
    return Changes(
        added=tuple(person for j, person in enumerate(new) if j not in partners),
        removed=tuple(person for i, person in enumerate(old) if i not in taken),
        changed=tuple(change for change in stay if change.fields),
        same=tuple(change.new for change in stay if not change.fields),
        questions=tuple((old[i], new[j]) for i, j in questions),
    )


class _Keys(NamedTuple):
    """By what somebody is met again, the surest first; empty where there is no such key."""

    name_and_email: str
    name_and_affiliation: str
    name: str

    @classmethod
    def of(cls, person: Person, names: Collection[str] | None = None) -> "_Keys":
        """The person's; none of them has a use where the name is not among `names`, those of the other side."""
        name = same_name(person.text("name"))
        if names is not None and name not in names:
            return cls("", "", "")
        email = person.email
        return cls(
            f"{name}|{email}" if email else "", f"{name}|{same_name(person.text('affiliation'))}", name
        )


def _match(old: Sequence[_Keys], new: Sequence[_Keys]) -> tuple[dict[int, int], dict[int, MetBy]]:
    """Position in `new` to position in `old`, by the first key that each side has once among those left; and which."""
    partners: dict[int, int] = {}
    by: dict[int, MetBy] = {}
    for key, met_by in enumerate((MetBy.EMAIL, MetBy.AFFILIATION, MetBy.NAME)):
        taken = frozenset(partners.values())
        before = _once((keys[key], i) for i, keys in enumerate(old) if i not in taken)
        after = _once((keys[key], j) for j, keys in enumerate(new) if j not in partners)
        met = {j: before[found] for found, j in after.items() if found in before}
        partners.update(met)
        by.update(dict.fromkeys(met, met_by))
    return partners, by


def _once(people: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Positions by the keys that only one of these has."""
    found = list(people)
    counts = Counter(each for each, _ in found)
    return {each: position for each, position in found if each and counts[each] == 1}


def _renamed(
    old: Sequence[Person],
    new: Sequence[Person],
    partners: Mapping[int, int],
    same: Collection[tuple[str, str]],
) -> dict[int, int]:
    """Those who were said to be one person, by position in `new` as in `_match`."""
    if not same:
        return {}
    taken = frozenset(partners.values())
    after = defaultdict(list)
    for j, person in enumerate(new):
        if j not in partners:
            after[person.identity].append(j)
    answers = defaultdict(list)
    for before, now in same:
        answers[before].extend(after[now])
    found: dict[int, int] = {}
    for i, person in enumerate(old):
        left = [] if i in taken else sorted(j for j in answers.get(person.identity, ()) if j not in found)
        found.update((j, i) for j in left[:1])
    return found


def _alike(old: Iterable[tuple[int, Person]], new: Iterable[tuple[int, Person]]) -> list[tuple[int, int]]:
    """Who may be one person: the same address, telephone or reading, for a name that changed or was misspelt.

    What more than a few share is their team's and tells nobody apart.
    """
    after = _by_reach(new, frozenset(REACHES))
    before = _by_reach(old, frozenset(kind for kind, _reach in after))
    return sorted(
        {
            (i, j)
            for reach, holders in before.items()
            if max(len(holders), len(after.get(reach, ()))) <= MOST_ALIKE
            for i in holders
            for j in after.get(reach, ())
        }
    )


REACHES: dict[str, Callable[[Person], str]] = {
    "email": lambda person: person.email,
    "phone": lambda person: person.text("phone"),
    "kana": lambda person: same_name(person.text("kana")),
}


def _by_reach(
    people: Iterable[tuple[int, Person]], kinds: Collection[str]
) -> dict[tuple[str, str], list[int]]:
    """Positions by what people are reached or read by, of these kinds."""
    reaches = [(kind, REACHES[kind]) for kind in kinds]
    found = defaultdict(list)
    for position, person in people:
        for kind, of in reaches:
            if reach := of(person):
                found[kind, reach].append(position)
    return found


def _differences(before: Person, after: Person) -> tuple[FieldChange, ...]:
    values = ((field, before.get(field.key), after.get(field.key)) for field in FIELDS)
    return tuple(FieldChange(field, old, new) for field, old, new in values if old != new)
