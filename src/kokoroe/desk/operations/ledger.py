"""The ledger: every act of a contract, its latest checkpoint, and whether the record is still what it was."""

from collections.abc import Mapping
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.api.guards import not_found, seated
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.problems import Problem
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.desk.entries import MOST_ENTRIES, actors_of, in_order
from kokoroe.ledger.checkpoints import latest_checkpoint, short
from kokoroe.ledger.verify import verify
from kokoroe.submissions.act_names import in_words

router = new_router("ledger")


class EntryTold(Told):
    """An act. `leaf_hash` in hex pins its bytes; personal values are not told.

    `at` is null of an entry that somebody has edited so that it says no moment; verification names it.
    """

    epoch: int
    seq: int
    act: str
    words: str
    at: Moment | None
    who: str | None
    clauses: list[str]
    public: dict[str, Any]
    leaf_hash: str


class CheckpointTold(Told):
    """A signed statement of the tree's root (C2SP tlog-checkpoint)."""

    epoch: int
    size: int
    short: str
    at: Moment
    note: str


class FindingTold(Told):
    """Something that is not as it was recorded."""

    finding: str
    epoch: int
    first: int | None
    last: int | None
    text: str


class VerificationTold(Told):
    """What was looked at, what is wrong with it, and in `notes` what may be in order.

    `unsigned` entries came after the last signed checkpoint: they are only this server's word.
    """

    ok: bool
    origin: str
    entries: int
    checkpoints: int
    disclosures: int
    erased: int
    unsigned: int
    rows: int
    rows_first: int
    problems: list[FindingTold]
    notes: list[FindingTold]


@router.get("/contracts/{slug:code}/ledger/entries", response=Page[EntryTold])
@seated("read", Text("記録台帳", "The ledger's entries"))
def ledger_entries(request: ApiRequest, seat: Seat, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """Every act, the newest first."""
    found = page(request, seat.contract.tree.entries.all(), lambda row: row, cursor=cursor, limit=limit)
    actors = actors_of(found["items"])
    return {
        **found,
        "items": [
            EntryTold.as_json(
                entry,
                words=words(in_words(entry.act, str(entry.public.get("verb", "")))),
                who=actors[entry.actor].person.name if entry.actor in actors else None,
                clauses=in_order(entry.clauses),
                leaf_hash=bytes(entry.leaf_hash).hex(),
            )
            for entry in found["items"]
        ],
    }


@router.get("/contracts/{slug:code}/ledger/checkpoint", response=CheckpointTold)
@seated("read", Text("台帳の最新の検証点", "The ledger's latest checkpoint"))
def ledger_checkpoint(request: ApiRequest, seat: Seat) -> dict[str, Any]:  # noqa: ARG001
    """To be kept elsewhere: it shows later that nothing before it was changed."""
    latest = latest_checkpoint(seat.contract.tree)
    if latest is None:
        raise not_found()
    return CheckpointTold.as_json(latest, short=short(latest))


@router.post("/contracts/{slug:code}/ledger/verify", response=VerificationTold)
@seated("read", Text("台帳を検証する", "Verify the ledger"))
def ledger_verify(request: ApiRequest, seat: Seat) -> dict[str, Any]:
    """Recompute everything from the stored bytes. Nothing is kept."""
    tree = seat.contract.tree
    if tree.entries.count() > MOST_ENTRIES:
        raise Problem(
            "conflict",
            Text(
                "記録が多いため、サーバーで kokoroe ledger verify を実行してください。",
                "The ledger is long: run kokoroe ledger verify on the server.",
            ),
        )
    return VerificationTold.as_json(verify(tree, now=request.now))
