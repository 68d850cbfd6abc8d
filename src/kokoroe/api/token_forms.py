"""What is typed to make a token, to name a program, to give it a role."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.api.scopes import SCOPES
from kokoroe.api.tokens import ROLES, USUAL_DAYS
from kokoroe.contracts.seats import Party
from kokoroe.ui.templatetags.ui import said

LIVES = ((30, _("30日")), (USUAL_DAYS, _("90日")), (180, _("180日")), (365, _("1年")))


class TokenForm(forms.Form):
    """What a token is for, how far it reaches, and for how long."""

    name = forms.CharField(
        label=_("何に使うトークンか"), max_length=100, help_text=_("例：人事システムとの名簿の同期")
    )
    scopes = forms.MultipleChoiceField(
        label=_("できること"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "読むことは、どのトークンでもできます。あなた（連携用アカウント）にできないことは、トークンでもできません。"
        ),
    )
    days = forms.TypedChoiceField(
        label=_("有効期間"), coerce=int, choices=LIVES, initial=USUAL_DAYS, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, decides: bool) -> None:
        super().__init__(data)
        offered = [scope for scope in SCOPES if scope != "read" and (decides or scope != "decide")]
        self.fields["scopes"].choices = [(scope, said(SCOPES[scope])) for scope in offered]  # type: ignore[attr-defined]


class ServiceForm(forms.Form):
    """A program's name, as the ledger and the contract's people will see it."""

    name = forms.CharField(label=_("連携するシステムの名前"), max_length=100, help_text=_("例：人事システム"))


class PlaceForm(forms.Form):
    """At which contract the program gets which role."""

    contract = forms.CharField(
        label=_("契約の番号（アドレスの /c/ に続く10文字）"),
        max_length=20,
        help_text=_("例：契約のページの /c/2345678abc/ の 2345678abc"),
    )
    role = forms.ChoiceField(label=_("役割"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, parties: tuple[Party, ...] = ("contractor", "client")) -> None:
        super().__init__(data)
        choices = [(role, said(word)) for party in parties for role, word in ROLES[party].items()]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
