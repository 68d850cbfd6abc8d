"""Fields that the forms about an incident share: moments in Japan's time, and texts of several lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.papers.fields import printable

MOMENT = "%Y-%m-%dT%H:%M"
NOW_WHEN_EMPTY = _("空欄なら、いまの日時で記録します。過去の日時も入れられます（日本時間）。")


class MomentField(forms.DateTimeField):
    """A moment to the minute, in Japan's time; the value is aware."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "moment"}, format=MOMENT)

    def __init__(self, **given: Any) -> None:
        super().__init__(input_formats=[MOMENT, f"{MOMENT}:%S", "%Y-%m-%d %H:%M"], **given)


class LinesField(forms.CharField):
    """Several lines that may end up on paper."""

    default_validators = [printable]

    def __init__(self, *, rows: int = 3, **given: Any) -> None:
        super().__init__(
            max_length=given.pop("max_length", 20_000), widget=forms.Textarea(attrs={"rows": rows}), **given
        )


def when_done() -> MomentField:
    """When something was done; empty means now."""
    return MomentField(label=_("日時"), required=False, help_text=NOW_WHEN_EMPTY)
