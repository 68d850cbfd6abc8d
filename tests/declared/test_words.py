"""Whatever is declared (fields, deeds, groups, kinds, acts) speaks both languages."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import pytest

import kokoroe
from kokoroe.annex.text import Text

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
# The annex's own verbs, which English gives beside their translation, and the marks of its items.
CITED = re.compile(r" \([一-龥]+\)|\b[ア-ン]\b")


def modules() -> Iterator[object]:
    """Every module of the product that declares something."""
    for found in pkgutil.walk_packages(kokoroe.__path__, "kokoroe."):
        if not {"migrations", "management", "__main__"} & {*found.name.split(".")}:
            yield importlib.import_module(found.name)


def texts(value: object, at: str, seen: set[int]) -> Iterator[tuple[str, Text]]:
    """Every text in a value, with where it stands."""
    if isinstance(value, str | bytes | int | type) or value is None or id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Text):
        yield at, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts(one, f"{at}[{key!r}]", seen)
    elif isinstance(value, tuple | list | set | frozenset):
        for number, one in enumerate(value):
            yield from texts(one, f"{at}[{number}]", seen)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name, None), f"{at}.{field.name}", seen)


@pytest.fixture(scope="module")
def declared() -> dict[str, Text]:
    seen: set[int] = set()
    return {
        at: text
        for module in modules()
        for name, value in vars(module).items()
        if not name.startswith("_")  # what is kept while running is no declaration
        for at, text in texts(value, f"{module.__name__}.{name}", seen)
    }


def test_it_is_said_in_english_without_a_word_of_japanese(declared):
    unsaid = {at: text.ja for at, text in declared.items() if not text.en.strip()}
    assert {at: ja for at, ja in unsaid.items() if len(ja) > 1} == {}, (
        "a counter such as 件 alone needs no English"
    )
    assert {at: text.en for at, text in declared.items() if JAPANESE.search(CITED.sub("", text.en))} == {}
    assert len(declared) > 500


def test_a_sentence_ends_in_both_languages_or_in_neither(declared):
    assert {
        at: (text.ja, text.en)
        for at, text in declared.items()
        if text.ja.endswith(("。", "ですか", "ますか", "ましたか"))
        != text.en.rstrip("”)").endswith((".", "?"))
    } == {}
