"""A form in two windows, both opened before anything is saved in either; each sends what its fields really hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from visitor import Visitor, words

REFUSED = 422


@dataclass
class Filled:
    """A form of a page: what its fields hold, and which of them the browser keeps (ui/static/ui/keep.js)."""

    keep: str | None
    held: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """The forms of a page, filled as the page has them; what stands in a template is not of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Filled] = []
        self.blanks = 0
        self.select = self.textarea = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.blanks += tag == "template"
        if tag == "form":
            self.found.append(Filled(given.get("data-keep")))
        if self.blanks or not self.found:
            return
        name, kind, form = given.get("name", ""), given.get("type", "text"), self.found[-1]
        if tag == "option" and self.select and ("selected" in given or self.select not in form.held):
            form.held[self.select] = given["value"]
        if tag not in {"input", "select", "textarea"} or (
            kind in {"radio", "checkbox"} and "checked" not in given
        ):
            return
        if tag == "input":
            form.held[name] = given.get("value", "on" if kind == "checkbox" else "")
        if tag == "select":
            self.select = name
        if tag == "textarea":
            self.textarea, form.held[name] = name, ""
        if kind != "hidden":
            form.kept.add(name)

    def handle_endtag(self, tag: str) -> None:
        self.blanks -= tag == "template"
        if tag in {"select", "textarea"}:
            self.select = self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.found[-1].held[self.textarea] += data.removeprefix("\n")


class Window:
    """A page opened by the officer, with what is typed into its form."""

    def __init__(self, visit: Visitor, page: str, *args: object) -> None:
        self.visit, self.page, self.args = visit, page, args
        self.show(visit.get(visit.party.officer, page, *args))

    def show(self, response) -> None:
        """What the window shows from now on."""
        self.form = next(form for form in Forms(response.content.decode()).found if form.keep)

    def save(self, typed: dict[str, str] | None = None, **pressed: str):
        """Send what stands in the fields, with what is typed into them; what is refused is shown."""
        assert set(typed or {}) <= set(self.form.held), "there are no such fields"
        sent: dict[str, Any] = {**self.form.held, **(typed or {})}
        response = self.visit.post(self.visit.party.officer, self.page, *self.args, **sent, **pressed)
        if response.status_code != 302:
            self.show(response)
        return response

    def again(self) -> "Window":
        """The same page, opened anew."""
        return Window(self.visit, self.page, *self.args)

    def comes_back(self, typed: dict[str, str]) -> "Window":
        """The page opened anew after this window was lost, with what the browser had kept of it."""
        fresh = self.again()
        held = {**self.form.held, **typed}
        fresh.form.held |= {name: held[name] for name in self.form.kept if name in fresh.form.held}
        return fresh

    def stands(self, *names: str) -> list[str]:
        held = self.again().form.held
        return [held[name] for name in names]


Opening = Callable[..., Window]
Typed = dict[str, str]


def shows_both(window: Window, name: str) -> None:
    """What 先 and 後 wrote into one place: the second is shown what the first wrote, keeps theirs, and can save it."""
    second = window.again()
    assert window.save({name: "先の文"}).status_code == 302
    late = second.save({name: "後の文"})
    assert "先の文" in words(late)
    assert second.form.held[name] == "後の文"
    assert window.stands(name) == ["先の文"]
    assert second.save().status_code == 302
    assert window.stands(name) == ["後の文"]


def leaves_what_it_was_not_typed_into(window: Window, theirs: Typed, both: str) -> None:
    """A second window that clashes in one field shows the others as they stand by now, and saves them so."""
    second = window.again()
    assert window.save({**theirs, both: "先の文"}).status_code == 302
    second.save({both: "後の文"})
    assert {name: second.form.held[name] for name in theirs} == theirs
    assert second.save().status_code == 302
    assert window.stands(both, *theirs) == ["後の文", *theirs.values()]


def leaves_it_after_a_mistake(window: Window, theirs: Typed, wrong: Typed, right: Typed) -> None:
    """A second window that was refused for what was typed wrongly saves no more than what was typed into it."""
    second = window.again()
    assert window.save(theirs).status_code == 302
    assert second.save(wrong).status_code == REFUSED
    assert second.save(right).status_code == 302
    assert window.stands(*right, *theirs) == [*right.values(), *theirs.values()]


def leaves_it_after_coming_back(window: Window, theirs: Typed, mine: Typed) -> None:
    """What the browser had kept of a window that was lost is no more than what was typed into it."""
    second = window.again()
    assert window.save(theirs).status_code == 302
    assert second.comes_back(mine).save().status_code == 302
    assert window.stands(*mine, *theirs) == [*mine.values(), *theirs.values()]
