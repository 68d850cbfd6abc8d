"""At another moment: any page of the desk shows how things stood, or will stand, and what was known when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.moments import MomentError, parse_moment
from kokoroe.ui.templatetags.ui import said


class MomentField(forms.Field):
    """A moment, typed or picked; empty is None."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        """Raises ValidationError with what is expected."""
        if value in self.empty_values:
            return None
        try:
            return parse_moment(str(value))
        except MomentError as error:
            raise forms.ValidationError(said(error.text)) from error


class AsOfForm(forms.Form):
    """When to look at, and whose knowledge to look with."""

    at = MomentField(label=_("いつの状況を見るか"), required=False)
    known_at = MomentField(
        label=_("いつまでの記録で見るか"),
        required=False,
        help_text=_("空欄なら、いまある記録のすべてで見ます。"),
    )


@dataclass(frozen=True, slots=True)
class AsOf:
    """The moment that a page shows: `at`, with what was on record by `known_at` (everything, when None)."""

    at: datetime
    known_at: datetime | None
    now: datetime
    form: AsOfForm

    @property
    def is_now(self) -> bool:
        """Whether the page shows the present."""
        return self.at == self.now and self.known_at is None

    @property
    def is_ahead(self) -> bool:
        """Whether the page shows what time alone will make of today's records."""
        return self.at > self.now

    @property
    def query(self) -> str:
        """The query string, with its question mark, that keeps the moment from page to page; empty for now."""
        chosen = {"at": self.at if self.at != self.now else None, "known_at": self.known_at}
        given = {key: f"{moment:%Y-%m-%dT%H:%M:%S}" for key, moment in chosen.items() if moment}
        return f"?{urlencode(given)}" if given else ""


def read_as_of(query: QueryDict, now: datetime) -> AsOf:
    """The moment that a query string asks for; the present where it asks for none, or for what is no moment."""
    if not query.get("at") and not query.get("known_at"):
        return AsOf(now, None, now, AsOfForm())
    form = AsOfForm(query)
    if not form.is_valid():
        return AsOf(now, None, now, form)
    initial = {"at": form.cleaned_data["at"], "known_at": form.cleaned_data["known_at"]}
    return AsOf(initial["at"] or now, initial["known_at"], now, AsOfForm(initial=initial))
