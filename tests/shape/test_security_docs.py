"""docs/security.md says which test shows what: each of them exists, and both languages name the same."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
PAGES = [TOP / "docs" / "security.md", TOP / "docs" / "security.en.md"]
NAMED = re.compile(r"tests/[\w/]+\.py(?:::\w+)*")
EVENT = re.compile(r"\bnote\(\s*\"([a-z_]+\.[a-z_.]+)\"")
CLASSES = 11


def named(page: Path) -> list[str]:
    return NAMED.findall(page.read_text(encoding="utf-8"))


@cache
def functions(file: Path) -> frozenset[str]:
    return frozenset(
        node.name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_exists(page: Path):
    missing = []
    for reference in named(page):
        place, *names = reference.split("::")
        file = TOP / place
        if not file.exists() or (names and names[-1] not in functions(file)):
            missing.append(reference)
    assert len(named(page)) > 100
    assert missing == []


def test_both_languages_name_the_same_tests_and_classes():
    first, second = (named(page) for page in PAGES)
    assert sorted(first) == sorted(second)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert [int(each) for each in re.findall(r"(?m)^### (\d+) ", text)] == list(range(1, CLASSES + 1))


def test_every_event_of_the_security_log_is_explained_to_operators():
    written = {
        event
        for path in (TOP / "src" / "kokoroe").rglob("*.py")
        for event in EVENT.findall(path.read_text(encoding="utf-8"))
    }
    assert len(written) > 10
    for page in (TOP / "docs" / "operations.md", TOP / "docs" / "operations.en.md"):
        text = page.read_text(encoding="utf-8")
        assert {event for event in written if f"`{event}`" not in text} == set()
