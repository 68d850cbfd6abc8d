"""Contacts and workplaces: lists whose rows are added, removed and put in order with nothing but form fields."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.declare.spelling import RefusedError
from kokoroe.papers.fields import LineField
from kokoroe.plan import words
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.plan.roster.values import read
from kokoroe.ui.templatetags.ui import said

MAX_ROWS = 200


class RowForm(forms.Form):
    """One row. A row in which nothing is typed is none."""

    TYPED: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "empty_permitted": True, "use_required_attribute": False})

    def has_changed(self) -> bool:
        return any(self[name].data for name in self.TYPED)


class ContactForm(RowForm):
    """連絡先."""

    TYPED = ("name", "role", "phone", "email")

    party = forms.ChoiceField(label=_("側"), initial="contractor")
    name = LineField(label=_("氏名・窓口名"), max_length=200)
    role = LineField(label=_("役割"), max_length=200, required=False)
    hours = forms.ChoiceField(label=_("時間帯"), initial="always")
    phone = LineField(
        label=_("電話"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = LineField(
        label=_("メール"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, labels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = list(labels.items())  # type: ignore[attr-defined]
        self.fields["hours"].choices = [(key, said(text)) for key, text in words.HOURS.items()]  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        return self._as("phone")

    def clean_email(self) -> str:
        return self._as("email")

    def _as(self, key: str) -> str:
        """A phone or an e-mail address, read as the roster reads them."""
        try:
            found, _note = read(BY_KEY[key], self.cleaned_data[key])
        except RefusedError as error:
            raise forms.ValidationError(said(error.text)) from error
        self.fields[key].run_validators(text := str(found or ""))  # put right, it may have become too long
        return text


class WorkplaceForm(RowForm):
    """作業場所."""

    TYPED = ("name", "address", "room", "entry_control", "network", "devices", "storage")

    name = LineField(label=_("名称"), max_length=200)
    kind = forms.ChoiceField(label=_("区分"), initial="own")
    address = LineField(label=_("所在地"), max_length=300, required=False)
    room = LineField(label=_("階・部屋"), max_length=200, required=False)
    entry_control = LineField(label=_("入退室管理・施錠"), max_length=300, required=False)
    network = LineField(label=_("利用回線"), max_length=300, required=False)
    devices = LineField(label=_("端末"), max_length=300, required=False)
    storage = LineField(label=_("保管場所"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(key, said(text)) for key, text in words.WORKPLACES.items()]  # type: ignore[attr-defined]


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


def formset_of(form: type[RowForm], *, extra: int) -> type[RowFormSet]:
    """The list of such rows, with so many blank ones below."""
    return forms.formset_factory(  # type: ignore[return-value]
        form,
        formset=RowFormSet,
        extra=extra,
        can_order=True,
        can_delete=True,
        max_num=MAX_ROWS,
        validate_max=True,
        absolute_max=MAX_ROWS + 10,
    )


ContactFormSet, WorkplaceFormSet = formset_of(ContactForm, extra=0), formset_of(WorkplaceForm, extra=0)
