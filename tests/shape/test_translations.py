"""English is complete: every sentence of the interface has its translation, and what is compiled is what is written."""

import ast
import gettext
import re
from functools import cache
from pathlib import Path

from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[2] / "src" / "kokoroe"
CATALOG = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.mo"
WRITTEN = CATALOG.with_suffix(".po")
MARKED = {"gettext", "gettext_lazy", "_", "ngettext", "ngettext_lazy"}
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
# `templatize` gives code for xgettext: calls among filler. The first string of each call is what is said, once the
# contexts are out of the way.
LITERAL = r"""(u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*")"""
CONTEXT = re.compile(rf"pgettext\(\s*{LITERAL},")
IN_TEMPLATE = re.compile(rf"(?:gettext|_)\s*\(\s*{LITERAL}")


def said_in_python(path: Path) -> set[str]:
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKED
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def said_in_template(path: Path) -> set[str]:
    code = CONTEXT.sub("gettext(", templatize(path.read_text(), origin=str(path)))
    return {ast.literal_eval(literal) for literal in IN_TEMPLATE.findall(code)}


@cache
def sentences() -> dict[str, set[str]]:
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        found[str(path.relative_to(SOURCE))] = said_in_python(path)
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        found[str(path.relative_to(SOURCE))] = said_in_template(path)
    return found


def test_there_are_sentences_to_look_at():
    assert sum(len(said) for said in sentences().values()) > 200


@cache
def compiled() -> dict[str, set[str]]:
    """Every sentence with its translation, or its two when it counts something."""
    with CATALOG.open("rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog
    found: dict[str, set[str]] = {}
    for key, text in catalog.items():
        if key and text:
            said = (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]
            found.setdefault(said, set()).add(text)
    return found


def test_every_sentence_is_translated():
    missing = {
        where: {sentence for sentence in said if JAPANESE.search(sentence)} - compiled().keys()
        for where, said in sentences().items()
    }
    assert {where: said for where, said in missing.items() if said} == {}


def test_a_translation_names_the_same_values():
    values = re.compile(r"%\(\w+\)[sd]")
    differ = {
        said: text
        for said, texts in compiled().items()
        for text in texts
        if set(values.findall(said)) != set(values.findall(text))
    }
    assert differ == {}


def test_a_translation_is_english_but_for_examples():
    in_japanese = [text for texts in compiled().values() for text in texts if JAPANESE.search(text)]
    assert [text for text in in_japanese if not text.startswith("For example: ")] == []


def test_the_compiled_catalogue_is_the_written_one():
    written: dict[str, set[str]] = {}
    for line in WRITTEN.read_text().splitlines():
        keyword, _space, literal = line.partition(" ")
        if keyword == "msgid":
            said = written.setdefault(ast.literal_eval(literal), set())
        elif keyword.startswith("msgstr"):
            said.add(ast.literal_eval(literal))
    del written[""]
    assert written == compiled()
