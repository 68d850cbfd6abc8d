"""The columns of the roster, in their order: the one list that models, forms, files and papers share."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

from kokoroe.declare import Field
from kokoroe.declare.kinds import from_json, in_a_cell
from kokoroe.packs.forms import read_form

Value = str | Decimal | date

FORM = read_form(Path(__file__).with_name("form.yaml"))
FIELDS, PARTS = (group.fields for group in FORM.groups)
"""The columns; and what in a file holds a part of one, or two at once."""

DEMANDED = frozenset(
    {
        "name",
        "affiliation",
        "post",
        "work",
        "share",
        "phone",
        "email",
        "career",
        "technologies",
        "qualifications",
        "training",
        "nationality",
    }
)
"""The columns that the annex names among the roster's items (1(1)イ); the others are for those who keep them."""

BY_KEY = {field.key: field for field in FIELDS}
ROLES = BY_KEY["role"].choices


def restored(field: Field, stored: str) -> Value:
    """The value of a column that JSON keeps as this text."""
    return cast("Value", from_json(field, stored))


def display(field: Field, value: Value | None, language: str = "ja") -> str:
    """The value as a person reads it: a choice by its label, a share with %, a day as 2026-04-01."""
    return in_a_cell(field, value).in_language(language)
