"""Forms and other declarations in YAML: read with everything that is wrong with them, and written back."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from kokoroe.annex.text import Text
from kokoroe.declare import Field, Form
from kokoroe.packs.problems import PackError
from kokoroe.packs.reader import Reader, Refused
from kokoroe.packs.source import read_yaml

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What is filled in at once, without headings."""

    key: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class SmallForms:
    """A file that lists several of them."""

    forms: tuple[FilledIn, ...]


def read_form(path: Path) -> Form:
    """The form in a file. Raises as `read_declared` does."""
    return read_declared(Form, path)


def read_fields(path: Path) -> dict[str, tuple[Field, ...]]:
    """The fields of each small form that a file lists, by its key. Raises as `read_declared` does."""
    return {form.key: form.fields for form in read_declared(SmallForms, path).forms}


def read_declared(kind: type[D], path: Path) -> D:
    """What a file declares. Raises PackError with every problem found, OSError when the file cannot be read."""
    root, _content = read_yaml(path)
    reader = Reader()
    try:
        return reader.record(kind, root)
    except Refused:
        raise PackError(sorted(reader.problems, key=lambda problem: problem.line)) from None


def as_yaml(form: Form) -> str:
    """The form as `read_form` reads it."""
    return yaml.safe_dump(
        as_plain(form), allow_unicode=True, sort_keys=False, width=110, default_flow_style=None
    )


def as_plain(value: Any) -> Any:
    """A declaration as mappings and lists; what says nothing beyond the default is left out."""
    if isinstance(value, Text):
        return {"ja": value.ja, "en": value.en}
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: as_plain(getattr(value, one.name))
            for one in fields(value)
            if one.default is MISSING or getattr(value, one.name) != one.default
        }
    if isinstance(value, Mapping):
        return {key: as_plain(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [as_plain(one) for one in (sorted(value) if isinstance(value, frozenset) else value)]
    return value
