"""Files in answers, as the description has them."""

from typing import Any

from kokoroe.api.problems import problem

ANY, PDF = "application/octet-stream", "application/pdf"


def bytes_of(*media_types: str, or_problem: int = 0) -> dict[str, Any]:
    """What an operation adds to its description that answers a file of one of these types, or says why not."""
    content = {each: {"schema": {"type": "string", "format": "binary"}} for each in media_types}
    problems = {or_problem: problem(or_problem)} if or_problem else {}
    return {"responses": {200: {"description": "OK", "content": content}} | problems}


BYTES = bytes_of(PDF, "image/jpeg", "image/png", ANY)
