"""What is done with a subscription of an organisation or a contract: try it, stop and start it, renew, remove it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.annex.text import Text
from kokoroe.clock.channels.trying import Tried
from kokoroe.clock.events import actions
from kokoroe.clock.events.models import Subscription
from kokoroe.clock.events.pages import href, secret_shown
from kokoroe.clock.events.sending import try_subscription
from kokoroe.clock.events.standing import ABILITIES, Place, at_contract, at_home
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.who import ADMINISTRATOR, Who, seat
from kokoroe.ui.templatetags.ui import said


class AgainForm(forms.Form):
    """Which event is sent once more."""

    message = forms.IntegerField(min_value=1, max_value=2**63 - 1)


def place_of(doing: Doing) -> Place:
    """Where it is done: at a contract, or at the organisation. Raises NotAllowed."""
    return at_home(doing.account, at=doing.now) if doing.who is doing.account else at_contract(doing.seat)


def rows(doing: Doing) -> "QuerySet[Subscription]":
    """The subscriptions there."""
    return place_of(doing).rows


def named(sentence: Callable[[], str]) -> Callable[[Doing, Any], str]:
    """A sentence with the subscription's name, and the answer of a test."""
    return lambda doing, result: (
        sentence() % {"name": doing.thing.name, "answer": getattr(result, "answer", "")}
    )


def not_taken(doing: Doing, tried: Tried) -> str | None:
    """Why a test was not taken."""
    if tried.failed is None:
        return None
    return gettext("「%(name)s」には届けられませんでした。") % {"name": doing.thing.name} + said(tried.failed)


def new_secret(request: AccountRequest, doing: Doing, secret: str) -> HttpResponseBase:
    """The page that shows it, once."""
    return secret_shown(request, place_of(doing), doing.thing, secret, renewed=True)


def deeds_at(prefix: str, name: str, who: Who) -> Deeds:
    """The deeds of one place; `name` is that of their address."""

    def deed(path: str, label: Text, word: Any, back: str = "subscription", **given: Any) -> Deed:
        return Deed(
            name=f"{name}_{path}", path=path, label=label, word=word, who=who, on=rows, about="subscription",
            back=lambda doing: href(place_of(doing), back, *([doing.key["pk"]] if back == "subscription" else [])),
            is_button=True, **given,
        )  # fmt: skip

    return Deeds(
        prefix,
        deed("test", Text("試しに送る", "Send a test"), _("試しに送る"), verb=try_subscription,
             done=named(lambda: gettext("「%(name)s」が受け取りました（%(answer)s）。")), failed=not_taken),
        deed("renew", Text("署名の鍵を新しくする", "Renew the secret"), _("署名の鍵を新しくする"),
             verb=actions.renew_secret, shows=new_secret),
        deed("stop", Text("送信を止める", "Switch it off"), _("止める"), verb=actions.switch_off,
             done=named(lambda: gettext("「%(name)s」への送信を止めました。"))),
        deed("start", Text("送信を始める", "Take it up again"), _("また送る"), verb=actions.take_up,
             done=named(lambda: gettext("「%(name)s」への送信を始めました。"))),
        deed("remove", Text("送り先を外す", "Remove a subscription"), _("外す"), back="subscriptions",
             verb=actions.remove, done=named(lambda: gettext("「%(name)s」を外しました。"))),
        deed("again", Text("イベントをもう一度送る", "Send an event again"), _("もう一度送る"),
             form=AgainForm, verb=actions.send_again, done=_("もう一度送ります。")),
    )  # fmt: skip


OF_HOME = deeds_at(
    "settings/webhooks/<int:pk>/",
    "subscription",
    replace(ADMINISTRATOR, calls="place", acts_as=place_of),
)
OF_CONTRACT = deeds_at(
    "c/<slug:code>/settings/webhooks/<int:pk>/",
    "contract_subscription",
    replace(seat("read", *ABILITIES), calls="place", acts_as=place_of),
)
