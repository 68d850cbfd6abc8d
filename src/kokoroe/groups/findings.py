"""What a look at the installation found: a sentence, and a remedy where something is not well."""

from dataclasses import dataclass
from typing import Any

from kokoroe.annex.text import Text

OK, WARNING, FAILURE = "ok", "warning", "failure"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found: `level` ok, warning or failure; a remedy comes with the last two."""

    level: str
    said: Text
    remedy: Text | None = None


def ok(ja: str, en: str) -> Seen:
    """All is well."""
    return Seen(OK, Text(ja, en))


def warning(said: Text, ja: str, en: str) -> Seen:
    """Something to know, with what to do about it."""
    return Seen(WARNING, said, Text(ja, en))


def failure(said: Text, ja: str, en: str) -> Seen:
    """Something that must be mended, with how."""
    return Seen(FAILURE, said, Text(ja, en))


def described(seen: Seen, language: str) -> dict[str, Any]:
    """One look in JSON's types."""
    remedy = None if seen.remedy is None else seen.remedy.in_language(language)
    return {"level": seen.level, "message": seen.said.in_language(language), "remedy": remedy}
