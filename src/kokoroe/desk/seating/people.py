"""Who sits at a contract, of both parties, and why."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.contracts.grants import AccessSuspension
from kokoroe.contracts.holdings import ADMINISTERS, PREPARES, everyone
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import MAY, abilities_of
from kokoroe.desk.seating import words


@dataclass(frozen=True, slots=True)
class Reason:
    """One word that somebody holds: where it comes from, what it lets them do, and the row that gives it."""

    word: str
    row: int
    why: Text
    may: Text

    @property
    def can_end(self) -> str:
        """The party whose role it is to end, empty for what comes from elsewhere."""
        if self.word == PREPARES:
            return "contractor"
        return "client" if self.word in {"decides", "handles", "reads"} else ""


@dataclass(slots=True)
class Sitting:
    """Somebody at the table."""

    account: Account
    party: str
    reasons: list[Reason] = field(default_factory=list)
    suspended: list[AccessSuspension] = field(default_factory=list)

    @property
    def may(self) -> list[Text]:
        """What all of it lets them do, each thing once."""
        return list(dict.fromkeys(reason.may for reason in self.reasons))

    @property
    def is_worker(self) -> bool:
        """Whether the roster names them and they hold nothing but reading."""
        names = frozenset(reason.word for reason in self.reasons)
        return (
            self.party == "contractor"
            and not abilities_of(names, "contractor") - {"read"}
            and not names & {ADMINISTERS}
        )


def sittings(contract: Contract, suspensions: Collection[AccessSuspension], *, at: datetime) -> list[Sitting]:
    """Everybody with an account who holds something, the client's first."""
    held = everyone(contract, at=at)
    accounts = Account.objects.select_related("vouched_by").in_bulk({account for _, account, _ in held})
    found: dict[int, Sitting] = {}
    for word, key, row in sorted(held, key=lambda one: (order(one[0]), one[2])):
        account = accounts[key]
        if not account.is_active:
            continue
        organisation = account.person.organisation_id
        party = "client" if organisation == contract.client_id else "contractor"
        if word != ADMINISTERS and party == "client" and word not in MAY["client"]:
            continue
        one = found.setdefault(key, Sitting(account, party))
        one.reasons.append(Reason(word, row, words.why(word), words.may(word, party)))
    for suspension in suspensions:
        if suspension.until is None and suspension.account_id in found:
            found[suspension.account_id].suspended.append(suspension)
    return sorted(found.values(), key=lambda one: (one.party, order(one.reasons[0].word), one.account.pk))


RANK = (
    "decides",
    PREPARES,
    "roster:officer",
    "roster:deputy",
    "handles",
    ADMINISTERS,
    "roster:lead",
    "roster:training",
    "reads",
)


def order(word: str) -> int:
    """Who decides or prepares stands first."""
    return RANK.index(word) if word in RANK else len(RANK)
