"""A person on the roster, as values by field."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from kokoroe.plan.roster.fields import BY_KEY, Value, display
from kokoroe.plan.roster.names import same_name
from kokoroe.tables.cells import Place


class Person(Mapping[str, Value]):
    """One line of the roster: the fields that have a value, by key. Equal when the values are; never changed.

    `row` is the row of the sheet it came from (0 when from elsewhere), `places` the cells of its values; neither is a
    part of who it is.
    """

    __slots__ = ("_values", "places", "row", "sheet")

    def __init__(
        self,
        values: Mapping[str, Value | None],
        *,
        row: int = 0,
        sheet: str = "",
        places: Mapping[str, Place] = MappingProxyType({}),
    ) -> None:
        given = values.get
        self._values = {key: value for key in BY_KEY if (value := given(key)) is not None and value != ""}
        self.row, self.sheet, self.places = row, sheet, places

    def __getitem__(self, key: str) -> Value:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"Person({self._values!r}, row={self.row})"

    def text(self, key: str) -> str:
        """The value as a person reads it, empty where there is none."""
        value = self._values.get(key)
        return "" if value is None else display(BY_KEY[key], value)

    @property
    def identity(self) -> str:
        """What tells this person from the others of one roster, whatever the spaces and widths."""
        return "|".join((same_name(self.text("name")), same_name(self.text("affiliation")), self.email))

    @property
    def email(self) -> str:
        """The address for comparison."""
        return self.text("email").casefold()
