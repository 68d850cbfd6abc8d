"""Files in answers, as the description has them."""

from typing import Any

ANY, PDF = "application/octet-stream", "application/pdf"


def bytes_of(*media_types: str) -> dict[str, Any]:
    """What an operation adds to its description that answers a file of one of these types."""
    content = {each: {"schema": {"type": "string", "format": "binary"}} for each in media_types}
    return {"responses": {200: {"description": "OK", "content": content}}}


BYTES = bytes_of(PDF, "image/jpeg", "image/png", ANY)
