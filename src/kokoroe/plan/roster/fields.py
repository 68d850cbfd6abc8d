"""The roster's declaration: its columns in their order, which models, forms, files, pages and papers walk over."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import cast

from kokoroe.annex.text import Text, say
from kokoroe.declare import DeclarationError, Field
from kokoroe.declare.field import twice
from kokoroe.declare.kinds import from_json, in_a_cell
from kokoroe.packs.forms import read_declared

Value = str | Decimal | date


class ColumnClass(StrEnum):
    """What kind of thing a column tells: `kokoroe.plan.roster.showing` says to whom each is shown."""

    NAMES = "names"
    BASIC = "basic"
    CONTACTS = "contacts"
    TRAINING = "training"
    TERMS = "terms"
    CAREER = "career"
    NATIONALITY = "nationality"
    NOTE = "note"


class Cell(StrEnum):
    """How a printed cell has the values of several columns."""

    LINES = "lines"
    """One below the other, the further ones small."""
    LISTED = "listed"
    """One after the other."""
    PERIOD = "period"
    """From the first day until the second."""
    EARLIEST = "earliest"
    """The earliest day, once there are all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """How a column is printed; `within` is the column whose cell it stands in, which has all else.

    `width` is the least in mm; without one, it stands beneath each person's line. What width is left goes to those
    that take the rest.
    """

    heading: str = ""
    width: int = 0
    takes_rest: bool = False
    cell: Cell = Cell.LINES
    within: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterField(Field):
    """A column. `demanded`: the annex names it among the roster's items; the others are for those who keep them."""

    part: str
    classes: frozenset[ColumnClass]
    demanded: bool = False
    on_paper: OnPaper | None = None


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of a person's form."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Held:
    """Words that stand in the values of a column and in no other's."""

    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Roster:
    """作業従事者名簿. `headers_beside` head, in a file, what holds a part of a column, or two at once.

    `groups` (words) stand above several headers and say nothing of their own about them; `beside` head columns that
    people keep and the roster has no place for. `holds` are words that stand in a column's values and in no other's.
    """

    title: Text
    form_parts: tuple[FormPart, ...]
    columns: tuple[RosterField, ...]
    headers_beside: tuple[Field, ...]
    groups: str = ""
    beside: str = ""
    holds: tuple[Held, ...] = ()

    def __post_init__(self) -> None:
        headed = {each.key for each in self.columns if each.on_paper and each.on_paper.heading}
        parts = {part.key for part in self.form_parts}
        if twice(each.key for each in (*self.columns, *self.headers_beside)):
            raise DeclarationError(
                say("同じ key の欄があります。", "Two columns have one key."),
                say("key を一つずつ別にしてください。", "Give each a key of its own."),
            )
        for each in self.columns:
            if each.part not in parts:
                raise DeclarationError(
                    say("{key}：「{part}」という部分はありません。", "{key}: the form has no part {part}.",
                        key=each.key, part=each.part),
                    say("form_parts の key を書いてください。", "Write the key of one of form_parts."),
                )  # fmt: skip
            if each.on_paper and (each.on_paper.within or each.key) not in headed:
                raise DeclarationError(
                    say("{key}：印刷する見出しがありません。", "{key}: there is no heading to print it under.",
                        key=each.key),
                    say("heading か、heading のある欄を within に書いてください。",
                        "Write a heading, or within a column that has one."),
                )  # fmt: skip


ROSTER = read_declared(Roster, Path(__file__).with_name("form.yaml"))
FIELDS, PARTS = ROSTER.columns, ROSTER.headers_beside
DEMANDED = frozenset(field.key for field in FIELDS if field.demanded)
BY_KEY = {field.key: field for field in FIELDS}
ROLES = BY_KEY["role"].choices


def role_title(role: str) -> Text:
    """What a role in the structure is called."""
    return in_a_cell(BY_KEY["role"], role)


def restored(field: Field, stored: str) -> Value:
    """The value of a column that JSON keeps as this text."""
    return cast("Value", from_json(field, stored))


def display(field: Field, value: Value | None, language: str = "ja") -> str:
    """The value as a person reads it: a choice by its label, a share with %, a day as 2026-04-01."""
    return in_a_cell(field, value).in_language(language)
