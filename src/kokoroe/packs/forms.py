"""Forms and other declarations in YAML: read with everything that is wrong with them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

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
