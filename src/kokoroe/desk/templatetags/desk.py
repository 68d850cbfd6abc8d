"""A row of lamps at once: the portfolio has hundreds of them, and only seven kinds."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kokoroe.annex.state import State
from kokoroe.annex.text import Text
from kokoroe.desk.board import URGENT
from kokoroe.ui.templatetags.ui import lamp, said

register = template.Library()

DRAWN = "desk.lamp_cells"


@register.simple_tag(takes_context=True)
def lamp_cells(context: template.Context, cells: Iterable[tuple[Text, State | None]]) -> SafeString:
    """Table cells, one for each topic; empty where the contract's annex does not know the topic.

    Each kind of cell is drawn once in a page.
    """
    drawn: Any = context.render_context.setdefault(DRAWN, {})  # type: ignore[arg-type]
    for cell in cells:
        if cell not in drawn:
            drawn[cell] = lamp_cell(*cell)
    return mark_safe("".join(drawn[cell] for cell in cells))  # noqa: S308 (each cell was escaped)


def lamp_cell(topic: Text, state: State | None) -> SafeString:
    """One cell; calm ones are left out on a phone."""
    return format_html(
        '<td class="cell-lamp{}" data-label="{}">{}</td>',
        "" if state in URGENT else " cell-calm",
        said(topic),
        lamp(state.value, state.label) if state else "",
    )
