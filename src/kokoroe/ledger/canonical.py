"""Bytes for a value, the same for everybody: the part of JCS (RFC 8785) without number formatting. Pure.

With ASCII keys, no floats, whole numbers below 2^53 and no lone surrogates, `json.dumps` gives the bytes of
RFC 8785. They are stored as hashed; a verifier reads them and never makes them again.
"""

import json
from collections.abc import Mapping

LARGEST = 2**53 - 1  # beyond it JavaScript and JCS round


class NotCanonicalError(ValueError):
    """The value has no canonical bytes; the message names the place, what stood there and what may."""


def canonical(value: object, *, name: str = "value") -> bytes:
    """UTF-8 JSON, keys sorted, no spaces. `name` begins the path that an error names.

    Raises:
        NotCanonicalError: a float, a date, a key that is not ASCII, a number beyond 2^53, a lone surrogate.
    """
    _refuse_what_differs(value, name)
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def _refuse_what_differs(value: object, path: str) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonicalError(
                    f"{path}: the key {key!r} is not ASCII; put such names among the values"
                )
            _refuse_what_differs(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _refuse_what_differs(item, f"{path}[{index}]")
    elif isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise NotCanonicalError(f"{path}: half of a surrogate pair is not text; repair the input")
    elif value is not None and not isinstance(value, int):
        kind = type(value).__name__
        raise NotCanonicalError(
            f"{path}: {kind} has no canonical form; write it as text, a whole number or a list"
        )
    elif value is not None and abs(value) > LARGEST:
        raise NotCanonicalError(f"{path}: {value} is beyond 2^53; write it as text")
