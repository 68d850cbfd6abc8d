"""A declared table as a list of forms: rows are added, removed and put in order with nothing but form fields."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.text import Text, say
from kokoroe.declare import Field, Kind
from kokoroe.declare.kinds import NOBODY, read
from kokoroe.declare.spelling import RefusedError
from kokoroe.declare.values import Stored
from kokoroe.fields.forms import form_field, in_words, initial_of, options, value_of
from kokoroe.ui.numbers import number
from kokoroe.ui.templatetags.ui import said

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

    TABLE: ClassVar[Field]

    @property
    def row_word(self) -> Text:
        """What one row is called."""
        return self.TABLE.row or self.TABLE.label

    @property
    def blank(self) -> SafeString:
        """The row that a page's script adds."""
        return blank_row(self.TABLE, self.prefix, get_language())

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
        formset=type(f"{table.key.title()}Rows", (RowFormSet,), {"TABLE": table}),
        extra=0,
        can_order=True,
        can_delete=True,
        max_num=MAX_ROWS,
        validate_max=True,
        absolute_max=MAX_ROWS + 10,
    )


@lru_cache
def blank_row(table: Field, prefix: str, language: str | None) -> SafeString:
    """A row in which nothing is typed. It holds nothing of anybody, so that it is drawn once for each language."""
    rows = formset_of(table)(prefix=prefix)
    with override(language):
        return render_to_string(
            "fields/row.html", {"form": rows.empty_form, "number": "", "row_word": rows.row_word}
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


class TableWidget(forms.Widget):
    """A table among the fields of a form: its rows, named by the field. Programs send a list of rows instead."""

    use_fieldset = True

    def __init__(self, table: Field) -> None:
        super().__init__()
        self.table = table

    def __deepcopy__(self, memo: dict[int, Any]) -> "TableWidget":
        return TableWidget(self.table)

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> Any:
        """The rows as a browser sent them, or as a list."""
        if name in data:
            return data[name]
        return formset_of(self.table)(data, prefix=name) if f"{name}-TOTAL_FORMS" in data else []

    def id_for_label(self, _id: str) -> str:
        """None: a list of rows has no one place."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The rows that stand there; where there are none, the button that adds one."""
        del attrs, renderer  # the rows have their own
        rows = value if isinstance(value, RowFormSet) else self.showing(name, value or ())
        return render_to_string("fields/rows.html", {"formset": rows})

    def showing(self, name: str, rows: Sequence[Mapping[str, Stored]]) -> RowFormSet:
        """What is stored as a list of forms."""
        columns = self.table.columns
        shown = [{one.key: initial_of(one, row.get(one.key)) for one in columns} for row in rows]
        return formset_of(self.table)(initial=shown, prefix=name)


class TableField(forms.Field):
    """A declared table. The value is the declared kind's: rows of values; None for none."""

    def __init__(self, *, table: Field, required: bool) -> None:
        self.table = table
        super().__init__(
            label=in_words(table.label),
            help_text=in_words(table.help),
            required=required,
            widget=TableWidget(table),
        )

    def clean(self, value: Any) -> Any:
        """Raises ValidationError that names row and column."""
        found = self.of_rows(value) if isinstance(value, RowFormSet) else self.of_list(value)
        self.validate(found)
        return found

    def of_list(self, value: Any) -> Any:
        """What a program sent."""
        try:
            return read(self.table, value)
        except RefusedError as error:
            raise ValidationError(said(error.text)) from error

    def of_rows(self, rows: RowFormSet) -> Any:
        """What stood in the rows of a page."""
        if not rows.is_valid():
            raise ValidationError(list(self.wrong(rows)) or [_("行の数を確かめてください。")])
        columns = self.table.columns
        kept = [{one.key: value_of(one, row.get(one.key)) for one in columns} for row in rows.rows]
        found = [{key: value for key, value in row.items() if value is not None} for row in kept]
        return tuple(found) or None

    def wrong(self, rows: RowFormSet) -> Iterator[str]:
        """What is wrong, row by row."""
        for place, form in enumerate(rows.forms, 1):
            for key, errors in form.errors.items():
                where = say(
                    "{n}行目の「{name}」", "row {n}, “{name}”", n=str(place), name=str(form[key].label)
                )
                for error in errors:
                    yield f"{said(where)}: {error}"
