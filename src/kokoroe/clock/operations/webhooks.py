"""Subscriptions to events: an organisation's for its administrators, a contract's for who prepares or decides there."""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Status

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import administrator, seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, From, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.clock.events import actions
from kokoroe.clock.events.deeds import OF_CONTRACT, OF_HOME, place_of
from kokoroe.clock.events.forms import SubscriptionForm
from kokoroe.clock.events.models import Subscription
from kokoroe.clock.events.showing import lately
from kokoroe.clock.events.standing import Place, at_contract, at_home
from kokoroe.clock.events.stopping import WHY
from kokoroe.clock.operations.channels import TriedTold, tried_as_json
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate

router = new_router("webhooks")

HOME, CONTRACT = "/webhooks", "/contracts/{slug:code}/webhooks"

WebhookGiven = schema_of(SubscriptionForm(), "WebhookGiven")
WebhookChangeGiven = schema_of(SubscriptionForm(is_new=False), "WebhookChangeGiven")


class WebhookTold(Told):
    """A subscription. Without a contract it is told of all that the organisation is a party to."""

    id: int
    name: str
    host: Annotated[str, From("shown")]
    contract: Annotated[str | None, From("contract.code")]
    families: list[str]
    holder: Annotated[str, From("holder.person.name")]
    failing_since: Moment | None
    stopped_at: Moment | None
    stopped_why: str | None


class NewWebhookTold(WebhookTold):
    """The same with its secret, which is told this once."""

    secret: str | None


class SecretTold(Told):
    """The new secret, told this once; the one before counts for a day more."""

    secret: str | None


class EventTold(Told):
    """An event on its way; `event` is its webhook-id."""

    id: Annotated[int, From("key")]
    event: Annotated[str, From("id")]
    type: Annotated[str, From("act")]
    number: str
    index: int
    at: str
    standing_words: Annotated[str, From("word")]
    taken_at: Moment | None
    attempts: int
    answer: str
    reason: str | None


def webhooks(request: ApiRequest, place: Place) -> list[dict[str, Any]]:  # noqa: ARG001
    """Those that there are, at most twenty."""
    return [subscription_as_json(row) for row in place.rows]


def webhook_add(request: ApiRequest, place: Place, given: WebhookGiven) -> Coded:
    """Told of what happens from now on, signed by Standard Webhooks."""
    form = SubscriptionForm(typed(given))
    checked(form)
    row, secret = actions.subscribe(place=place, **form.given, now=request.now)
    return Status(CREATED, {**subscription_as_json(row), "secret": secret})


def webhook_read(request: ApiRequest, place: Place, pk: int) -> dict[str, Any]:  # noqa: ARG001
    """How it stands."""
    return subscription_as_json(subscription_or_404(place, pk))


def webhook_change(request: ApiRequest, place: Place, pk: int, given: WebhookChangeGiven) -> dict[str, Any]:
    """An address that is left out stays."""
    row = subscription_or_404(place, pk)
    form = SubscriptionForm(typed(given), is_new=False)
    checked(form)
    return subscription_as_json(actions.change(place=place, subscription=row, **form.given, now=request.now))


def webhook_deliveries(request: ApiRequest, place: Place, pk: int) -> list[dict[str, Any]]:
    """The last fifty events, the newest first."""
    return [EventTold.as_json(one) for one in lately(place, subscription_or_404(place, pk), at=request.now)]


def guarded(
    operation: Callable[..., Any], says: Text, *, of_contract: bool, secrets: tuple[str, ...] = ()
) -> Callable[..., Any]:
    """The operation behind its guard: it gets the place of the seat, or of the organisation."""
    instead = "seat" if of_contract else "account"

    @wraps(operation)
    def held(request: ApiRequest, **given: Any) -> Any:
        who = given.pop(instead)
        place = at_contract(who) if of_contract else at_home(who, at=request.now)
        return operation(request, place=place, **given)

    held.__name__ = f"contract_{operation.__name__}" if of_contract else operation.__name__
    signature = inspect.signature(operation)
    kind: type = Seat if of_contract else Account
    parameters = [
        each.replace(name=instead, annotation=kind) if each.name == "place" else each
        for each in signature.parameters.values()
    ]
    held.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    if of_contract:
        return seated("read", says, scope="write", secrets=secrets)(held)
    return administrator(says, secrets=secrets)(held)


def subscription_or_404(place: Place, pk: int) -> Subscription:
    """A subscription of this place. Raises Http404."""
    return get_object_or_404(place.rows, pk=pk)


def subscription_as_json(row: Subscription) -> dict[str, Any]:
    """A subscription as it is answered."""
    why = words(WHY.get(row.stopped_why)) if row.stopped_at else None
    return WebhookTold.as_json(row, stopped_why=why)


def as_it_stands(_: ApiRequest, doing: Doing, __: None) -> dict[str, Any]:
    """The subscription after what was done."""
    return subscription_as_json(subscription_or_404(place_of(doing), doing.key["pk"]))


def new_secret(_: ApiRequest, __: Doing, secret: str) -> dict[str, Any]:
    """The secret, told this once."""
    return {"secret": secret}


def which(_: ApiRequest, doing: Doing, __: dict[str, Any]) -> dict[str, Any]:
    """The event stands in the address."""
    return {"message": doing.key["delivery"]}


ONE = "/{int:pk}"
OPERATIONS: Sequence[tuple[str, str, Callable[..., Any], Text, Any]] = (
    ("get", "", webhooks, Text("イベントの送り先", "Webhook subscriptions"), list[WebhookTold]),
    ("post", "", webhook_add, Text("送り先を加える", "Subscribe an address"), {CREATED: NewWebhookTold}),
    ("get", ONE, webhook_read, Text("送り先", "A subscription"), WebhookTold),
    ("put", ONE, webhook_change, Text("送り先を変える", "Change a subscription"), WebhookTold),
    (
        "get",
        f"{ONE}/deliveries",
        webhook_deliveries,
        Text("最近のイベント", "Latest events"),
        list[EventTold],
    ),
)
SECRETS = {webhook_add}
BY_PROGRAM: Sequence[tuple[str, str, str, str, dict[str, Any]]] = (
    ("test", "try", "post", "/test", {"response": TriedTold, "as_json": tried_as_json}),
    (
        "renew",
        "renew",
        "post",
        "/renew",
        {"response": SecretTold, "as_json": new_secret, "secrets": ("secret",)},
    ),
    ("stop", "stop", "post", "/stop", {"response": WebhookTold, "as_json": as_it_stands}),
    ("start", "start", "post", "/start", {"response": WebhookTold, "as_json": as_it_stands}),
    ("remove", "remove", "delete", "", {}),
    ("again", "send_again", "post", "/deliveries/{int:delivery}/again", {"sent": which}),
)
"""Each deed with the operation's name and method, and what it answers."""

for _of_contract, _prefix in ((False, HOME), (True, CONTRACT)):
    for _method, _path, _operation, _says, _response in OPERATIONS:
        _secrets = ("secret",) if _operation in SECRETS else ()
        _guarded = guarded(_operation, _says, of_contract=_of_contract, secrets=_secrets)
        getattr(router, _method)(f"{_prefix}{_path}", response=_response)(_guarded)
    for _deed, _last, _method, _path, _answer in BY_PROGRAM:
        _set, _name = (OF_CONTRACT, "contract_webhook") if _of_contract else (OF_HOME, "webhook")
        _of = _set[f"{'contract_' if _of_contract else ''}subscription_{_deed}"]
        operate(router, _of, f"{_name}_{_last}", f"{_prefix}{ONE}{_path}", method=_method, **_answer)
