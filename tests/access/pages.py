"""The pages of the table as those who may open them get them, each once from either side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.access.actors import CLIENTS, CONTRACTORS
from tests.access.asking import Asking, place, table

# Of each side the first who is shown the page; of those who only look on, one, where neither side is shown it.
SIDES = (
    ("decides", *sorted(CLIENTS - {"decides"})),
    ("officer", "prepares", *sorted(CONTRACTORS - {"officer", "prepares"})),
    ("auditor", "operator", "outsider", "anonymous"),
)


@dataclass(frozen=True)
class Page:
    """What somebody was shown at an address."""

    name: str
    actor: str
    path: str
    html: str
    wrote: tuple[str, ...] = ()

    @property
    def loads(self) -> list[str]:
        """The styles and scripts that the page asks for."""
        return re.findall(r"<(?:script|link)\b[^>]*>", self.html)


def pages(asking: Asking, language: str, *, once: bool = False) -> Iterator[Page]:
    """Every page in a language, as either side has it, or one of them only."""
    asking.language = language
    for row in table().values():
        if row.name.startswith("api:"):
            continue
        path = place(row, asking.world.ours.objects)
        client, contractor, aside = [[who for who in side if row.meets(who, "GET") == "in"] for side in SIDES]
        found: list[Page] = []
        for actors in (contractor, client):
            if not (once and found):
                found += page(asking, row.name, path, actors)
        yield from found or page(asking, row.name, path, aside)


def page(asking: Asking, name: str, path: str, actors: list[str]) -> Iterator[Page]:
    """The page as the first of the actors is shown it; nothing where there is none, or only for who posts."""
    for actor in actors:
        answer = asking.shown(actor, path)
        if answer.status == 405:
            return
        if answer.status == 200:
            if answer.kind.startswith("text/html"):
                yield Page(name, actor, path, answer.content.decode())
            return
