"""Who has access and until when: suspensions, stand-ins, audits; and how the client decides."""

from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Status
from pydantic import Field

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Coded, From, Given, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts import standing_in, suspending
from kokoroe.contracts.grants import AccessSuspension, StandIn
from kokoroe.contracts.seats import Seat
from kokoroe.desk.operations.audits import AuditTold, audit_told
from kokoroe.desk.seating.forms import StandInForm, SuspendForm
from kokoroe.desk.seating.people import sittings
from kokoroe.desk.seating.reading import audits_of, stand_in_choices, suspendable, suspended_now
from kokoroe.submissions.deciding import set_rule
from kokoroe.submissions.rules import people_at, rules_of

router = new_router("people")

CREATED, DONE = 201, 204
NEWEST = 200
Party = Literal["client", "contractor"]
SuspensionGiven = schema_of(SuspendForm(accounts=[]), "AccessSuspensionGiven", free=("account",))
StandInGiven = schema_of(StandInForm(absent=[], accounts=[]), "StandInGiven", free=("absent", "account"))


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
        "suspensions": [suspension_told(row) for row in suspensions[:NEWEST]],
        "stand_ins": [stand_in_told(row) for row in stand_ins[:NEWEST]],
        "audits": [audit_told(row) for row in audits_of(seat)[:NEWEST]],
    }


@router.get("/contracts/{slug:code}/access/choices", response=ChoicesTold)
@seated(
    "read", Text("停止できる人・代理になれる人", "Whom may be suspended, and who may stand in"), scope="write"
)
def access_choices(request: ApiRequest, seat: Seat) -> dict[str, Any]:
    """The accounts that a suspension and a stand-in name, as this seat may choose them."""
    sitting = sittings(seat.contract, suspended_now(seat), at=request.now)
    people = stand_in_choices(seat, sitting)
    return {
        "suspend": choices(suspendable(seat, sitting)),
        "absent": choices(people["absent"]),
        "stand_in": choices([(pk, word.partition("（")[0]) for pk, word in people["accounts"]]),
    }


@router.post("/contracts/{slug:code}/access/suspensions", response={CREATED: AccessSuspensionTold})
@seated("read", Text("アクセスを停止する", "Suspend somebody's access"), scope="write")
def access_suspend(request: ApiRequest, seat: Seat, given: SuspensionGiven) -> Coded:
    """At once, without anybody's approval; it is on the ledger. `account` is one of the choices."""
    sitting = sittings(seat.contract, suspended_now(seat), at=request.now)
    found = checked(SuspendForm(typed(given), accounts=suspendable(seat, sitting)))
    account = Account.objects.get(pk=found["account"])
    row = suspending.suspend(seat=seat, account=account, reason=found["reason"], now=request.now)
    return Status(CREATED, suspension_told(row))


@router.post("/contracts/{slug:code}/access/suspensions/{int:pk}/lift", response={DONE: None})
@seated("read", Text("アクセスの停止を解除する", "Lift a suspension"), scope="write")
def access_lift(request: ApiRequest, seat: Seat, pk: int) -> Coded:
    """By the party that suspended."""
    row = get_object_or_404(AccessSuspension, contract=seat.contract, pk=pk)
    suspending.lift(seat=seat, suspension=row, now=request.now)
    return Status(DONE, None)


@router.post("/contracts/{slug:code}/access/stand-ins", response={CREATED: StandInTold})
@seated("read", Text("代理を決める", "Name a stand-in"), scope="write")
def stand_in_name(request: ApiRequest, seat: Seat, given: StandInGiven) -> Coded:
    """For a time, both days included. `absent` and `account` are of the choices."""
    sitting = sittings(seat.contract, suspended_now(seat), at=request.now)
    form = StandInForm(typed(given), **stand_in_choices(seat, sitting))
    found = checked(form)
    since, until = form.period(request.now)
    people = Account.objects.in_bulk([found["absent"], found["account"]])
    row = standing_in.name_stand_in(
        seat=seat,
        absent=people[int(found["absent"])],
        account=people[int(found["account"])],
        reason=found["reason"],
        since=since,
        until=until,
        now=request.now,
    )
    return Status(CREATED, stand_in_told(row))


@router.post("/contracts/{slug:code}/access/stand-ins/{int:pk}/end", response={DONE: None})
@seated("read", Text("代理を終える", "End a stand-in"), scope="write")
def stand_in_end(request: ApiRequest, seat: Seat, pk: int) -> Coded:
    """From now on."""
    row = get_object_or_404(StandIn, contract=seat.contract, pk=pk)
    standing_in.end_stand_in(seat=seat, stand_in=row, now=request.now)
    return Status(DONE, None)


@router.get("/contracts/{slug:code}/decision-rule", response=RulesTold)
@seated("read", Text("決裁の決め方", "How the client decides"))
def decision_rule_read(request: ApiRequest, seat: Seat) -> dict[str, Any]:
    """How many people take part, now and before."""
    rules = rules_of(seat.contract)
    return {
        "people": people_at(rules, request.now),
        "rules": [DecisionRuleTold.from_orm(rule) for rule in rules],
    }


@router.post("/contracts/{slug:code}/decision-rule", response={CREATED: DecisionRuleTold})
@seated("read", Text("決裁の決め方を決める", "Set how the client decides"), scope="decide")
def decision_rule_set(request: ApiRequest, seat: Seat, given: RuleGiven) -> Coded:
    """For who decides or administers for the client."""
    row = set_rule(seat=seat, people=given.people, reason=given.reason, now=request.now)
    return Status(CREATED, DecisionRuleTold.from_orm(row))


def choices(found: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Choices as they are answered."""
    return [{"id": pk, "name": word} for pk, word in found]


def suspension_told(row: AccessSuspension) -> dict[str, Any]:
    """A suspension as it is answered."""
    return AccessSuspensionTold.as_json(row)


def stand_in_told(row: StandIn) -> dict[str, Any]:
    """A stand-in as it is answered."""
    return StandInTold.as_json(row)
