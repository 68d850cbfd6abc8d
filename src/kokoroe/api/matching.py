"""ETag and If-Match: a change names the edit that it was made on."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Header

from kokoroe.annex.text import Text
from kokoroe.api.problems import Problem

ANY = "*"

IfMatch = Annotated[
    str | None, Header(None, alias="If-Match", max_length=200, description="The ETag that was read, or `*`")
]


def etag(edit: int) -> str:
    """The edit as an entity tag."""
    return f'"{edit}"'


def set_etag(response: HttpResponse, edit: int) -> None:
    """Tell the edit with the answer."""
    response.headers["ETag"] = etag(edit)


def edit_named(header: str | None, edit: int) -> int:
    """The edit that the change is made on. Raises Problem: none was named, or another one."""
    if header is None:
        raise Problem(
            "unconditional",
            Text(
                "読み取ったときの ETag を If-Match に入れてください（確かめずに上書きするときは *）。",
                "Send the ETag that you read as If-Match (or * to overwrite whatever is there).",
            ),
            headers={"ETag": etag(edit)},
        )
    named = {each.strip() for each in header.split(",")}
    if ANY not in named and etag(edit) not in named:
        raise Problem(
            "changed",
            Text(
                "読み取ったあとで変更されています。読み直してから、もう一度送ってください。",
                "It was changed after you read it. Read it again and send once more.",
            ),
            headers={"ETag": etag(edit)},
        )
    return edit
