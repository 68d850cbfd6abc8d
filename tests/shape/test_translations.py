"""English is complete: every sentence of the interface has its translation."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[2] / "src" / "kokoroe"
CATALOG = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.mo"
MARKED = {"gettext", "gettext_lazy", "_", "ngettext", "ngettext_lazy", "pgettext"}
# `templatize` gives code for xgettext: calls among filler. The first string of each call is what is said.
IN_TEMPLATE = re.compile(r"""(?:gettext|_)\s*\(\s*(u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*")""")


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
    code = templatize(path.read_text(), origin=str(path))
    return {ast.literal_eval(literal) for literal in IN_TEMPLATE.findall(code)}


def sentences() -> dict[str, set[str]]:
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        found[str(path.relative_to(SOURCE))] = said_in_python(path)
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        found[str(path.relative_to(SOURCE))] = said_in_template(path)
    return {where: said for where, said in found.items() if said}


def test_there_are_sentences_to_look_at():
    assert sum(len(said) for said in sentences().values()) > 200


@pytest.mark.parametrize("where", sorted(sentences()))
def test_every_sentence_is_translated(where: str):
    with CATALOG.open("rb") as file:
        catalog = gettext.GNUTranslations(file)
    known = {key[0] if isinstance(key, tuple) else key for key, text in catalog._catalog.items() if text}
    assert {said for said in sentences()[where] if re.search(r"[ぁ-んァ-ヶ一-龥]", said)} - known == set()
