"""HTTP to a provider: through the one way out that looks where an address leads (kokoroe.clock.channels.posting)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from kokoroe.annex.text import Text

LARGEST = 512 << 10  # bytes of an answer
GOOD = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider answered."""

    status: int
    body: bytes


class ProviderError(Exception):
    """The provider cannot be asked, or says what it may not; `text` is for its organisation's administrator."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


# method, address, body, headers, most bytes; raises ProviderError. Filled by the app above when it is ready.
Exchange = Callable[[str, str, bytes, Mapping[str, str], int], Said]
ways_out: list[Exchange] = []
# Whether an address may be asked or led to at all; raises ProviderError.
checks: list[Callable[[str], None]] = []


def get_json(url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """An object that an address answers with. Raises ProviderError."""
    return as_object(
        ways_out[0]("GET", url, b"", {"Accept": "application/json", **(headers or {})}, LARGEST), url
    )


def post_form(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
    """The object in answer to a form. Raises ProviderError."""
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    return as_object(ways_out[0]("POST", url, urlencode(fields).encode(), {**kind, **headers}, LARGEST), url)


def check(url: object) -> str:
    """The address, if it may be asked or led to. Raises ProviderError."""
    for each in checks:
        each(str(url))
    return str(url)


def as_object(said: Said, url: str) -> dict[str, Any]:
    """What was answered, if it is an object and no refusal."""
    try:
        found = json.loads(said.body) if said.status == GOOD else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProviderError(
            Text(
                f"{url} の応答が読めません（{said.status}）。",
                f"The answer of {url} cannot be read ({said.status}).",
            )
        )
    return found
