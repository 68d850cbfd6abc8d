"""From the keys of evidence, as facts carry them, to the pages that show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from kokoroe.annex.facts import Evidence
from kokoroe.annex.text import Text
from kokoroe.contracts.pages import place_of


@dataclass(frozen=True, slots=True)
class Link:
    """Evidence by its name, with the page that shows it; None where there is none."""

    text: Text
    href: str | None


def links(evidence: Iterable[Evidence], code: str, clauses: Mapping[str, str]) -> list[Link]:
    """Where each piece of evidence of the contract `code` can be opened.

    `clauses` tells of each agreement (by its primary key, as text) under which clause its term stands.
    """
    return [Link(piece.label, href(piece.key, code, clauses)) for piece in evidence]


def href(key: str, code: str, clauses: Mapping[str, str]) -> str | None:
    """The page for a key such as `plan:3`, `contract:dates`, `agreement:5`."""
    kind, _, ref = key.partition(":")
    if kind == "contract":
        return reverse("contract_settings", args=[code])
    if kind == "agreement" and ref in clauses:
        return reverse("clause", args=[code, clauses[ref]])
    return place_of(kind, code, ref)
