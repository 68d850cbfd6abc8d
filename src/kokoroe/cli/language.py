"""In which language the commands speak: `--lang`, else the environment's; what is not English is Japanese."""

import os
from collections.abc import Callable, Sequence

from kokoroe.annex.text import Text

LANGUAGES = ("ja", "en")
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # in the order of POSIX, locale(7)

Say = Callable[[str, str], str]


def language_of(argv: Sequence[str]) -> str:
    """The language, read before the arguments are parsed: help and errors are in it, too."""
    for place, argument in enumerate(argv):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            chosen = value if equals else "".join(argv[place + 1 : place + 2])
            if chosen in LANGUAGES:
                return chosen
    spoken = next(filter(None, map(os.environ.get, VARIABLES)), "")
    return "en" if spoken.startswith("en") else "ja"


def speaker(language: str) -> Say:
    """What picks the language's sentence out of two."""
    return lambda ja, en: Text(ja, en).in_language(language)
