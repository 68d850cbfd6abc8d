"""A group of duties stands in its folder: the rest of the product knows it by its declaration and one line alone."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver

from kokoroe.groups.group import Group
from kokoroe.groups.registry import groups

SOURCE = Path(__file__).parents[2] / "src" / "kokoroe"
DUTIES = [group for group in groups() if apps.get_app_config(group.name).name.startswith("kokoroe.duties.")]
REGISTERED = SOURCE / "site" / "settings.py"
VOCABULARY = [SOURCE / "annex", SOURCE / "packs"]
"""Subjects and types are the core's own words, free to all."""
IN_TEMPLATES = re.compile(
    r"""\{%-?\s*(?:url|include|extends|static|load|deed_form|deed_button)\s+['"]?([\w./:-]+)['"]?"""
)

each_duty = pytest.mark.parametrize("group", DUTIES, ids=lambda group: group.name)


def folder(group: Group) -> Path:
    return Path(apps.get_app_config(group.name).path)


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns)
        elif one.name:
            yield one.name


def own_names(group: Group) -> dict[str, str]:
    """Every name that is the group's own, with what it is the name of."""
    found = dict.fromkeys(addresses(import_module(group.urls).urlpatterns), "address") if group.urls else {}
    found |= dict.fromkeys(group.acts, "act")
    found |= dict.fromkeys((deed.name for deeds in group.deeds for deed in deeds), "deed")
    found |= dict.fromkeys((ability.name for ability in group.abilities), "ability")
    found |= dict.fromkeys((group.family.name,) if group.family else (), "events")
    found |= dict.fromkeys((writing.form for writing in group.writings), "writing")
    found |= dict.fromkeys((kind.name for kind in group.clock), "deadline")
    found |= dict.fromkeys((kind.key for kind in group.personal), "personal data")
    found |= dict.fromkeys(group.frozen, "frozen content")
    models = apps.get_app_config(group.name).get_models()
    found |= {name: "model" for model in models for name in (model._meta.label, model._meta.label_lower)}
    for kind in ("templates", "static"):
        root = folder(group) / kind
        found |= {str(path.relative_to(root)): kind for path in root.rglob("*") if path.is_file()}
    found |= dict.fromkeys(
        (path.stem for path in folder(group).glob("templatetags/[a-z]*.py")), "template tags"
    )
    return {name: what for name, what in found.items() if name not in group.subjects}


@cache
def said(path: Path) -> frozenset[str]:
    """The words that a source file says as such: string constants, and what a template's tags name."""
    text = path.read_text()
    if path.suffix != ".py":
        return frozenset(IN_TEMPLATES.findall(text))
    return frozenset(
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules that a source file imports, and what it takes from them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def elsewhere(group: Group, *suffixes: str) -> Iterator[Path]:
    """The product's files outside the group's folder, but for the core's vocabulary and the line that registers it."""
    apart = [folder(group), *VOCABULARY]
    for suffix in suffixes:
        for path in SOURCE.rglob(f"*{suffix}"):
            if path != REGISTERED and not any(path.is_relative_to(one) for one in apart):
                yield path


def test_there_is_a_group_to_look_at():
    assert "incidents" in {group.name for group in DUTIES}
    assert {
        "incident_report",
        "incident.reported",
        "incidents/incident.html",
        "incidents.Incident",
    } <= own_names(next(group for group in DUTIES if group.name == "incidents")).keys()


@each_duty
def test_nobody_else_imports_it(group: Group):
    name = apps.get_app_config(group.name).name
    ties = {
        str(path.relative_to(SOURCE)): sorted(modules)
        for path in elsewhere(group, ".py")
        if (modules := {one for one in imported(path) if one == name or one.startswith(f"{name}.")})
    }
    assert ties == {}


@each_duty
def test_nothing_of_its_own_is_named_elsewhere(group: Group):
    own = own_names(group)
    ties = {
        str(path.relative_to(SOURCE)): {name: own[name] for name in sorted(named)}
        for path in elsewhere(group, ".py", ".html", ".txt")
        if (named := said(path) & own.keys())
    }
    assert ties == {}


@each_duty
def test_no_template_elsewhere_speaks_of_what_it_is_about(group: Group):
    """What is said of all groups comes from their declarations, such as `everybody`."""
    elsewhere_said = [
        str(path.relative_to(SOURCE))
        for path in elsewhere(group, ".html")
        if group.title.ja in path.read_text()
    ]
    assert elsewhere_said == []


@each_duty
def test_it_is_registered_in_one_line(group: Group):
    name = apps.get_app_config(group.name).name
    assert [line.strip() for line in REGISTERED.read_text().splitlines() if name in line] == [f'"{name}",']


@each_duty
def test_no_other_apps_migration_waits_for_its_own(group: Group):
    label = apps.get_app_config(group.name).label
    waiting = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("migrations/*.py")
        if not path.is_relative_to(folder(group)) and re.search(rf"""\(['"]{label}['"],""", path.read_text())
    }
    assert waiting == set()


@pytest.mark.parametrize("group", groups(), ids=lambda group: group.name)
def test_what_it_swears_to_is_there_and_who_has_rows_swears(group: Group):
    assert group.sworn or not list(apps.get_app_config(group.name).get_models())
    assert {one.of._meta.app_config.name for one in group.sworn} <= {apps.get_app_config(group.name).name}


TESTS = Path(__file__).parents[1]
# Tests outside a group's folder that look into it all the same: whole ways, and what only a group has an example of.
AS_AN_EXAMPLE = {
    "stories": "whole ways through the product",
    "upgrading": "what an older version left behind",
    "api/test_lists.py": "lists of every app have their number of queries",
    "attacks/test_files.py": "files that people send are evidence",
    "keeping/conftest.py": "something of every app is erased",
    "plan/test_hidden_columns.py": "names of the roster in other people's rows",
    "site/test_logs.py": "a link with a secret in an address",
}


@each_duty
def test_its_tests_stand_in_its_own_folder(group: Group):
    name = apps.get_app_config(group.name).name
    own = f"tests.{name.removeprefix('kokoroe.')}"
    found = {
        str(path.relative_to(TESTS))
        for path in TESTS.rglob("*.py")
        if not path.is_relative_to(TESTS / "duties")
        and any(one.startswith((name, own)) for one in imported(path))
    }
    assert {path for path in found if not path.startswith(tuple(AS_AN_EXAMPLE))} == set()
