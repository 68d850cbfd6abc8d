"""The forms of links to answer by: to which address, the code, and the client's own addresses."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.papers.fields import LineField
from kokoroe.submissions.addresses import OnRecord
from kokoroe.ui.templatetags.ui import said


class LinkForm(forms.Form):
    """回答用リンク: to which of the addresses on record."""

    address = forms.ChoiceField(label=_("送り先"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: Sequence[OnRecord], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = self.fields["address"]
        assert isinstance(address, forms.ChoiceField)
        address.choices = [
            (one.address, f"{one.name}　{one.address}（{said(one.where)}、{said(one.recorded)}）")
            for one in choices
        ]
        if choices:
            address.initial = choices[0].address


class CodeForm(forms.Form):
    """確認番号: as it stands in the mail, with or without the gap."""

    code = forms.CharField(
        label=_("確認番号（8桁）"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "data-keep": "no"}
        ),
    )


class AddressForm(forms.Form):
    """回答者のアドレス: one of the client's people who answers by link."""

    name = LineField(label=_("お名前（職・氏名）"), max_length=200)
    address = forms.EmailField(label=_("メールアドレス"), max_length=254)
