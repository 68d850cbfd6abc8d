"""Where a request can name an object beside its address: in the query, in a form, in JSON. It is found, not declared.

Of pages it is every key in the forms that they show, whatever of a form nobody types, and every name that a view was
seen to read; of operations every whole number and every word that the OpenAPI document has.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.urls import Resolver404, resolve
from tests.access import bodies
from tests.access.actors import CLIENTS, CONTRACTORS
from tests.access.asking import Answer, Asking, place, table
from tests.access.forms import KEY, Form, Forms
from tests.access.table import Row
from tests.access.world import THEIR_FIRST_KEY
from tests.duties.worlds import worlds

import kokoroe

# The first key of every kind at the other contract, and one of nothing. The first of a kind may not be of the sort that
# is asked for (a writing that is no report): where it is certain that a key stands, one of the next is tried as well.
THEIRS, NOWHERE = THEIR_FIRST_KEY + 1, 9999
FURTHER = range(THEIRS + 1, THEIRS + 4)
# Those who are shown a page, from either side and from none.
SIDES = (
    ("decides", *sorted(CLIENTS - {"decides"})),
    ("prepares", "contractor administrator", *sorted(CONTRACTORS - {"prepares", "contractor administrator"})),
    ("operator", "outsider", "auditor", "anonymous"),
)
# The page's own: they lead to no row, and how many lines a list has makes a large page of a large number.
OURS = re.compile(r"csrfmiddlewaretoken|next|_\w+|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS|.*-ORDER")
# Drawn for each answer: against forgery, of a form, in a link, of a subscription.
RANDOM = re.compile(rb"""["'][A-Za-z0-9]{64}["']|[0-9a-f]{32}|/[\w-]{32,}|whsec_[\w+/=]+""")
# What a view reads that none of the pages in our world leads to: the address, who, what else is sent, the name.
UNSHOWN = (
    ("clause", "decides", {"agreed": ["yes"]}, "answer"),
    ("clause", "decides", {"note": ["x"]}, "term"),
    ("contract_roster_invite", "prepares", {}, "person"),
    ("contract_subscription_do", "prepares", {}, "message"),
    ("subscription_do", "contractor administrator", {}, "message"),
    *(one for each in worlds() for one in each.unshown),
)
# Kinds that go by a number of their own, and one of nothing.
NUMBERS = {kind: number for each in worlds() for kind, number in each.numbers.items()}
# Names in bodies that a page has for a key and that are words there; and whole numbers that are the key of nothing.
WORDS = {"what"}
COUNTS = {
    *(
        "edit",
        "header_row",
        "index",
        "months",
        "nationality_japan",
        "nationality_other",
        "port",
        "row",
        "seen",
    ),
    "skip_rows",
}
# And what names no row: words of a provider that signs people in, and yes or no.
NO_KEYS = {"agreed", "code", "iss", "provider_only"}


@dataclass(frozen=True)
class Place:
    """One place in a request of somebody who may send it."""

    row: Row
    actor: str
    method: str
    path: str
    sent: dict[str, object]
    names: bodies.Path
    kind: str  # field, query, name (there is a key in a field's name), or key with the value that holds one

    def __str__(self) -> str:
        return f"{self.actor} {self.method} {self.row.name} {self.kind} {'.'.join(map(str, self.names))}"

    def is_key(self, keys: set[str]) -> bool:
        """Whether what is put here can only be a key: one stood here, or in a field of this name elsewhere."""
        last = next((str(name) for name in reversed(self.names) if isinstance(name, str)), "")
        is_number = type(bodies.value_at(self.sent, self.names)) is int
        return self.kind.startswith("key ") or (
            self.kind == "field"
            and self.row.name.startswith("api:")
            and (last in keys - WORDS or (is_number and last not in COUNTS))
        )

    def keys(self, asking: Asking, known: set[str], turn: int) -> tuple[list[object], object]:
        """The keys of what is of the other contract, and one of nothing."""
        if self.kind == "number":
            return [asking.world.theirs.objects[kind] for kind in NUMBERS], next(iter(NUMBERS.values()))
        return [THEIRS, *([FURTHER[turn % len(FURTHER)]] if self.is_key(known) else ())], NOWHERE

    def ask(self, asking: Asking, key: object) -> Answer:
        """The request with this key there."""
        path, sent = self.path, self.sent
        if self.kind == "query":
            path = f"{path}?{self.names[0]}={key}"
        elif self.kind == "name":
            sent = {name.replace(str(self.names[0]), str(key)): value for name, value in sent.items()}
        elif self.kind.startswith("key "):
            sent = {**sent, str(self.names[0]): KEY.sub(str(key), self.kind.removeprefix("key "))}
        else:
            sent = bodies.put(sent, self.names, key)
        return asking.ask(self.actor, self.method, path, **sent)


def seen(answer: Answer, *keys: object) -> tuple[object, ...]:
    """What an answer tells, but for the keys that were sent (the next row of a kind may have the one)."""
    content, leads_to = RANDOM.sub(b"", answer.content), answer.leads_to
    for key in map(str, keys):
        content, leads_to = content.replace(key.encode(), b"#"), leads_to.replace(key, "#")
    is_paper = answer.kind == "application/pdf"  # it carries the moment at which it was set
    return answer.status, leads_to, answer.length if is_paper else content, answer.wrote


def names_read() -> set[str]:
    """Every name that a view reads of a query or a form, as it is written in the code."""
    found = set()
    for file in Path(kokoroe.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case (
                    ast.Call(
                        func=ast.Attribute(value=ast.Attribute(attr="POST" | "GET"), attr="get" | "getlist"),
                        args=[ast.Constant(value=str(name)), *_],
                    )
                    | ast.Subscript(
                        value=ast.Attribute(attr="POST" | "GET"), slice=ast.Constant(value=str(name))
                    )
                    | ast.Compare(
                        left=ast.Constant(value=str(name)),
                        comparators=[ast.Attribute(attr="POST" | "GET")],
                    )
                ):
                    found.add(name)
    return found


class Finding:
    """Goes through all pages and operations for the places."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        asking.language = "en"  # in which most pages have been shown
        self.known: set[tuple[str, ...]] = set()
        self.read: set[str] = set()
        self.keys: set[str] = set()

    def names(self, answer: Answer) -> tuple[list[str], list[str]]:
        """What was read for an answer, of the query and of the form."""
        self.read |= answer.read[0] | answer.read[1]
        query, form = (sorted(name for name in names if not OURS.fullmatch(name)) for names in answer.read)
        return query, form

    def is_new(self, *what: object) -> bool:
        """Whether no such form or query was looked at before, of whichever object."""
        told = tuple(KEY.sub("#", str(each)) for each in what)
        is_new = told not in self.known
        self.known.add(told)
        return is_new

    def of_pages(self) -> Iterator[Place]:
        """The places in the queries and forms of all pages."""
        shown: list[tuple[str, str, Form]] = []
        for row in (row for row in table().values() if not row.name.startswith("api:")):
            path = place(row, self.asking.world.ours.objects)
            for side in SIDES:
                for actor in (actor for actor in side if row.meets(actor, "GET") == "in"):
                    answer = self.asking.shown(actor, path)
                    query, _ = self.names(answer)
                    for name in query:
                        if self.is_new(row.name, name):
                            yield Place(row, actor, "GET", path, {}, (name,), "query")
                    if answer.status == 200 and answer.kind.startswith("text/html"):
                        forms = Forms(answer.content.decode()).forms
                        shown += [(actor, form.action or path, form) for form in forms]
                    if answer.status in {200, 405}:
                        break
        for actor, path, form in shown:
            yield from self.of_form(actor, path, form)

    def of_form(self, actor: str, path: str, form: Form) -> Iterator[Place]:
        """The places in a form, whichever of its buttons is pressed."""
        try:
            row = table()[resolve(urlsplit(path).path).view_name]
        except (Resolver404, KeyError):
            return
        self.keys |= {name.rpartition("-")[2] for name in form.keys if form.method == "post"}
        for button, sent in form.pressed():
            if not self.is_new(row.name, form.method, button, sent.get(button), sorted(sent)):
                continue
            if form.method == "get":
                names = sorted(form.keys.keys() | form.untyped)
                yield from (Place(row, actor, "GET", path, {}, (name,), "query") for name in names)
                path_to = f"{path.partition('?')[0]}?{urlencode(sent, doseq=True)}"
                answer = self.asking.shown(actor, path_to)
                self.names(answer)
                for following in Forms(answer.content.decode()).forms:
                    yield from self.of_form(actor, following.action or path_to, following)
                continue
            query, read = self.names(self.asking.ask(actor, "POST", path, **sent))
            for key in {key for name in sent for key in KEY.findall(name)}:
                yield Place(row, actor, "POST", path, dict(sent), (key,), "name")
            for name in query:
                yield Place(row, actor, "POST", path, dict(sent), (name,), "query")
            unseen = (set(read) - sent.keys()) | (form.untyped & sent.keys())
            for name in sorted(name for name in form.keys.keys() | unseen if not OURS.fullmatch(name)):
                kind = f"key {form.keys[name]}" if name in form.keys else "field"
                yield Place(row, actor, "POST", path, dict(sent), (name,), kind)

    def of_views(self) -> Iterator[Place]:
        """The places that no page leads to."""
        for name, actor, sent, key in UNSHOWN:
            path = place(table()[name], self.asking.world.ours.objects)
            self.read.add(key)
            path = re.sub("stop$", "again", path)  # of the deeds to a subscription the one to a message
            yield Place(table()[name], actor, "POST", path, dict(sent), (key,), "key 1001")

    def of_operations(self) -> Iterator[Place]:
        """The places in the queries and bodies of all operations."""
        for operation in bodies.operations():
            row = table()[f"api:{operation['operationId']}"]
            (method,) = row.methods
            path = place(row, self.asking.world.ours.objects)
            sides = (SIDES[1], SIDES[0], SIDES[2])
            actor = next(actor for side in sides for actor in side if row.meets(actor, method) == "in")
            for given in operation.get("parameters", ()):
                if given["in"] == "query" and bodies.takes_a_key(given["schema"]):
                    yield Place(row, actor, method, path, {}, (given["name"],), "query")
            for body in operation.get("requestBody", {}).get("content", {}).values():
                sent = bodies.sample(body["schema"])
                for names, is_short in bodies.places(body["schema"]):
                    yield Place(row, actor, method, path, sent, names, "field")
                    if is_short and NUMBERS:
                        yield Place(row, actor, method, path, sent, names, "number")
