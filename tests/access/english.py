"""What is Japanese on a page in English, but for the contract's own words, and what people wrote."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import yaml
from django.apps import apps
from tests.access.asking import Asking
from tests.access.pages import Page
from tests.duties.worlds import worlds

from kokoroe import packs
from plan.files import HEADER, PEOPLE, TITLE

JAPANESE = "[ぁ-ゖァ-ヺー一-龥々]"
READ = ("aria-label", "title", "alt", "placeholder", "value", "content", "label")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What a form gives as an example, in the language in which it would be filled.
EXAMPLE = "For example: "


class Said(HTMLParser):
    """What a page says, and what it says of its parts, but for what it marks as Japanese."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or (self.inside[-1][1] if self.inside else "")
        if tag not in VOID:
            self.inside.append((tag, language))
        for name, value in attrs:
            if name in READ or name.startswith("data-"):
                self.say(value or "", language)

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self.inside and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language = self.inside[-1] if self.inside else ("", "")
        if tag not in {"script", "style"}:
            self.say(data, language)

    def say(self, text: str, language: str) -> None:
        if language != "ja" and re.search(JAPANESE, text):
            self.texts.append(" ".join(text.split()))


def strings(value: object) -> Iterator[str]:
    """Every string in what is kept, line by line; of what is kept in both languages, the English."""
    if isinstance(value, str):
        yield from (" ".join(line.split()) for line in value.splitlines())
        yield " ".join(value.split())
    elif isinstance(value, dict):
        yield from (
            found
            for key, one in value.items()
            if (key, "en" in value) != ("ja", True)
            for found in strings(one)
        )
    elif isinstance(value, (list, tuple)):
        yield from (found for one in value for found in strings(one))


def kept() -> Iterator[object]:
    """What everybody wrote: all that the database keeps but for papers that are drawn up, which are by page."""
    drawn_up = {label for each in worlds() for label in each.drawn_up}
    for app in apps.get_app_configs():
        for model in app.get_models() if app.name.startswith("kokoroe.") else ():
            if model._meta.label not in drawn_up:
                yield from model._base_manager.values_list()


def annex() -> Iterator[str]:
    """The annexes' own words for decisions, their numbers, and what their English quotes of them."""
    for file in Path(packs.__file__).parent.rglob("pack.yaml"):
        pack = packs.load(file.parent.name)
        yield from (duty.verb for duty in pack.duties)
        for ref in pack.by_ref:
            yield from (ref, *re.findall(JAPANESE, ref))
        for text in strings(yaml.safe_load(file.read_text(encoding="utf-8"))):
            if re.search("[A-Za-z]", text):
                yield from re.findall(f"{JAPANESE}+", text)


def papers(asking: Asking) -> dict[str, list[str]]:
    """By page the words of the paper that it shows: papers are in the contract's language."""
    return {page: [*strings(of(asking))] for each in worlds() for page, of in each.papers.items()}


Cut = Callable[[str], str]


def without(words: Iterable[str]) -> Cut:
    """Cuts any of the words out of a text, each whole: not within a longer one. A text is looked at once."""
    found = {word for word in words if re.search(JAPANESE, word)}
    longest_first = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    known = re.compile(f"(?<!{JAPANESE})(?:{longest_first})(?!{JAPANESE})")
    return cache(lambda text: "…" if text in found else known.sub("…", text))


def left(page: Page, known: Cut, paper: Cut | None) -> Iterator[str]:
    """What is Japanese on the page and nobody's own."""
    said = Said()
    said.feed(page.html)
    for text in said.texts:
        rest = known(paper(text) if paper else text)
        if re.search(JAPANESE, rest) and not rest.startswith(EXAMPLE):
            yield rest


def japanese(asking: Asking, seen: Iterable[Page]) -> set[str]:
    """What is Japanese on the pages and nobody's own."""
    known = without([*strings([*kept()]), *annex(), *HEADER, *strings(PEOPLE), "名簿", TITLE])
    paper = {name: without(words) for name, words in papers(asking).items()}
    return {
        f"{page.name} ({page.actor}): {text}"
        for page in seen
        for text in left(page, known, paper.get(page.name))
    }
