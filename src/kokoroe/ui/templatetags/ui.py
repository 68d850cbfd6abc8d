"""Template tags of every page: what is said in the reader's language, dates, icons and lamps."""

from datetime import date, datetime
from functools import cache
from typing import Protocol

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kokoroe.ui import moments, sprites

register = template.Library()


class Said(Protocol):
    """A sentence in more than one language."""

    def in_language(self, language: str) -> str:
        """The sentence for a language code."""


def _language() -> str:
    return get_language() or "ja"


def _english() -> bool:
    return _language().startswith("en")


@register.filter
def said(text: Said | str | Promise | None) -> str:
    """The sentence in the reader's language; a plain string is said as it is, nothing is said of nothing."""
    if text is None:
        return ""
    # No isinstance: to ask whether something fits a protocol takes Python longer than all the rest of a sentence.
    in_language = getattr(text, "in_language", None)
    return str(text) if in_language is None else str(in_language(_language()))


@register.filter
def jst(moment: datetime | None) -> str:
    """A moment to the minute in Japan's time; empty without one."""
    return moments.moment_text(moment, english=_english()) if moment else ""


class KnownMoment(Protocol):
    """A day, and the instant where its time is known."""

    @property
    def day(self) -> date: ...
    @property
    def at(self) -> datetime | None: ...


@register.filter
def moment(value: KnownMoment) -> str:
    """A moment as exactly as it is known."""
    return jst(value.at) if value.at is not None else f"{day(value.day)}{_('（時刻の記録なし）')}"


@register.filter
def day(value: date | None) -> str:
    """A day of the Gregorian calendar; a moment's day is Japan's."""
    return moments.day_text(value, english=_english()) if value else ""


@register.filter
def wareki(value: date | None) -> str:
    """A day in the Japanese era calendar (Gregorian for readers of English)."""
    return moments.era_text(value, english=_english()) if value else ""


@register.filter
def until(due: date | None, now: datetime) -> str:
    """How long is left until `due` as of `now`, or how far it is past."""
    return moments.until_text(due, now, english=_english())


@cache
def _drawn(sprite: str, name: str, css: str, label: str = "") -> SafeString:
    # A page may show hundreds: each is put together once, for as long as the process and its static files last.
    sprites.check(sprite, name)
    said_as = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', css, said_as, static(sprite), name)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of the sprite's icons: decoration without a label, an image with one."""
    return _drawn(sprites.ICONS, name, "icon", str(label))


@register.simple_tag
def lamp(state: str, word: Said | str = "") -> SafeString:
    """A state's lamp. `word` is read out and printed; leave it empty where the word stands beside it."""
    svg = _drawn(sprites.LAMPS, state, f"lamp lamp-{state}")
    if not word:
        return svg
    return format_html(
        '<span class="lamp-said">{}<span class="lamp-word visually-hidden">{}</span></span>', svg, said(word)
    )


@register.filter
def kind(field: BoundField) -> str:
    """How the field template lays a field out: `group`, `check`, `file` or `line`."""
    if field.use_fieldset:
        return "group"
    input_type = getattr(field.field.widget, "input_type", "")
    return {"checkbox": "check", "file": "file"}.get(input_type, "line")
