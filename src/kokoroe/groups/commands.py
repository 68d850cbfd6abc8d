"""Commands that a group brings to `kokoroe`."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from kokoroe.annex.text import Text


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """For commands that take nothing."""


@dataclass(frozen=True, slots=True)
class Command:
    """`kokoroe NAME`: `run` gets the arguments once the installation is open, and returns the exit code."""

    name: str
    help: Text
    run: Callable[[argparse.Namespace], int]
    arguments: Callable[[argparse.ArgumentParser], None] = no_arguments
