"""The form of a subscription. The address is typed, checked and never shown again."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.clock.channels.catalog import NOT_KEPT, checked_url
from kokoroe.clock.events.families import all_families
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
