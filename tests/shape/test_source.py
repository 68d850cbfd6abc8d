"""What no file of the product holds."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "kokoroe"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
PYTHON = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_template_has_code_or_style_inline(path: Path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)


@pytest.mark.parametrize("path", [p for p in PYTHON if p.parent.name != "cli"], ids=name)
def test_no_clause_number_stands_in_logic(path: Path):
    import ast

    tree = ast.parse(path.read_text())
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    clause = re.compile(r"\d\(\d\)[ア-ン]?(\([ア-ン]\))?")
    found = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented
        and clause.fullmatch(node.value)
    ]  # fmt: skip
    assert found == []


def test_only_the_clock_reads_the_time():
    readers = [
        name(path)
        for path in PYTHON
        if re.search(r"datetime\.now\(|timezone\.now\(|date\.today\(", path.read_text())
    ]
    assert readers == ["clock/__init__.py"]


def test_status_is_nowhere_a_column():
    from django.apps import apps

    columns = {
        f"{model.__name__}.{field.name}"
        for app in apps.get_app_configs()
        if app.name.startswith("kokoroe.")
        for model in app.get_models()
        for field in model._meta.get_fields()
        if field.name in {"status", "state"}
    }
    assert columns == set()
