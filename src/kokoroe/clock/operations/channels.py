"""The channels of one's own organisation: list, add, change, try, remove. An operation for each kind, by its form."""

from collections.abc import Callable
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Status
from pydantic import Field

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text, say
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import administrator
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, From, Given, Told
from kokoroe.api.service import router as new_router
from kokoroe.clock.channels import actions
from kokoroe.clock.channels.catalog import KINDS, ChannelForm, ChannelKind, form_of
from kokoroe.clock.channels.models import Channel
from kokoroe.clock.deeds import SETTINGS
from kokoroe.clock.deeds import channels as channels_of
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate

router = new_router("channels")

CHANNELS = "/channels"


class ChannelTold(Told):
    """A channel. `shown` is what may be seen of where it leads; `always`: it gets everything urgent."""

    id: int
    kind: str
    name: str
    shown: str
    always: bool
    enabled: bool


class NewChannelTold(ChannelTold):
    """The same; `secret` is the one that was made for a webhook, told this once."""

    secret: str | None


class TriedTold(Told):
    """What came of a test: the channel's answer, or why it was not taken."""

    taken: Annotated[bool, From(lambda tried: tried.failed is None)]
    answer: Annotated[str, From(lambda tried: tried.failed or tried.answer)]


@router.get(CHANNELS, response=list[ChannelTold])
@administrator(Text("通知の経路", "The organisation’s channels"), scope="read")
def channels(request: ApiRequest, account: Account) -> list[Channel]:
    """Those that there are."""
    return list(channels_of(Doing(account, request.now)))


operate(
    router, SETTINGS["channel_test"], "channel_try", f"{CHANNELS}/{{int:pk}}/test",
    response=TriedTold,
)  # fmt: skip
operate(router, SETTINGS["channel_remove"], "channel_take_away", f"{CHANNELS}/{{int:pk}}", method="delete")


def channel_as_json(channel: Channel, secret: str | None = None) -> dict[str, Any]:
    """A channel as it is answered."""
    return NewChannelTold.as_json(channel, secret=secret)


def add_operation(kind: ChannelKind) -> Callable[..., Coded]:
    """The operation that adds a channel of a kind."""

    def add(request: ApiRequest, account: Account, given: Given) -> Coded:
        form = kind.form(with_defaults(typed(given)), is_new=True)
        checked(form)
        channel = actions.add_channel(by=account, kind=kind.name, **form.as_verb(), now=request.now)
        return Status(CREATED, channel_as_json(channel, form.made or None))

    add.__name__ = f"channel_add_{kind.name}"
    add.__annotations__["given"] = schema_for(kind, is_new=True)
    return add


def change_operation(kind: ChannelKind) -> Callable[..., dict[str, Any]]:
    """The operation that changes one."""

    def change(request: ApiRequest, account: Account, pk: int, given: Given) -> dict[str, Any]:
        channel = get_object_or_404(channels_of(Doing(account, request.now)), pk=pk, kind=kind.name)
        form = form_of(channel, with_defaults(typed(given)))
        checked(form)
        row = actions.change_channel(by=account, channel=channel, **form.as_verb(), now=request.now)
        return channel_as_json(row)

    change.__name__ = f"channel_change_{kind.name}"
    change.__annotations__["given"] = schema_for(kind, is_new=False)
    return change


def schema_for(kind: ChannelKind, *, is_new: bool) -> type[Given]:
    """The body of a kind; on and for everything urgent where that is left out."""
    form: ChannelForm = kind.form(is_new=is_new)
    name = "".join(part.title() for part in kind.name.split("_"))
    return schema_of(
        form,
        f"{name}Channel{'' if is_new else 'Change'}Given",
        without=("enabled", "when"),
        enabled=(bool, True),
        when=(Annotated[str, Field(pattern="^(always|fallback)$")], "always"),
    )


def with_defaults(sent: dict[str, Any]) -> dict[str, Any]:
    """What was sent, with what is usual where it was not."""
    return {"enabled": "true", "when": "always", **sent}


for _kind in KINDS.values():
    router.post(f"{CHANNELS}/{_kind.name}", response={CREATED: NewChannelTold})(
        administrator(
            say("経路を加える：{kind}", "Add a channel: {kind}", kind=_kind.title), secrets=("secret",)
        )(add_operation(_kind))
    )
    router.put(f"{CHANNELS}/{_kind.name}/{{int:pk}}", response=ChannelTold)(
        administrator(say("経路を変える：{kind}", "Change a channel: {kind}", kind=_kind.title))(
            change_operation(_kind)
        )
    )
