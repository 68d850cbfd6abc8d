"""A form: fields in their order, under headings, and the stages through which it grows."""

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from functools import cached_property

from kokoroe.annex.text import Text, say
from kokoroe.declare.field import DeclarationError, Field, twice
from kokoroe.declare.kinds import from_json
from kokoroe.declare.meaning import Meaning
from kokoroe.declare.values import Stored, Value


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields under one heading."""

    title: Text
    fields: tuple[Field, ...]
    _: KW_ONLY
    key: str = ""
    help: Text | None = None


@dataclass(frozen=True)
class Form:
    """What somebody fills in. Where it grows, `stages` are its stages by their names, the first first."""

    key: str
    title: Text
    groups: tuple[FieldGroup, ...]
    _: KW_ONLY
    mark: str = ""
    """One character for what is put in writing with it (事)."""
    register: Text | None = None
    """What the list of all that was put in under it is called."""
    stages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if twice(field.key for field in self.fields):
            raise DeclarationError(
                say("{key}：同じ key の項目があります。", "{key}: two fields have one key.", key=self.key),
                say("key を一つずつ別にしてください。", "Give each a key of its own."),
            )
        for field in self.fields:
            unknown = {field.since, field.required_since} - {"", *self.stages}
            if unknown:
                raise DeclarationError(
                    say("{key}：「{stage}」という段階はありません。", "{key}: there is no stage {stage}.",
                        key=field.key, stage="、".join(sorted(unknown))),
                    say("使えるのは stages にある {names} です。", "The stages are: {names}.",
                        names="、".join(self.stages)),
                )  # fmt: skip
            if field.required_if is not None and field.required_if.field not in self.by_key:
                raise DeclarationError(
                    say("{key}：required_if の「{name}」という項目はありません。",
                        "{key}: required_if names {name}, which is no field.",
                        key=field.key, name=field.required_if.field),
                    say("この様式にある key を書いてください。", "Write the key of a field of this form."),
                )  # fmt: skip

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All fields, in their order."""
        return tuple(field for group in self.groups for field in group.fields)

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """All fields, by their keys."""
        return {field.key: field for field in self.fields}

    def at(self, stage: str = "") -> "tuple[Field, ...]":
        """The fields that are there at a stage; all, where none is named. Raises ValueError for an unknown stage."""
        return tuple(field for field in self.fields if self.reached(field.since, stage))

    def groups_at(self, stage: str = "") -> Iterator[tuple[FieldGroup, tuple[Field, ...]]]:
        """The groups with what is there of them at a stage; empty ones are left out."""
        for group in self.groups:
            found = tuple(field for field in group.fields if self.reached(field.since, stage))
            if found:
                yield group, found

    def required_at(self, stage: str = "") -> "tuple[Field, ...]":
        """The fields without which nothing is submitted at a stage; where none is named, at the last."""
        return tuple(
            field
            for field in self.fields
            if field.required and self.reached(field.required_since or field.since, stage)
        )

    def reached(self, since: str, stage: str) -> bool:
        """Whether a stage is as far as `since`."""
        if not since or not stage:
            return True
        return self.stages.index(stage) >= self.stages.index(since)

    def meant(self, stored: Mapping[str, Stored]) -> dict[Meaning, Value]:
        """What the values mean to the core; what is empty is left out."""
        found: dict[Meaning, Value] = {}
        for field in self.fields:
            if field.means is not None and (value := from_json(field, stored.get(field.key))) is not None:
                found[field.means] = value
        return found
