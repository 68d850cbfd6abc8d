"""The form of a section's text, and that of a report link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.declare import Field
from kokoroe.duties.incidents.procedure.links import LONGEST_LABEL
from kokoroe.duties.incidents.procedure.sections import NOTE, NOTES, WORDS
from kokoroe.fields.forms import LinesField
from kokoroe.ui.templatetags.ui import said


class SectionForm(forms.Form):
    """The text of a section."""

    text = LinesField(max_length=WORDS, required=False)

    def __init__(self, *args: Any, section: Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = said(NOTES.get(section.key, NOTE))


class LinkForm(forms.Form):
    """A new report link."""

    label = forms.CharField(
        label=_("だれに・どこに渡すか"),
        max_length=LONGEST_LABEL,
        help_text=_("例：全員の携行カード、3階執務室の掲示"),
    )
