"""Forms look alike everywhere: one renderer, one field template, one way to say what is wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe


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

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Lines, texts and lists are put together here: a page has dozens, and Django has three templates for each."""
        name = template_name.removeprefix(WIDGETS).removesuffix(".html")
        if name in DRAWN:
            return mark_safe(DRAWN[name](context["widget"]))  # noqa: S308 (each part was escaped)
        return super().render(template_name, context, request)


WIDGETS = "django/forms/widgets/"


def line(widget: Mapping[str, Any]) -> str:
    """An input as Django's template has it."""
    value = widget["value"]
    shown = "" if value is None else f' value="{conditional_escape(value)}"'
    name, attributes = conditional_escape(widget["name"]), attributes_of(widget)
    return f'<input type="{conditional_escape(widget["type"])}" name="{name}"{shown}{attributes}>'


def lines(widget: Mapping[str, Any]) -> str:
    """A text of several lines."""
    text = conditional_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{conditional_escape(widget["name"])}"{attributes_of(widget)}>\n{text}</textarea>'


def choice(widget: Mapping[str, Any]) -> str:
    """A list of choices, in groups where they have names."""
    drawn = []
    for group, options, _ in widget["optgroups"]:
        inside = "".join(f"\n  {option(one)}" for one in options)
        drawn.append(
            f'\n  <optgroup label="{conditional_escape(group)}">{inside}\n  </optgroup>' if group else inside
        )
    name = conditional_escape(widget["name"])
    return f'<select name="{name}"{attributes_of(widget)}>{"".join(drawn)}\n</select>'


def option(widget: Mapping[str, Any]) -> str:
    """One of them."""
    value, label = conditional_escape(widget["value"]), conditional_escape(widget["label"])
    return f'<option value="{value}"{attributes_of(widget)}>{label}</option>\n'


def attributes_of(widget: Mapping[str, Any]) -> str:
    """Attributes with their values; True stands alone, False is left out."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


DRAWN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    **dict.fromkeys(("date", "datetime", "email", "hidden", "number", "password", "text", "url"), line),
    "textarea": lines,
    "select": choice,
}


class DayInput(forms.DateInput):
    """A day as a line of text, in ISO or in the era calendar; the form field that has it parses both."""

    input_type = "text"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__({"autocomplete": "off", "class": "day", **(attrs or {})}, format="%Y-%m-%d")
