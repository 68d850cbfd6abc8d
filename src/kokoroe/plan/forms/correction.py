"""A correction: the few fields that a notice may mend, of the people and contacts that were chosen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.declare.spelling import RefusedError
from kokoroe.fields.forms import LinesField
from kokoroe.papers.fields import LineField
from kokoroe.plan.correcting import CORRECTABLE, CORRECTABLE_CONTACT
from kokoroe.plan.lists import CONTACTS
from kokoroe.plan.models import Contact, RosterEntry, roster_values
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.tables.values import LONGEST, read
from kokoroe.ui.templatetags.ui import said

Texts = Mapping[int, Mapping[str, str]]


class CorrectionForm(forms.Form):
    """訂正: names, readings, phones and addresses as they should have been, and why."""

    reason = LinesField(
        label=_("訂正の理由"),
        max_length=2000,
        help_text=_("例：電話番号の誤記"),
    )

    def __init__(
        self, *args: Any, entries: Sequence[RosterEntry], contacts: Sequence[Contact], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entries, self.contacts = entries, contacts
        for entry in entries:
            values = roster_values(entry)
            for key in CORRECTABLE:
                self.add(
                    "entry", entry.pk, key, values.get(key, ""), said(BY_KEY[key].label), longest=LONGEST
                )
        for contact in contacts:
            for key in CORRECTABLE_CONTACT:
                column = CONTACTS.column(key)
                label = said(column.label)
                self.add("contact", contact.pk, key, getattr(contact, key), label, longest=column.limit)
        self.order_fields([name for name in self.fields if name != "reason"])

    def add(self, kind: str, pk: int, key: str, text: str, label: str, *, longest: int) -> None:
        """A field for one value, of as many characters as the column has."""
        self.fields[f"{kind}-{pk}-{key}"] = LineField(
            label=label, required=key == "name", initial=text, max_length=longest
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, text in list(cleaned.items()):
            key = name.rpartition("-")[2]
            if name == "reason" or key not in BY_KEY or name not in self.changed_data:
                continue
            try:
                value, _note = read(BY_KEY[key], text)
            except RefusedError as error:
                self.add_error(name, said(error.text))
            else:
                cleaned[name] = str(value or "")
        return cleaned

    def changed(self, kind: str) -> Texts:
        """What differs from what is in force, by primary key and field."""
        found: dict[int, dict[str, str]] = {}
        for name in self.changed_data:
            which, _dash, rest = name.partition("-")
            if which == kind:
                pk, _dash, key = rest.partition("-")
                found.setdefault(int(pk), {})[key] = self.cleaned_data[name]
        return found

    @property
    def parts(self) -> dict[str, Any]:
        """What is corrected and why, as `correcting.correct` takes it."""
        reason = self.cleaned_data["reason"]
        return {"entries": self.changed("entry"), "contacts": self.changed("contact"), "reason": reason}

    @property
    def groups(self) -> Iterable[tuple[str, list[forms.BoundField]]]:
        """The fields by person or contact, with the name that is in force."""
        for entry in self.entries:
            yield entry.name, [self[f"entry-{entry.pk}-{key}"] for key in CORRECTABLE]
        for contact in self.contacts:
            yield contact.name, [self[f"contact-{contact.pk}-{key}"] for key in CORRECTABLE_CONTACT]
