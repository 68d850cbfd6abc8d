"""What a token may be used for: words, each for abilities of a seat; none gives what the account lacks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.declare.names import take_name

SCOPES: dict[str, Text] = {
    "read": Text("読む（個人に関する項目を除く）", "Read, without personal columns"),
    "personal": Text("個人に関する項目と書面も読む", "Read personal columns and whole papers too"),
    "write": Text("書く（下書き、提出、受付、担当者）", "Write: drafts, submissions, receipts, people"),
    "decide": Text("決定し、取決めに同意する", "Decide, and agree to terms"),
}

ABILITIES: dict[str, frozenset[str]] = {
    "read": frozenset({"read", "chain"}),
    "personal": frozenset({"personal", "career", "nationality", "contacts"}),
    "write": frozenset({"prepare", "submit", "handle", "administer", "suspend", "train"}),
    "decide": frozenset({"decide", "agree"}),
}

# Of two scopes that reach an ability, the first is what a look needs.
SCOPE_OF = {ability: scope for scope in reversed(ABILITIES) for ability in ABILITIES[scope]}


def register(scopes: Mapping[str, Text], reaching: Mapping[str, Iterable[str]]) -> None:
    """Make an app's own scopes known, and which scopes reach its own abilities; from its ready().

    Raises:
        ValueError: there is such a scope or ability already.
    """
    for scope, words in scopes.items():
        take_name(SCOPES, scope, words, "scope")
        ABILITIES.setdefault(scope, frozenset())
    for ability, wanted in reaching.items():
        if ability in SCOPE_OF:
            raise ValueError(f"there is another ability {ability!r} already")
        for scope in wanted:
            ABILITIES[scope] |= {ability}
        SCOPE_OF[ability] = next(scope for scope in ABILITIES if ability in ABILITIES[scope])


def narrowed(seat: Seat, scopes: Collection[str]) -> Seat:
    """The seat with those of its abilities alone that these scopes reach."""
    reached = frozenset().union(*(ABILITIES[scope] for scope in scopes))
    return replace(seat, abilities=seat.abilities & reached)
