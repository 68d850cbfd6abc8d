"""The ledger: every act of a contract, its checkpoints and proofs, who countersigns, and whether it is what it was."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.files import bytes_of
from kokoroe.api.guards import not_found, seated
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.problems import Problem
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import From, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.operating import operate
from kokoroe.desk.deeds import WITNESSES
from kokoroe.desk.entries import MOST_ENTRIES, actors_of, in_order
from kokoroe.desk.witnessing import countersigned, keep_cosignatures, take_refusal
from kokoroe.ledger.checkpoints import key_of, latest_checkpoint, short
from kokoroe.ledger.proving import NotProvableError, growth, receipt_for
from kokoroe.ledger.receipts import SUFFIX
from kokoroe.ledger.stamping import packed, stamps_of
from kokoroe.ledger.timestamps import StampError
from kokoroe.ledger.verify import verify
from kokoroe.papers.handing_over import file_response
from kokoroe.submissions.act_names import in_words

router = new_router("ledger")

WITNESS = "/contracts/{slug:code}/ledger/witness"
TEXT = "text/plain; charset=utf-8"
MOST_SIZE = 2**53
Size = Annotated[int, Query(ge=0, le=MOST_SIZE)]
NO_PROOF = Text(
    "この証明はできません。台帳がその件数より小さいか、まだ署名されていないか、記録が署名と合いません。"
    "台帳を検証してください。",
    "There is no such proof: the ledger is smaller than that, nothing is signed yet, or its entries are not what was"
    " signed. Verify the ledger.",
)


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
    """A signed statement of the tree's root (C2SP tlog-checkpoint), and this server's verifier key for the tree."""

    epoch: int
    size: int
    short: str
    at: Moment
    note: str
    key: str


class WitnessTold(Told):
    """A party's witness: since when, when last (`at`), up to which size of this epoch, and how many entries since."""

    party: str
    organisation: str
    key: str
    since: Moment | None
    at: Moment | None
    size: int | None
    alone: int
    refused: Annotated[bool, From(lambda each: each.refused is not None)]


class CosignatureTold(Told):
    """A cosignature that is kept."""

    size: Annotated[int, From("checkpoint.size")]
    key: str
    seen_at: Moment
    at: Moment


class RefusedTold(Told):
    """How the ledger contradicts what was countersigned."""

    verdict: str
    text: str


class StampTold(Told):
    """A time stamp (RFC 3161) over the checkpoint of `size`; `at` is the authority's time, `day` ours in Japan.

    `trusted` is null where the operator has named no certificates, so that who has signed was not checked.
    """

    day: date
    epoch: int
    size: int
    at: Moment
    signer: str
    policy: str
    trusted: bool | None


class NoteGiven(Given):
    """A checkpoint's note: its text, an empty line, signature lines."""

    note: Annotated[str, Field(max_length=20_000)]


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
    cosignatures: int
    stamps: int
    stamps_unknown: int
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
    return CheckpointTold.as_json(latest, short=short(latest), key=str(key_of(latest)))


@router.get("/contracts/{slug:code}/ledger/growth", openapi_extra=bytes_of("text/plain", or_problem=409))
@seated("read", Text("台帳が増えただけであることの証明", "Proof that the ledger only grew"))
def ledger_growth(request: ApiRequest, seat: Seat, old: Size = 0) -> HttpResponse:  # noqa: ARG001
    """From the size `old` of this epoch to the newest checkpoint, as C2SP tlog-witness has it: old, hashes, note."""
    try:
        return file_response(growth(seat.contract.tree, old).encode(), TEXT, "growth.txt")
    except NotProvableError as error:
        raise Problem("conflict", NO_PROOF) from error


@router.get(
    "/contracts/{slug:code}/ledger/receipts/{int:epoch}/{int:seq}",
    openapi_extra=bytes_of("text/plain", or_problem=409),
)
@seated("read", Text("記録の受領証", "The receipt of an entry"))
def ledger_receipt(request: ApiRequest, seat: Seat, epoch: int, seq: int) -> HttpResponse:  # noqa: ARG001
    """Any entry's proof (C2SP tlog-proof), by its epoch and number."""
    entry = get_object_or_404(seat.contract.tree.entries, epoch=epoch, seq=seq)
    try:
        return file_response(str(receipt_for(entry)).encode(), TEXT, f"{epoch}-{seq}{SUFFIX}")
    except NotProvableError as error:
        raise Problem("conflict", NO_PROOF) from error


@router.get("/contracts/{slug:code}/ledger/witnesses", response=list[WitnessTold])
@seated("read", Text("副署の状況", "Who countersigns the ledger"))
def ledger_witnesses(request: ApiRequest, seat: Seat) -> list[dict[str, Any]]:  # noqa: ARG001
    """Each party whose witness is named; what no witness has seen is only this server's word."""
    return [WitnessTold.as_json(each) for each in countersigned(seat.contract)]


@router.get("/contracts/{slug:code}/ledger/stamps", response=list[StampTold])
@seated("read", Text("台帳のタイムスタンプ", "The ledger's time stamps"))
def ledger_stamps(request: ApiRequest, seat: Seat) -> list[dict[str, Any]]:  # noqa: ARG001
    """Those that hold, the newest first."""
    try:
        return [StampTold.as_json(each) for each in stamps_of(seat.contract.tree)]
    except StampError as error:
        raise Problem("conflict", error.text) from error


@router.get(
    "/contracts/{slug:code}/ledger/stamp",
    openapi_extra=bytes_of("application/zip", or_problem=409),
)
@seated("read", Text("タイムスタンプのファイル", "The files of a time stamp"))
def ledger_stamp(request: ApiRequest, seat: Seat, day: date | None = None) -> HttpResponse:  # noqa: ARG001
    """Of a day, or of the newest: checkpoint, path, what was stamped, and the stamp. Anybody checks them anywhere."""
    try:
        found = next(stamps_of(seat.contract.tree, day), None)
    except StampError as error:
        raise Problem("conflict", error.text) from error
    if found is None:
        raise not_found()
    return file_response(packed(found), "application/zip", f"{found.day.isoformat()}-timestamp.zip")


operate(router, WITNESSES["witness_name"], "ledger_witness_name", WITNESS, given="WitnessGiven")
operate(router, WITNESSES["witness_end"], "ledger_witness_end", f"{WITNESS}/end")


@router.post(f"{WITNESS}/cosignatures", response=list[CosignatureTold])
@seated("read", Text("副署を送る", "Send cosignatures"))
def ledger_cosign(request: ApiRequest, seat: Seat, given: NoteGiven) -> list[dict[str, Any]]:
    """A checkpoint with the lines of a witness that is named here (C2SP tlog-cosignature, Ed25519)."""
    kept = keep_cosignatures(seat=seat, text=given.note, now=request.now)
    return [CosignatureTold.as_json(row) for row in kept]


@router.post(f"{WITNESS}/refusals", response=RefusedTold)
@seated("read", Text("副署を拒んだことを知らせる", "Say that a witness refused"))
def ledger_refused(request: ApiRequest, seat: Seat, given: NoteGiven) -> dict[str, Any]:
    """The checkpoint that a named witness signed last; where the ledger contradicts it, both parties are told."""
    compared = take_refusal(seat=seat, text=given.note, now=request.now)
    return RefusedTold.as_json(compared, verdict=compared.verdict.value, text=words(compared.text))


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
