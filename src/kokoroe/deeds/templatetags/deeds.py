"""A deed on another page: as a button, or with its form."""

from typing import Any

from django import template
from django.db.models import Model
from django.template import Context

from kokoroe.deeds.deed import Words, declared
from kokoroe.deeds.doing import Doing

register = template.Library()


@register.inclusion_tag("deeds/button.html", takes_context=True)
def deed_button(
    context: Context, name: str, thing: Model, *keys: Any, of: Any = "", word: Words = ""
) -> dict[str, Any]:
    """The deed's button about a thing: not there where it is not possible, or with the reason beside it.

    `keys` are what its address names beside the thing, `of` is read out after the word.
    """
    deed, doing = declared[name], doing_of(context, thing)
    possible = deed.possible(doing)
    keys = keys if deed.sent else (*keys, thing.pk)
    return {
        "deed": deed,
        "href": deed.address(doing, *keys) if possible is True else "",
        "why_not": None if isinstance(possible, bool) else possible,
        "word": word or deed.word,
        "of": of,
        "key": thing.pk,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("deeds/form.html", takes_context=True)
def deed_form(
    context: Context, name: str, *keys: Any, form: Any = None, word: Words = "", of: Any = ()
) -> dict[str, Any]:
    """The deed's form, which its own page shows again where it is refused; `keys` are what its address names.

    `of` tells apart what is typed into several of its forms on one page.
    """
    deed, doing = declared[name], doing_of(context)
    return {
        "deed": deed,
        "href": deed.address(doing, *keys),
        "form": form or deed.form_for(doing),
        "word": word or deed.word,
        "keep": deed.kept_as(doing, *keys, *([of] if of else ())),
        "csrf_token": context.get("csrf_token"),
    }


def doing_of(context: Context, thing: Any = None) -> Doing:
    """Who looks at the page, and when."""
    request = context["request"]
    return Doing(context.get("seat") or request.user, request.now, thing=thing)
