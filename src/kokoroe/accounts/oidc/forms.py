"""The form with which an administrator names the organisation's provider."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.oidc.models import IdentityProvider
from kokoroe.accounts.oidc.protocol import ProviderError, check
from kokoroe.ui.templatetags.ui import said


class ProviderForm(forms.Form):
    """Issuer, client and secret, as the provider's own page shows them."""

    issuer = forms.CharField(
        label=_("発行者（issuer）のアドレス"),
        max_length=300,
        help_text=_(
            "例：https://login.city.example。この下の /.well-known/openid-configuration を読みます。"
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    client_id = forms.CharField(
        label=_("クライアント ID"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=_("クライアントの秘密"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-keep-not": ""}),
    )

    def __init__(self, data: Any = None, *, row: IdentityProvider | None) -> None:
        initial = {"issuer": row.issuer, "client_id": row.client_id} if row else {}
        super().__init__(data, initial=initial)
        self.row = row
        if row is not None:
            self.fields["secret"].required = False
            self.fields["secret"].help_text = gettext("設定済みです。変えるときだけ入れてください。")

    def clean_issuer(self) -> str:
        typed: str = self.cleaned_data["issuer"].strip()
        try:
            return check(typed)
        except ProviderError as error:
            raise ValidationError(said(error.text)) from error

    def clean(self) -> dict[str, Any]:
        """Another provider never gets the secret that was meant for the one before."""
        given = super().clean() or {}
        moved = self.row is not None and given.get("issuer") not in {None, self.row.issuer}
        if moved and not given.get("secret"):
            self.add_error("secret", gettext("発行者を変えるときは、秘密も入れ直してください。"))
        return given

    def as_verb(self) -> dict[str, Any]:
        """What the verb takes."""
        given = self.cleaned_data
        return {
            "issuer": given["issuer"],
            "client_id": given["client_id"].strip(),
            "secret": given["secret"] or None,
        }
