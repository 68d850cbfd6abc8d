"""What a draft still lacks before it can be finished: said beforehand, each with the section where it is mended."""

from collections.abc import Iterator, Mapping
from typing import Any

from kokoroe.declare.lacking import Lack, advised, needed
from kokoroe.duties.incidents.procedure.sections import REQUIRED, SECTIONS, rows


def lacks(content: Mapping[str, Any]) -> list[Lack]:
    """Everything the draft lacks, what stops it from being finished first."""
    found = [*of_parts(content), *of_calling(content)]
    return sorted(found, key=lambda lack: not lack.must)


def of_parts(content: Mapping[str, Any]) -> Iterator[Lack]:
    """Structure, items and steps are what the contract asks for."""
    for key in REQUIRED:
        if not rows(content, key):
            title = SECTIONS[key].label
            yield needed(key, f"「{title.ja}」が空です。", f"“{title.en}” is empty.")


def of_calling(content: Mapping[str, Any]) -> Iterator[Lack]:
    """Somebody of the contractor's can be called, by day and by night; the client can be reached."""
    people = rows(content, "calling")
    own = [row for row in people if row.get("party") == "contractor"]
    if people and not own:
        yield needed(
            "calling", "受託者側の連絡先がありません。", "There is no contact on the contractor's side."
        )
    if own and not any(row.get("phone") for row in own):
        yield needed(
            "calling",
            "電話番号のある受託者側の連絡先がありません。",
            "No contact on the contractor's side has a phone number.",
        )
    hours = {row.get("hours") for row in own if row.get("phone")}
    if hours and "always" not in hours and not {"day", "night"} <= hours:
        yield advised(
            "calling",
            "昼と夜間・休日のどちらかに、電話のつながる連絡先がありません。",
            "By day or by night, nobody can be reached by telephone.",
        )
    if people and not any(row.get("party") == "client" for row in people):
        yield advised(
            "calling",
            "委託者側の連絡先がありません。第一報を届ける相手を載せることを勧めます。",
            "There is no contact on the client's side. Whoever gets the first report should be listed.",
        )
