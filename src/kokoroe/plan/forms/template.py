"""The client's own form for a roster, to be filled."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Below what a form's text fields may hold together (DATA_UPLOAD_MAX_MEMORY_SIZE), as base64.
MAX_TEMPLATE = 3_000_000


class TemplateForm(forms.Form):
    """The client's own form, as a file; or again as the page that asked about it has it."""

    file = forms.FileField(
        label=gettext_lazy("委託者の様式（.xlsx）"),
        help_text=gettext_lazy("氏名・所属などの見出しのある表に、名簿を書き込みます。3MBまで。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xltx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_TEMPLATE:
            raise ValidationError(
                _("様式が %(limit)d MB を超えています。不要なシートや画像を除いてください。")
                % {"limit": MAX_TEMPLATE // 1_000_000}
            )
        return file
