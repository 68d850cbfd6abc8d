"""A seat: where somebody sits at a contract's table, and what they may do from there."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from kokoroe.accounts.models import Account, Administrator
from kokoroe.accounts.refusals import NotAllowed
from kokoroe.contracts.compiled import Condition, condition
from kokoroe.contracts.grants import Audit, StandIn
from kokoroe.contracts.holdings import holdings, lent
from kokoroe.contracts.models import ClientRole, Contract, Preparing
from kokoroe.contracts.roles import ADMINISTERS, AUDITS, PREPARES, ROSTER, Party, given, role_of
from kokoroe.contracts.visibility import held_at, personal_participations
from kokoroe.declare.names import take_name

AUDITOR_MAY = frozenset({"read", "chain"})
WORKER_MAY = frozenset({"read"})


@dataclass(frozen=True, slots=True)
class Ability:
    """An ability that an app brings along: `holders` are the words that include it, `scopes` a token's that reach it.

    Words are the client's roles, PREPARES for everybody who prepares, AUDITS, and the roles of a roster.
    """

    name: str
    holders: frozenset[str]
    scopes: frozenset[str]


_abilities: dict[str, Ability] = {}


def register(ability: Ability) -> None:
    """Make an app's own ability known, from its ready(). Raises ValueError for a name that is taken."""
    take_name(_abilities, ability.name, ability, "ability")


def brought(word: str) -> frozenset[str]:
    """The apps' own abilities that this word includes."""
    return frozenset(name for name, ability in _abilities.items() if word in ability.holders)


def abilities_of_word(word: str, party: Party) -> frozenset[str]:
    """What a word includes for a party; one of the other party's people includes nothing."""
    role = role_of(word, party)
    if role is None:
        # A line of the roster that is declared nowhere only reads, but for what an app gives it.
        return brought(word) if word.startswith(ROSTER) and party == "contractor" else frozenset()
    return role.may | brought(word) | (brought(PREPARES) if "prepare" in role.may else frozenset())


@dataclass(frozen=True, slots=True)
class Seat:
    """An account's place at one contract: its party and its abilities.

    Abilities: read, chain (see how the subcontracts below stand), personal (all columns of the roster, and whole
    papers), prepare, submit, handle, decide, agree, administer, and those that apps bring along; train and contacts,
    besides what they allow, show columns of the roster (kokoroe.plan.roster.showing). `words` are
    what gives them. `proof` is how the person behind it is established in this request (password, password+totp,
    passkey, oidc, token, link); empty where nobody asked. `standing_in_for` is set where some ability is only lent by
    somebody absent, `lent` says which. With an `audit` the seat reads what the granting party sees, and acts in
    nothing.
    """

    account: Account
    contract: Contract
    party: Party
    abilities: frozenset[str]
    proof: str = ""
    standing_in_for: Account | None = None
    lent: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    stand_in: StandIn | None = None
    audit: Audit | None = None

    def may(self, ability: str) -> bool:
        return ability in self.abilities

    def on_behalf_of(self, ability: str) -> Account | None:
        """For whom an act by this ability is taken (代理); None where it is the account's own."""
        return self.standing_in_for if ability in self.lent else None


def seat_of(account: Account, contract: Contract, *, at: datetime, proof: str = "") -> Seat:
    """The seat of an account that sees the contract at `at`.

    Somebody with rights on both sides sits on the client's only if they belong to the client; nobody decides on what
    their own organisation submitted.
    """
    organisation = account.person.organisation_id
    party: Party = "client" if organisation == contract.client_id else "contractor"
    held = holdings(account, contract, at=at)
    words = frozenset(word for word, whose in held if whose == account.pk)
    borrowed = frozenset(word for word, whose in held if whose != account.pk)
    is_home = organisation == (contract.client_id if party == "client" else contract.contractor_id)
    if not is_home:
        words -= {ADMINISTERS}
    if AUDITS in words and words == {AUDITS} and not borrowed:
        return auditor_seat(account, contract, at=at, proof=proof)
    abilities = WORKER_MAY | abilities_of(words, party)
    seat = Seat(
        account=account, contract=contract, party=party, abilities=abilities, proof=proof, words=words
    )
    further = abilities_of(borrowed, party) - abilities
    return with_stand_in(seat, further, at=at) if further or not words else seat


def with_stand_in(seat: Seat, further: frozenset[str], *, at: datetime) -> Seat:
    """The seat with what somebody absent lends it."""
    rows = (
        lent(seat.account, at).filter(contract=seat.contract).select_related("absent__person__organisation")
    )
    row = rows.first()
    if row is None:
        return seat
    return replace(
        seat,
        abilities=seat.abilities | further,
        standing_in_for=row.absent,
        lent=further,
        stand_in=row,
    )


def auditor_seat(account: Account, contract: Contract, *, at: datetime, proof: str) -> Seat:
    """The seat of somebody who is here to read, as the party that let them in sees it."""
    rows = Audit.objects.filter(held_at(at), account=account, contract=contract)
    row = rows.order_by("-personal", "-until").first()
    assert row is not None, "the word came from such a row"
    return Seat(
        account=account,
        contract=contract,
        party="client" if row.party == "client" else "contractor",
        abilities=AUDITOR_MAY | brought(AUDITS) | ({"personal"} if row.personal else set()),
        proof=proof,
        words=frozenset({AUDITS}),
        audit=row,
    )


def abilities_of(words: frozenset[str], party: Party) -> frozenset[str]:
    """What these words include for a party; those of the other party's people include nothing."""
    none: frozenset[str] = frozenset()
    return none.union(*(abilities_of_word(word, party) for word in words))


def with_ability(ability: str, account: Account, *, at: datetime) -> Condition:
    """Of the contracts that the account sees, those at which its seat has an app's ability, as a filter on contracts.

    It is for abilities of everybody who prepares at the contractor.
    """
    return condition(open_to, account, at, ability)


def open_to(account: Account, at: datetime, ability: str) -> "QuerySet[Contract]":
    """The contracts of which that condition is made, as Django would ask for them."""
    mine = Q(held_at(at), account=account)
    roles = [role.word for role in given("client") if ability in abilities_of_word(role.word, "client")]
    deciding = ClientRole.objects.filter(mine, role__in=roles).values("contract")
    administered = Administrator.objects.filter(mine).values("organisation")
    found = (
        Q(pk__in=Preparing.objects.filter(mine).values("contract"))
        | Q(pk__in=deciding)
        | Q(contractor__in=administered)
    )
    if ability in brought(AUDITS):
        found |= Q(pk__in=Audit.objects.filter(held_at(at), account=account).order_by().values("contract"))
    for participation in personal_participations:
        found |= participation(account, at)
    return Contract.objects.filter(found)


def require_any(seat: Seat, *abilities: str, party: str = "") -> None:
    """Raises NotAllowed unless the seat has one of the abilities, and is of the party where one is named."""
    if (
        seat.audit
        or seat.party != (party or seat.party)
        or not any(seat.may(ability) for ability in abilities)
    ):
        raise NotAllowed(
            "この操作をする権限がありません。契約の管理者に相談してください。",
            "You are not allowed to do this. Please ask the contract's administrator.",
        )
