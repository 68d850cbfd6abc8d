"""A declared table as a list of forms: rows are added, removed and put in order with nothing but form fields."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from kokoroe.declare import Field, Kind
from kokoroe.declare.kinds import NOBODY
from kokoroe.fields.forms import form_field, in_words, options
from kokoroe.ui.numbers import number

MAX_ROWS = 200


class RowForm(forms.Form):
    """One row. A row in which nothing is typed is none; a choice is the first one until another is made."""

    TABLE: ClassVar[Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "empty_permitted": True, "use_required_attribute": False})

    def has_changed(self) -> bool:
        return any(self[column.key].data for column in self.TABLE.columns if not column.choices)


class RowFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """Rows with a place in the order and a box that removes them."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        order, removal = form.fields["ORDER"], form.fields["DELETE"]
        order.label, removal.label = _("順番"), _("この行を消す")
        if index is not None and not order.initial:
            order.initial = index + 1

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What stays, in its order; rows of one number in the order of the page."""
        kept = [
            form.cleaned_data for form in self.forms if form.has_changed() and not form.cleaned_data["DELETE"]
        ]
        kept.sort(key=lambda row: row["ORDER"] if row["ORDER"] is not None else MAX_ROWS)
        return kept


@lru_cache
def row_form(table: Field) -> type[RowForm]:
    """The form of one row of a declared table."""
    made = {column.key: column_field(column) for column in table.columns}
    return type(f"{table.key.title()}Row", (RowForm,), {"TABLE": table, **made})


def column_field(column: Field) -> forms.Field:
    """A column as a form field."""
    if column.kind is not Kind.CHOICE:
        return form_field(column)
    return forms.ChoiceField(
        label=in_words(column.label),
        choices=lambda: options(column, NOBODY),
        initial=column.choices[0].key,
    )


@lru_cache
def formset_of(table: Field) -> type[RowFormSet]:
    """The list of a declared table's rows."""
    return forms.formset_factory(  # type: ignore[return-value]
        row_form(table),
        formset=RowFormSet,
        extra=0,
        can_order=True,
        can_delete=True,
        max_num=MAX_ROWS,
        validate_max=True,
        absolute_max=MAX_ROWS + 10,
    )


def posted_rows(prefix: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What a browser sends of a list in which these rows stand."""
    sent = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(len(rows))}
    for at, row in enumerate(rows):
        sent |= {f"{prefix}-{at}-{key}": str(value) for key, value in {**row, "ORDER": at + 1}.items()}
    return sent


def data_of(request: HttpRequest) -> QueryDict | None:
    """What was posted; with one blank row more where the button `add` of a list asked for it."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    count = f"{data.get('add', '')}-TOTAL_FORMS"
    total = number(str(data.get(count, "")))
    if total is not None:
        data[count] = str(total + 1)
    return data
