"""The commands of `kokoroe`, each declared once: the product's own, and those that a group brings."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kokoroe.annex.text import Text


class Argument:
    """An argument, or an option where the name begins with dashes; with its help, and what argparse is told besides."""

    def __init__(self, name: str, help: Text | None = None, **options: Any) -> None:  # noqa: A002 (argparse's own word)
        self.name, self.help, self.options = name, help, options


def flag(name: str, help: Text) -> Argument:  # noqa: A002
    """An option that is there or not."""
    return Argument(name, help, action="store_true")


AS_JSON = flag("--json", Text("JSON で出す", "answer in JSON"))
CONTRACT = Argument(
    "contract", Text("契約の ID 又は契約番号", "the contract's id or number"), metavar="CONTRACT"
)


@dataclass(frozen=True, slots=True)
class Command:
    """`kokoroe NAME`, or several `verbs` under a name. `run` gets the arguments, and returns the exit code.

    That of a group of duties gets them once the installation is open.
    """

    name: str
    help: Text
    run: Callable[[argparse.Namespace], int] | None = None
    arguments: tuple[Argument, ...] = ()
    epilog: Text | None = None
    verbs: "tuple[Command, ...]" = ()

    def add_to(
        self,
        commands: Any,
        common: argparse.ArgumentParser,
        language: str,
        before: Callable[[str], object] | None = None,
    ) -> None:
        """Add it to a parser's commands, with what all of them take; `before` is done before it runs."""

        def said(text: Text | None) -> str | None:
            return text.in_language(language).replace("%", "%%") if text else None  # argparse fills in texts

        own = [] if self.verbs else [common]
        its = commands.add_parser(self.name, parents=own, help=said(self.help), epilog=said(self.epilog))
        if self.verbs:
            verbs = its.add_subparsers(metavar="VERB", required=True)
            for verb in self.verbs:
                verb.add_to(verbs, common, language, before)
        for each in self.arguments:
            its.add_argument(each.name, help=said(each.help), **each.options)
        its.set_defaults(run=self.run, before=before)
