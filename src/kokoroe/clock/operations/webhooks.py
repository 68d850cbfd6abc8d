"""Subscriptions to events: an organisation's for its administrators, a contract's for who prepares or decides there."""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Any

from django.shortcuts import get_object_or_404

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.api.forms import schema_of
from kokoroe.api.guards import administrator, seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, From, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.clock.events.deeds import (
    OF_CONTRACT,
    OF_HOME,
    PAGES_OF_CONTRACT,
    PAGES_OF_HOME,
    SubscriptionForm,
    place_of,
)
from kokoroe.clock.events.models import Subscription
from kokoroe.clock.events.showing import lately
from kokoroe.clock.events.standing import Place
from kokoroe.clock.events.stopping import WHY
from kokoroe.clock.operations.channels import TriedTold
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
    stopped_why: Annotated[str | None, From(lambda row: WHY.get(row.stopped_why) if row.stopped_at else None)]


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
    return [WebhookTold.as_json(row) for row in place.rows]


def webhook_read(request: ApiRequest, place: Place, pk: int) -> dict[str, Any]:  # noqa: ARG001
    """How it stands."""
    return WebhookTold.as_json(subscription_or_404(place, pk))


def webhook_deliveries(request: ApiRequest, place: Place, pk: int) -> list[dict[str, Any]]:
    """The last fifty events, the newest first."""
    return [EventTold.as_json(one) for one in lately(place, subscription_or_404(place, pk), at=request.now)]


def guarded(operation: Callable[..., Any], says: Text, *, of_contract: bool) -> Callable[..., Any]:
    """The operation behind its guard: it gets the place of the seat, or of the organisation."""
    instead = "seat" if of_contract else "account"

    @wraps(operation)
    def held(request: ApiRequest, **given: Any) -> Any:
        return operation(request, place=place_of(Doing(given.pop(instead), request.now)), **given)

    held.__name__ = f"contract_{operation.__name__}" if of_contract else operation.__name__
    signature = inspect.signature(operation)
    kind: type = Seat if of_contract else Account
    parameters = [
        each.replace(name=instead, annotation=kind) if each.name == "place" else each
        for each in signature.parameters.values()
    ]
    held.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return (seated("read", says, scope="write") if of_contract else administrator(says))(held)


def subscription_or_404(place: Place, pk: int) -> Subscription:
    """A subscription of this place. Raises Http404."""
    return get_object_or_404(place.rows, pk=pk)


def as_it_stands(_: ApiRequest, doing: Doing, __: Any) -> dict[str, Any]:
    """The subscription after what was done."""
    return WebhookTold.as_json(subscription_or_404(place_of(doing), doing.key["pk"]))


def with_secret(_: ApiRequest, __: Doing, made: tuple[Subscription, str]) -> dict[str, Any]:
    """A new one with its secret, told this once."""
    row, secret = made
    return {**WebhookTold.as_json(row), "secret": secret}


def new_secret(_: ApiRequest, __: Doing, secret: str) -> dict[str, Any]:
    """The secret, told this once."""
    return {"secret": secret}


def which(_: ApiRequest, doing: Doing, __: dict[str, Any]) -> dict[str, Any]:
    """The event stands in the address."""
    return {"message": doing.key["delivery"]}


ONE = "/{int:pk}"
READ: Sequence[tuple[str, Callable[..., Any], Text, Any]] = (
    ("", webhooks, Text("イベントの送り先", "Webhook subscriptions"), list[WebhookTold]),
    (ONE, webhook_read, Text("送り先", "A subscription"), WebhookTold),
    (f"{ONE}/deliveries", webhook_deliveries, Text("最近のイベント", "Latest events"), list[EventTold]),
)
BY_PROGRAM: Sequence[tuple[str, str, str, str, dict[str, Any]]] = (
    ("test", "try", "post", "/test", {"response": TriedTold}),
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

for _of_contract, _prefix, _pages, _set in (
    (False, HOME, PAGES_OF_HOME, OF_HOME),
    (True, CONTRACT, PAGES_OF_CONTRACT, OF_CONTRACT),
):
    _begins = "contract_" if _of_contract else ""
    for _path, _operation, _says, _response in READ:
        router.get(f"{_prefix}{_path}", response=_response)(
            guarded(_operation, _says, of_contract=_of_contract)
        )
    operate(
        router, _pages[f"{_begins}subscription_new"], f"{_begins}webhook_add", _prefix, given=WebhookGiven,
        response={CREATED: NewWebhookTold}, as_json=with_secret, secrets=("secret",),
    )  # fmt: skip
    operate(
        router, _pages[f"{_begins}subscription"], f"{_begins}webhook_change", f"{_prefix}{ONE}", method="put",
        given=WebhookChangeGiven, response=WebhookTold, as_json=as_it_stands,
    )  # fmt: skip
    for _deed, _last, _method, _path, _answer in BY_PROGRAM:
        _of, _name = _set[f"{_begins}subscription_{_deed}"], f"{_begins}webhook_{_last}"
        operate(router, _of, _name, f"{_prefix}{ONE}{_path}", method=_method, **_answer)
