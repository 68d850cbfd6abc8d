"""Everybody who asks, by what their place at the contract lets them do."""

from tests.duties.worlds import worlds

# Who is missing has no place: for them there is no such contract.
READS = {"read"}
PREPARES = READS | {"personal", "prepare", "submit", "agree", "chain"}
PLATFORM = {
    "decides": READS | {"personal", "handle", "decide", "agree", "chain"},
    "handles": READS | {"handle", "chain"},
    "reads": READS | {"chain"},
    "client administrator": READS | {"administer", "chain"},
    "prepares": PREPARES,
    "stand-in": PREPARES,
    "officer": PREPARES,
    "deputy": PREPARES,
    "contractor administrator": PREPARES | {"administer"},
    "lead": READS | {"contacts"},
    "training": READS | {"train"},
    "worker": READS,
    "leaver": READS,
    "auditor": READS | {"chain"},
}
# A group says of its abilities who has them, by the roles of those people.
SEATS = {
    actor: may
    | {ability for each in worlds() for ability, holders in each.abilities.items() if actor in holders}
    for actor, may in PLATFORM.items()
}


def who(*abilities: str) -> set[str]:
    """The actors whose place has one of these."""
    return {actor for actor, may in SEATS.items() if not may.isdisjoint(abilities)}


ADMINISTRATORS = {"client administrator", "contractor administrator", "outsider", "operator"}
CLIENTS = {"decides", "handles", "reads", "client administrator"}
CONTRACTORS = SEATS.keys() - CLIENTS - {"auditor"}
MANAGERS = who("administer", "prepare", "decide")
