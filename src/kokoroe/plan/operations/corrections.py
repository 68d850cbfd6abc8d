"""A slip in the version in force, mended by a notice to the client."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from ninja import Status
from pydantic import Field

from kokoroe.accounts.probing import note_probe
from kokoroe.annex.text import Text
from kokoroe.api.forms import WHOLE, typed
from kokoroe.api.guards import seated
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, Given
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.plan import correcting
from kokoroe.plan.forms.correction import CorrectionForm
from kokoroe.plan.in_force import in_force
from kokoroe.submissions.operations.schemas import WholeWritingTold, whole_writing

router = new_router("plan")

MOST = 500
Mended = Annotated[str | None, Field(max_length=2000)]


class EntryMended(Given):
    """Somebody of the roster in force (`id` of the line), with what should have stood there."""

    id: int
    name: Mended = None
    kana: Mended = None
    phone: Mended = None
    email: Mended = None


class ContactMended(Given):
    """A contact of the plan in force, by its place in the list of contacts (from 0)."""

    index: Annotated[int, Field(ge=0, le=1000)]
    name: Mended = None
    phone: Mended = None
    email: Mended = None


class CorrectionGiven(Given):
    """What is corrected, and why."""

    reason: Annotated[str, Field(max_length=2000)]
    entries: Annotated[list[EntryMended], Field(max_length=MOST)] = []
    contacts: Annotated[list[ContactMended], Field(max_length=MOST)] = []


@router.post("/contracts/{slug:code}/plan/corrections", response={CREATED: WholeWritingTold})
@seated("submit", Text("誤記を訂正する", "Correct a slip"))
def plan_correct(request: ApiRequest, seat: Seat, given: CorrectionGiven) -> Coded:
    """Names, readings, telephone numbers and addresses of the version in force; no decision is asked."""
    version = in_force(seat.contract, request.now)
    if version is None:
        raise Problem("conflict", Text("いま有効な版がありません。", "No version is in force now."))
    version.contract = seat.contract
    entries = {entry.pk: entry for entry in version.entries.all()}
    contacts = list(version.contacts.all())
    places: dict[str, tuple[object, ...]] = {}
    data = {"reason": given.reason}
    mended, reached = [], []
    for at, one in enumerate(given.entries):
        if one.id not in entries:
            note_probe("entries", one.id)
            raise absent(("entries", at, "id"))
        mended.append(entries[one.id])
        places[row := f"entry-{one.id}"] = ("entries", at)
        data |= typed(one.model_dump(exclude={"id"}, exclude_none=True), prefix=row)
    for at, each in enumerate(given.contacts):
        if each.index >= len(contacts):
            raise absent(("contacts", at, "index"))
        reached.append(contacts[each.index])
        places[row := f"contact-{contacts[each.index].pk}"] = ("contacts", at)
        data |= typed(each.model_dump(exclude={"index"}, exclude_none=True), prefix=row)
    blank = CorrectionForm(entries=mended, contacts=reached)
    known = {name: str(field.initial or "") for name, field in blank.fields.items()}
    form = CorrectionForm({**known, **data}, entries=mended, contacts=reached)
    if not form.is_valid():
        raise Problem("invalid", errors=list(placed(form, places)))
    submission = correcting.correct(seat=seat, version=version, now=request.now, **form.parts)
    return Status(CREATED, whole_writing(request, seat, submission.pk))


def placed(form: CorrectionForm, places: Mapping[str, tuple[object, ...]]) -> Iterator[dict[str, Any]]:
    """The form's errors at their places in the body."""
    for name, errors in form.errors.items():
        row, _, key = name.rpartition("-")
        path = () if name == WHOLE else (*places.get(row, ()), key)
        yield from ({"pointer": pointer(path), "detail": str(error)} for error in errors)


def absent(path: tuple[object, ...]) -> Problem:
    """What was named does not stand in the version in force."""
    sentence = Text("有効な版にはありません。", "The version in force has no such line.")
    return Problem("invalid", errors=[{"pointer": pointer(path), "detail": sentence}])
