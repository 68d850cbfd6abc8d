"""Form fields for what ends up on paper: days as people write them, and text that can be printed."""

from datetime import date, time
from typing import Any
from unicodedata import normalize

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.wareki import DateError, parse_date
from kokoroe.papers.printable import unprintable
from kokoroe.papers.render import UnprintableText
from kokoroe.ui.forms import DayInput
from kokoroe.ui.templatetags.ui import said


def printable(text: str) -> None:
    """A validator: no character of the text is missing from the papers' fonts."""
    if found := unprintable(text):
        raise ValidationError(said(UnprintableText(found).text))


class LineField(forms.CharField):
    """A text that goes onto a paper."""

    default_validators = [printable]


class DayField(forms.Field):
    """A day in the Gregorian or the era calendar (JST), in any of the ways that people type it."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            value = value.strip()
        if value in self.empty_values:
            return None
        try:
            return parse_date(value)
        except DateError as error:
            raise ValidationError(said(error.text)) from error


class TimeField(forms.TimeField):
    """A time of day in Japan, to the minute: 9:00, 9時30分, also in full width."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "input-short"})
    default_error_messages = {"invalid": _("時刻は 9:00 のように入れてください。")}

    def __init__(self, **given: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H:%M:%S", "%H時%M分", "%H時"], **given)

    def to_python(self, value: Any) -> time | None:
        return super().to_python(normalize("NFKC", value).strip() if isinstance(value, str) else value)
