"""Forms look alike everywhere: one renderer, one field template, one way to say what is wrong."""

from django import forms
from django.forms.renderers import TemplatesSetting


class BoundField(forms.BoundField):
    """A field that points at its hint, besides its help text and its error."""

    @property
    def has_hint(self) -> bool:
        """Whether the field template adds a hint on how to write the value."""
        return isinstance(self.field.widget, DayInput)

    @property
    def aria_describedby(self) -> str | None:
        """The ids of help text, error and hint, which a screen reader reads with the field."""
        described = super().aria_describedby
        if not self.has_hint or self.field.widget.attrs.get("aria-describedby"):
            return described
        return " ".join(filter(None, (described, f"{self.auto_id}_hint")))


class Renderer(TemplatesSetting):
    """Django's form renderer (`FORM_RENDERER`): `{{ form }}` gives the error summary and all fields."""

    form_template_name = "ui/form/form.html"
    formset_template_name = "ui/form/formset.html"
    field_template_name = "ui/form/field.html"
    bound_field_class = BoundField


class DayInput(forms.DateInput):
    """A day as a line of text, in ISO or in the era calendar; the form field that has it parses both."""

    input_type = "text"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__({"autocomplete": "off", "class": "day", **(attrs or {})}, format="%Y-%m-%d")
