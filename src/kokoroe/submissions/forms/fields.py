"""A scanned paper as a form field, and how a verb's refusal gets onto a form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kokoroe.annex.text import Text
from kokoroe.outside.refused import FileRefused
from kokoroe.outside.scans import look_over
from kokoroe.ui.templatetags.ui import said

MAX_SCAN = 10_000_000


def refuse(form: forms.BaseForm, text: Text) -> None:
    """Put a refusal above the form, with everything that was typed left in it."""
    form.add_error(None, said(text))


class ScanField(forms.FileField):
    """A PDF, JPEG or PNG of at most 10 MB."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def to_python(self, data: Any) -> "File[Any] | None":
        file = super().to_python(data)
        if file is None:
            return None
        if (file.size or 0) > MAX_SCAN:
            raise ValidationError(
                _("ファイルが10MBを超えています。解像度を下げて写し直すか、分けてください。")
            )
        try:
            media_type(file)
        except FileRefused as error:
            raise ValidationError(said(error.text)) from error
        return file


def media_type(file: "File[Any]") -> str:
    """What the file is by its bytes. Raises FileRefused for anything but a whole scan."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    return look_over(content)


class AmendmentForm(forms.Form):
    """変更契約書などの写し: the paper that shows that the other party agreed to a move."""

    scan = ScanField(
        label=gettext_lazy("変更契約書などの写し"), help_text=gettext_lazy("PDF、JPEG、PNG（10MBまで）。")
    )

    def as_verb(self) -> dict[str, Any]:
        """What `record_agreement` takes, of a date and of a time of awareness."""
        scan = self.cleaned_data["scan"]
        return {
            "filename": scan.name,
            "media_type": media_type(scan),
            "content": scan.read(),
        }
