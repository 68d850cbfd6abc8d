"""What is done with subscriptions of an organisation or a contract: add, change, try, stop and start, renew, remove."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.annex.text import Text
from kokoroe.clock.channels.catalog import NOT_KEPT, checked_url
from kokoroe.clock.channels.trying import Tried
from kokoroe.clock.events import actions
from kokoroe.clock.events.families import all_families
from kokoroe.clock.events.models import Subscription
from kokoroe.clock.events.sending import try_subscription
from kokoroe.clock.events.showing import lately, row_of
from kokoroe.clock.events.standing import ABILITIES, Place, at_contract, at_home
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.who import ADMINISTRATOR, Who, seat
from kokoroe.ui.templatetags.ui import said


class SubscriptionForm(forms.Form):
    """What is told, under which name, and where to."""

    name = forms.CharField(label=_("名前"), max_length=100, help_text=_("例：社内の監視システム"))
    url = forms.CharField(
        label=_("送り先のアドレス"),
        max_length=2000,
        help_text=_("https:// で始まるアドレス。"),
        widget=forms.TextInput(attrs={"inputmode": "url", **NOT_KEPT}),
    )
    families = forms.MultipleChoiceField(label=_("送るもの"), choices=(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        families = self.fields["families"]
        families.choices = [  # type: ignore[attr-defined]
            (family.name, f"{said(family.title)}{gettext('｜')}{said(family.about)}")
            for family in all_families().values()
        ]
        if not is_new:
            self.fields["url"].required = False
            self.fields["url"].help_text = gettext("設定済みです。変えるときだけ入れてください。")

    def clean_url(self) -> str:
        return checked_url(self.cleaned_data["url"])

    def as_verb(self) -> dict[str, Any]:
        """What was filled in; `shown` is what may be seen of the address, empty where it stays."""
        shown = urlsplit(self.cleaned_data["url"]).hostname or ""
        return {name: self.cleaned_data[name] for name in ("name", "url", "families")} | {"shown": shown}


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


def secret_shown(request: AccountRequest, doing: Doing, row: Subscription, secret: str) -> HttpResponseBase:
    """The secret, once, on the answer itself: it is not kept where it could be read again."""
    place = place_of(doing)
    context = {
        **common(place),
        "row": row,
        "secret": secret,
        "renewed": doing.thing is not None,
        "href": place.href("subscription", row.pk),
    }
    return render(request, "clock/subscription_secret.html", context)


def common(place: Place) -> dict[str, Any]:
    """What all pages need."""
    return {"place": place, "seat": place.seat, "list_href": place.href("subscriptions")}


def about_one(doing: Doing) -> dict[str, Any]:
    """How a subscription stands, what was told lately, and where the buttons of its page lead."""
    place, row = place_of(doing), doing.thing
    return {
        **common(place),
        **row_of(place, row),
        "deeds": {deed.path: place.href("subscription_do", row.pk, deed.path) for deed in OF_HOME},
        "sent": lately(place, row, at=doing.now),
    }


def deeds_at(prefix: str, name: str, who: Who) -> Deeds:
    """The deeds of one place; `name` is that of their address."""

    def deed(path: str, label: Text, word: Any, back: str = "subscription", **given: Any) -> Deed:
        return Deed(
            name=f"{name}_{path}", path=path, label=label, word=word, who=who, on=rows, about="subscription",
            back=lambda doing: place_of(doing).href(back, *([doing.key["pk"]] if back == "subscription" else [])),
            is_button=True, **given,
        )  # fmt: skip

    return Deeds(
        prefix,
        deed("test", Text("試しに送る", "Send a test"), _("試しに送る"), acts=("webhook.tried",), verb=try_subscription,
             done=named(lambda: gettext("「%(name)s」が受け取りました（%(answer)s）。")), failed=not_taken),
        deed("renew", Text("署名の鍵を新しくする", "Renew the secret"), _("署名の鍵を新しくする"),
             acts=("webhook.secret_renewed",),
             verb=actions.renew_secret,
             shows=lambda request, doing, secret: secret_shown(request, doing, doing.thing, secret)),
        deed("stop", Text("送信を止める", "Switch it off"), _("止める"), acts=("webhook.stopped",),
             verb=actions.switch_off, done=named(lambda: gettext("「%(name)s」への送信を止めました。"))),
        deed("start", Text("送信を始める", "Take it up again"), _("また送る"), acts=("webhook.taken_up",),
             verb=actions.take_up, done=named(lambda: gettext("「%(name)s」への送信を始めました。"))),
        deed("remove", Text("送り先を外す", "Remove a subscription"), _("外す"), back="subscriptions",
             acts=("webhook.removed",),
             verb=actions.remove, done=named(lambda: gettext("「%(name)s」を外しました。"))),
        deed("again", Text("イベントをもう一度送る", "Send an event again"), _("もう一度送る"),
             form=AgainForm, acts=("webhook.sent_again",), verb=actions.send_again, done=_("もう一度送ります。")),
    )  # fmt: skip


def pages_at(prefix: str, name: str, who: Who) -> Deeds:
    """The page of a new subscription there, and the one of each, on which it is changed."""
    return Deeds(
        prefix,
        Deed(
            name=f"{name}_new", path="/new",
            label=Text("送り先を加える", "Subscribe an address"), word=_("加える"),
            acts=("webhook.added",),
            verb=actions.subscribe, form=SubscriptionForm,
            given=lambda _: {"initial": {"families": list(all_families())}},
            shows=lambda request, doing, made: secret_shown(request, doing, *made),
            template="clock/subscription_new.html", context=lambda doing: common(place_of(doing)),
            who=who, back=lambda doing: place_of(doing).href("subscriptions"),
        ),
        Deed(
            name=name, path="/<int:pk>",
            label=Text("送り先を変える", "Change a subscription"), word=_("保存する"), done=_("送り先を変えました。"),
            on=rows, about="subscription", acts=("webhook.changed",), verb=actions.change, form=SubscriptionForm,
            given=lambda doing: {
                "initial": {"name": doing.thing.name, "families": doing.thing.families}, "is_new": False,
            },
            template="clock/subscription.html", context=about_one,
            who=who, back=lambda doing: place_of(doing).href("subscription", doing.key["pk"]),
        ),
    )  # fmt: skip


HOME = replace(ADMINISTRATOR, calls="place", acts_as=place_of)
CONTRACT = replace(seat("read", *ABILITIES), calls="place", acts_as=place_of)
OF_HOME = deeds_at("settings/webhooks/<int:pk>/", "subscription", HOME)
OF_CONTRACT = deeds_at("c/<slug:code>/settings/webhooks/<int:pk>/", "contract_subscription", CONTRACT)
PAGES_OF_HOME = pages_at("settings/webhooks", "subscription", HOME)
PAGES_OF_CONTRACT = pages_at("c/<slug:code>/settings/webhooks", "contract_subscription", CONTRACT)
