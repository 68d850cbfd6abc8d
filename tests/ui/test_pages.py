"""The templates as text: what every page has, and what no page may have."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

import kokoroe.ui
from kokoroe.ui import sprites
from ui.sample_gallery import gallery

ROOT = Path(kokoroe.ui.__file__).parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "ui").glob("*.js"))


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_no_context_and_speaks_both_languages(code):
    page = render_to_string(f"{code}.html")
    assert re.findall(r"<h1>(.+)</h1>", page) != []
    assert re.findall(r'<div lang="en".*?<h2>(.+?)</h2>', page, re.DOTALL) != []
    assert page.count('href="/"') == 2


@pytest.mark.parametrize("name", ["base.html", "page_narrow.html"])
def test_a_page_says_its_language_and_skips_to_its_main_part(name):
    with override("en"):
        page = render_to_string(name, request=RequestFactory().get("/"))
    assert '<html lang="en">' in page
    assert page.count('href="#main"') == page.count('id="main"') == 1


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", text) == []


def test_icons_named_in_templates_are_in_the_sprite():
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    named = set(re.findall(r'{% icon "([^"]+)"', text)) | set(re.findall(r'icon="([^"]+)"', text))
    assert named - sprites.symbols(sprites.ICONS) == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_open_no_dialogs(path):
    assert re.findall(r"\b(alert|confirm|prompt)\(", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "folder", sorted((ROOT / "static" / "vendor").iterdir()), ids=lambda folder: folder.name
)
def test_what_others_made_carries_its_licence(folder):
    assert (folder / "LICENSE").stat().st_size > 0


def test_ids_are_used_once():
    ids = re.findall(r'\sid="([^"]+)"', gallery())
    assert sorted(ids) == sorted(set(ids))
