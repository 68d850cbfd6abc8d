"""Rows that a group swears to: from which a fact, a right, a period or an assurance is read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sworn:
    """The fields of a model (app label and name) that an act's entry has to pin down."""

    model: str
    fields: tuple[str, ...]
