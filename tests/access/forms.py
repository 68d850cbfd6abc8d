"""The forms of a page, as a browser would send them once what is asked is filled in."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# A key of our world, in a value or in a name.
KEY = re.compile(r"(?<![0-9A-Za-z])1[0-9]{3}(?![0-9A-Za-z])")
# What is typed, by the kind of field: a day is a text as good as any.
TYPED = {
    "number": "1",
    "email": "someone@typed.example",
    "url": "https://typed.example/hook",
    "datetime-local": "2026-04-20T09:30",
}
TEXT = "2026-05-01"
Values = dict[str, list[str]]


@dataclass
class Form:
    """Where a form leads and what is sent; which of it nobody types, and what in it can name an object."""

    action: str
    method: str
    values: Values = field(default_factory=dict)
    untyped: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def pressed(self) -> list[tuple[str, Values]]:
        """What each of its buttons sends, with the button's name."""
        filled = {name: values for name, values in self.values.items() if values}
        return [
            (name, filled | ({name: [value]} if name else {})) for name, value in self.buttons or [("", "")]
        ]


class Forms(HTMLParser):
    """Reads them; what stands outside of its form names it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._open: Form | None = None
        self._select: tuple[Form, str] | None = None
        self._outside: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        for tag, given in self._outside:
            if form := self._by_id.get(given["form"]):
                self._take(form, tag, given)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
            self._by_id[given.get("id", "")] = self._open
        elif tag == "option" and self._select:
            self._choose(*self._select, given.get("value", ""), chosen="selected" in given)
        elif "form" in given:
            self._outside.append((tag, given))
        elif self._open is not None:
            self._take(self._open, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None

    def _take(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind, value = given.get("name", ""), given.get("type", "text"), given.get("value", "")
        if tag == "button":
            form.buttons += [(name, value)] if name else []
        elif not name or kind == "file":
            return
        elif tag == "select":
            self._select = form, name
            form.values.setdefault(name, [])
        elif tag == "input" and kind in {"radio", "checkbox"}:
            self._choose(form, name, value, chosen="checked" in given or "required" in given)
        elif tag == "input":
            form.values.setdefault(name, []).append(value or TYPED.get(kind, TEXT))
            form.untyped |= {name} if kind in {"hidden", "number"} else set()
        elif tag == "textarea":
            form.values[name] = [TEXT]
        if (tag == "button" or kind == "hidden") and KEY.search(value):
            form.keys[name] = value

    def _choose(self, form: Form, name: str, value: str, *, chosen: bool) -> None:
        known = form.values.setdefault(name, [])
        if value and (chosen or not known):
            known[:] = [value]
        if KEY.search(value):
            form.keys[name] = value
