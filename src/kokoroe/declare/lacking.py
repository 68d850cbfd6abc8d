"""What is still missing, said before anybody tries to submit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kokoroe.annex.text import Text, say
from kokoroe.declare.field import Field
from kokoroe.declare.form import Form
from kokoroe.declare.kinds import answer
from kokoroe.declare.values import Stored


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing; `key` is the field it is written into, or what has its own place on the page.

    `must`: without it nothing is submitted. The rest is advice.
    """

    key: str
    text: Text
    must: bool = True


def needed(key: str, ja: str, en: str) -> Lack:
    """What must be there, in its two sentences."""
    return Lack(key, Text(ja, en))


def advised(key: str, ja: str, en: str) -> Lack:
    """What had better be there."""
    return Lack(key, Text(ja, en), must=False)


def is_empty(stored: Stored) -> bool:
    """Whether nothing stands there. No and nought are answers."""
    return stored is None or stored in ("", [], {}, ())


def lacking(form: Form, stored: Mapping[str, Stored], stage: str = "") -> Iterator[Lack]:
    """The fields that must be filled in at a stage and are not, in the form's order."""
    required = {field.key for field in form.required_at(stage)}
    for field in form.at(stage):
        if is_empty(stored.get(field.key)):
            if field.key in required or is_called_for(field, stored):
                yield Lack(field.key, asking(field))
            continue
        for column in field.columns:
            if column.required and any(is_empty(row.get(column.key)) for row in stored[field.key]):
                yield Lack(field.key, asking(column))


def is_called_for(field: Field, stored: Mapping[str, Stored]) -> bool:
    """Whether another field's value makes this one necessary."""
    when = field.required_if
    if when is None:
        return False
    given = stored.get(when.field)
    said = given if isinstance(given, list | tuple) else [given]
    return any((answer(one) if isinstance(one, bool) else one) in when.among for one in said)


def asking(field: Field) -> Text:
    """The sentence that asks for it."""
    return field.asked or say("「{label}」を書いてください。", "Please fill in “{label}”.", label=field.label)
