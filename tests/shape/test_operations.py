"""Pages and programs share verbs, forms and readers: neither imports the other, and the frame knows no operation."""

import ast
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

PACKAGE = Path(__file__).parents[2] / "src" / "kokoroe"
FRAME = "kokoroe.api"
BELOW = (
    "accounts",
    "annex",
    "api",
    "contracts",
    "declare",
    "fields",
    "ledger",
    "outside",
    "packs",
    "papers",
    "ui",
)


@cache
def imports() -> dict[str, set[str]]:
    """Every module of ours, with those of ours that it imports, wherever in it."""
    paths = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    known = {name_of(path): path for path in paths}
    return {name: set(imported(path, known.keys())) for name, path in known.items()}


def name_of(path: Path) -> str:
    return ".".join(("kokoroe", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def imported(path: Path, known: Collection[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found = inner if inner in known else node.module
                if found in known:
                    yield found


def views() -> set[str]:
    """Where the pages are: what addresses lead to, the API's own aside, and every `views`."""
    return {name for name in imports() if "views" in name} | set(pages(get_resolver()))


def pages(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from pages(pattern)
        elif isinstance(pattern, URLPattern) and not hasattr(pattern.callback, "operation"):
            module = pattern.callback.__module__
            if module.startswith("kokoroe."):
                yield module


def operations() -> set[str]:
    return {name for name in imports() if "operations" in name.split(".")}


def test_there_are_pages_and_operations():
    assert {"kokoroe.desk.seating.views", "kokoroe.api.token_views"} <= views()
    assert {"kokoroe.accounts.operations", "kokoroe.plan.operations.drafts"} <= operations()


def crossing(these: set[str], others: set[str]) -> set[tuple[str, str]]:
    """Imports that lead from some modules to others."""
    return {(name, other) for name in these & imports().keys() for other in imports()[name] & others}


def test_neither_pages_nor_operations_import_the_other():
    assert crossing(views(), operations()) == crossing(operations(), views()) == set()


def test_only_operations_import_operations():
    assert crossing(imports().keys() - operations(), operations()) == set()


def test_the_frame_imports_nothing_above_it():
    frame = {name for name in imports() if name == FRAME or name.startswith(f"{FRAME}.")}
    above = {name for name in imports() if name.split(".")[1:2] and name.split(".")[1] not in BELOW}
    assert "kokoroe.desk.look" in above
    assert crossing(frame, above) == set()
