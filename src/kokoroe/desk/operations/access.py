"""Who has access and until when: suspensions, stand-ins, audits and what they opened; and how the client decides."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.guards import forbidden, require_scope, seated
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, From, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts.grants import AccessSuspension, Audit, StandIn
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.desk.operations.people import InvitedTold
from kokoroe.desk.seating.deeds import SEATING, sitting
from kokoroe.desk.seating.people import audits_of, stand_in_choices, suspendable
from kokoroe.desk.seating.words import opened
from kokoroe.submissions.deeds import DECIDING
from kokoroe.submissions.rules import people_at, rules_of

router = new_router("people")

NEWEST = 200
Party = Literal["client", "contractor"]
AUDITS = "/contracts/{slug:code}/access/audits"


class AuditTold(Told):
    """Somebody who may read for a time; `looks` is how much they opened."""

    id: int
    name: Annotated[str, From("account.person.name")]
    organisation: Annotated[str, From("account.person.organisation.name")]
    party: Literal["client", "contractor"]
    purpose: str
    personal: bool
    since: Moment
    until: Moment
    looks: Annotated[int, From("opened")]


class LookTold(Told):
    """A page, paper or operation that an auditor opened. `what` names the things it was of."""

    id: int
    at: Moment
    route: str
    route_words: Annotated[str, From(lambda row: opened(row.route))]
    what: str


def may_lend(request: ApiRequest, doing: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """Raises Problem unless who lends personal columns sees them, and the token does."""
    if sent.get("personal") == "true":
        require_scope(request, "personal")
        if not doing.seat.may("personal"):
            raise forbidden()
    return sent


operate(
    router, SEATING["audit_grant"], "audit_grant", AUDITS, given="AuditGiven", sent=may_lend,
    response={CREATED: InvitedTold}, secrets=("link",),
)  # fmt: skip


@router.get(f"{AUDITS}/{{int:pk}}/looks", response=Page[LookTold])
@seated("read", Text("監査で開かれたもの", "What an auditor opened"))
def audit_looks(request: ApiRequest, seat: Seat, pk: int, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """The newest first, for both parties to see."""
    audit = get_object_or_404(Audit, contract=seat.contract, pk=pk)
    return page(request, audit.looks.all(), LookTold.as_json, cursor=cursor, limit=limit)


operate(router, SEATING["audit_end"], "audit_end", f"{AUDITS}/{{int:pk}}/end")


class AccessSuspensionTold(Told):
    """A suspension of somebody's access, by one of the parties."""

    id: int
    name: Annotated[str, From("account.person.name")]
    party: Party
    by_party: Party
    reason: str
    since: Moment
    until: Moment | None


class StandInTold(Told):
    """Somebody who stands in for somebody absent."""

    id: int
    absent: Annotated[str, From("absent.person.name")]
    name: Annotated[str, From("account.person.name")]
    reason: str
    since: Moment
    until: Moment


class AccessTold(Told):
    """What is lent and what is suspended, the newest first; whoever holds a role is told under people."""

    suspensions: list[AccessSuspensionTold]
    stand_ins: list[StandInTold]
    audits: list[AuditTold]


class AccountChoiceTold(Told):
    """An account that a form takes, and who it is."""

    id: str
    name: str


class ChoicesTold(Told):
    """Whom this seat may suspend; for whom it may name a stand-in, and whom."""

    suspend: list[AccountChoiceTold]
    absent: list[AccountChoiceTold]
    stand_in: list[AccountChoiceTold]


class DecisionRuleTold(Told):
    """How many of the client's people take part in a decision, since when."""

    people: int
    reason: str
    at: Moment


class RulesTold(Told):
    """The rule in force, and all there were."""

    people: int
    rules: list[DecisionRuleTold]


class RuleGiven(Given):
    """One person decides, or one proposes and another decides."""

    people: Literal[1, 2]
    reason: Annotated[str, Field(max_length=2000)] = ""


@router.get("/contracts/{slug:code}/access", response=AccessTold)
@seated("read", Text("アクセスの停止・代理・監査", "Suspensions, stand-ins and audits"))
def access_read(request: ApiRequest, seat: Seat) -> dict[str, Any]:  # noqa: ARG001
    """For both parties to see."""
    contract = seat.contract
    suspensions = AccessSuspension.objects.filter(contract=contract).select_related("account__person")
    stand_ins = StandIn.objects.filter(contract=contract).select_related("absent__person", "account__person")
    return {
        "suspensions": [AccessSuspensionTold.as_json(row) for row in suspensions[:NEWEST]],
        "stand_ins": [StandInTold.as_json(row) for row in stand_ins[:NEWEST]],
        "audits": [AuditTold.as_json(row) for row in audits_of(seat)[:NEWEST]],
    }


@router.get("/contracts/{slug:code}/access/choices", response=ChoicesTold)
@seated(
    "read", Text("停止できる人・代理になれる人", "Whom may be suspended, and who may stand in"), scope="write"
)
def access_choices(request: ApiRequest, seat: Seat) -> dict[str, Any]:
    """The accounts that a suspension and a stand-in name, as this seat may choose them."""
    found = sitting(Doing(seat, request.now))
    people = stand_in_choices(seat, found)
    return {
        "suspend": choices(suspendable(seat, found)),
        "absent": choices(people["absent"]),
        "stand_in": choices([(pk, word.partition("（")[0]) for pk, word in people["accounts"]]),
    }


operate(
    router, SEATING["access_suspend"], "access_suspend", "/contracts/{slug:code}/access/suspensions",
    given="AccessSuspensionGiven", free=("account",),
    response={CREATED: AccessSuspensionTold},
)  # fmt: skip
operate(
    router, SEATING["access_lift"], "access_lift", "/contracts/{slug:code}/access/suspensions/{int:pk}/lift"
)
operate(
    router, SEATING["stand_in_name"], "stand_in_name", "/contracts/{slug:code}/access/stand-ins",
    given="StandInGiven", free=("absent", "account"),
    response={CREATED: StandInTold},
)  # fmt: skip
operate(
    router, SEATING["stand_in_end"], "stand_in_end", "/contracts/{slug:code}/access/stand-ins/{int:pk}/end"
)


@router.get("/contracts/{slug:code}/decision-rule", response=RulesTold)
@seated("read", Text("決裁の決め方", "How the client decides"))
def decision_rule_read(request: ApiRequest, seat: Seat) -> dict[str, Any]:
    """How many people take part, now and before."""
    rules = rules_of(seat.contract)
    return {
        "people": people_at(rules, request.now),
        "rules": [DecisionRuleTold.from_orm(rule) for rule in rules],
    }


operate(
    router, DECIDING["decision_rule_set"], "decision_rule_set", "/contracts/{slug:code}/decision-rule",
    given=RuleGiven, response={CREATED: DecisionRuleTold},
    scope="decide",
)  # fmt: skip


def choices(found: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Choices as they are answered."""
    return [{"id": pk, "name": word} for pk, word in found]
