"""Declarations of what people fill in: a field is said once, and everything else follows from it.

Standard library and `kokoroe.annex` only. What draws fields, stores them and prints them is `kokoroe.fields`.
"""

from kokoroe.declare.field import (
    CHOICE,
    CHOICES,
    DAY,
    FILES,
    LINE,
    MOMENT,
    NUMBER,
    PEOPLE,
    PERSON,
    QUANTITY,
    TABLE,
    TEXT,
    WORKPLACE,
    YES_NO,
    Choice,
    DeclarationError,
    Field,
    If,
    Kind,
    Spelling,
)
from kokoroe.declare.form import FieldGroup, Form
from kokoroe.declare.meaning import Meaning

__all__ = [
    "CHOICE",
    "CHOICES",
    "DAY",
    "FILES",
    "LINE",
    "MOMENT",
    "NUMBER",
    "PEOPLE",
    "PERSON",
    "QUANTITY",
    "TABLE",
    "TEXT",
    "WORKPLACE",
    "YES_NO",
    "Choice",
    "DeclarationError",
    "Field",
    "FieldGroup",
    "Form",
    "If",
    "Kind",
    "Meaning",
    "Spelling",
]
