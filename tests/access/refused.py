"""The pages that refuse a form: every form of every page, sent with nothing in it, and with what makes no sense."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import resolve
from tests.access.actors import SEATS
from tests.access.asking import Answer, Asking
from tests.access.pages import Page

SENSELESS = "[no sense]"
TYPED = {"date": "0000-99-99", "number": "-1e9", "email": "@", "url": "nowhere"}
PRESSED = {"submit", "button", "image"}
FOUND, REFUSED = 302, 422
COUNTED = "accounts_attempt"  # wrong guesses are


@dataclass
class Form:
    """A form on a page: where it is sent, its fields by name with what they are and hold, and its buttons."""

    action: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)

    def sent(self) -> Iterator[tuple[str, dict[str, str]]]:
        """What is sent by each button, with what fills the fields; hidden ones stay as they are."""
        for how in ("empty", "senseless"):
            filled = {
                name: value if kind == "hidden" else TYPED.get(kind, SENSELESS) if how == "senseless" else ""
                for name, (kind, value) in self.fields.items()
                if kind != "file"
            }
            for button in self.buttons or [{}]:
                yield how, filled | button


class Forms(HTMLParser):
    """The forms of a page that are sent by POST."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.path = page.path
        self.found: list[Form] = []
        self.within = False
        self.feed(page.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.within = given.get("method", "").lower() == "post"
            if self.within:
                self.found.append(Form(urljoin(self.path, given.get("action", "")).partition("#")[0]))
        elif self.within and given.get("name") and tag in {"input", "select", "textarea", "button"}:
            kind = given.get("type", "submit" if tag == "button" else tag)
            if kind in PRESSED:
                self.found[-1].buttons.append({given["name"]: given.get("value", "")})
            else:
                self.found[-1].fields[given["name"]] = (kind, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.within = self.within and tag != "form"


def refused(asking: Asking, seen: Iterable[Page]) -> Iterator[Page]:
    """What is answered to each form on these pages that is not taken, once for each address and set of fields."""
    sent = set()
    for page in seen:
        for form in Forms(page).found:
            for how, values in form.sent():
                pressed = tuple(sorted(set(values.values()))) if form.buttons else ()
                once = (how, form.action, frozenset(values), pressed)
                if once in sent or (how == "senseless" and ("empty", *once[1:]) in sent and not form.fields):
                    continue
                sent.add(once)
                answer = asking.ask(page.actor, "POST", form.action, **values)
                if answer.status != FOUND and answer.kind.startswith("text/html"):
                    name = resolve(urlsplit(form.action).path).view_name
                    yield Page(
                        f"{name} {how} {answer.status}",
                        page.actor,
                        form.action,
                        answer.content.decode(),
                        answer.wrote,
                    )


FORBIDDEN = "reads"
# What whoever reads may send as well: their own stand-in, and what changes nothing.
OPEN = {"stand_in_name", "stand_in_end", "ledger_verify", "roster_template"}


def forbidden(asking: Asking, seen: Iterable[Page]) -> Iterator[tuple[str, Answer]]:
    """What is answered to somebody who only reads and sends what others' pages have: each form and button once."""
    code = f"/{asking.world.ours.objects['code']}/"
    own = {shape(form, values) for page in seen if page.actor == FORBIDDEN for form, values in posts(page)}
    for page in seen:
        for form, values in posts(page) if page.actor in SEATS and page.actor != FORBIDDEN else ():
            once = shape(form, values)
            if code in form.action and once[0] not in OPEN and once not in own:
                own.add(once)
                said = f"{once[0]} {sorted(once[1])} {once[2]}"
                yield said, asking.ask(FORBIDDEN, "POST", form.action, **values)


def posts(page: Page) -> Iterator[tuple[Form, dict[str, str]]]:
    """The forms of a page as each of their buttons sends them."""
    return ((form, values) for form in Forms(page).found for how, values in form.sent() if how == "empty")


def shape(form: Form, values: dict[str, str]) -> tuple[str, frozenset[str], str]:
    """What is asked for, whatever is typed and whichever thing it is about."""
    match = resolve(urlsplit(form.action).path)
    deed = match.kwargs.get("deed", "")
    return match.view_name, frozenset(values), values.get("act", deed)


class Told(HTMLParser):
    """What a page says of what is wrong: its fields, what describes them, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.described: dict[str, set[str]] = {}
        self.group: set[str] = set()
        self.alerts: list[dict[str, str | None]] = []
        self.leads: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        describes = set((given.get("aria-describedby") or "").split())
        self.ids |= {given["id"]} if given.get("id") else set()
        if tag == "fieldset":
            self.group = describes
        if given.get("aria-invalid") == "true":
            self.described[f"{tag} {given.get('name')}"] = describes | self.group
        if given.get("role") == "alert":
            self.alerts.append(given)
        if tag == "a" and (given.get("href") or "").startswith("#"):
            self.leads.add(given["href"][1:])

    def handle_endtag(self, tag: str) -> None:
        self.group = set() if tag == "fieldset" else self.group


def untold(page: Page) -> Iterator[str]:
    """What a refusal leaves out for who does not see it, and what it wrote all the same."""
    told = Told(page.html)
    if page.name.endswith(str(REFUSED)):
        if not any("autofocus" in alert for alert in told.alerts):
            yield "does not begin at what is wrong"
        if any(COUNTED not in said for said in page.wrote):
            yield f"wrote {page.wrote}"
    yield from (f"leads to nothing by #{lead}" for lead in sorted(told.leads - told.ids))
    for name, ids in told.described.items():
        if not any(one.endswith("_error") for one in ids):
            yield f"{name} is wrong, and nothing says why"
        if ids - told.ids:
            yield f"{name} is described by what is not there: {ids - told.ids}"
