"""The operations of a draft, made from its `Drafting`: begin it, read it, change it, preview, submit, throw it away.

An app says where they stand, what they are called, and how its draft is answered. Its ETag is the draft's edit, which
every change names.
"""

import inspect
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from django.http import HttpResponse
from ninja import Router, Status

from kokoroe.annex.text import Text
from kokoroe.api.files import PDF, bytes_of
from kokoroe.api.forms import errors_of
from kokoroe.api.guards import not_found, seated
from kokoroe.api.matching import IfMatch, edit_named, set_etag
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, DONE, Coded, Told
from kokoroe.contracts.seats import Seat
from kokoroe.declare import Field
from kokoroe.fields.rows import row_form
from kokoroe.papers.handing_over import file_response
from kokoroe.submissions.drafting import Drafting, V
from kokoroe.submissions.models import Submission

NEEDED = Text("この項目が要ります。", "This field is needed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOperations(Generic[V]):
    """The operations of one kind of draft at `path`; `as_json(request, seat, draft)` is the draft as `told`."""

    drafting: Drafting[V]
    router: Router
    path: str
    told: type[Told]
    as_json: Callable[[ApiRequest, Seat, V], Mapping[str, Any]]

    def draft_of(self, request: ApiRequest, seat: Seat) -> V:
        """The draft. Raises Problem where there is none."""
        draft = self.drafting.draft_of(seat, request.now)
        if draft is None:
            raise not_found()
        return draft

    def answered(self, request: ApiRequest, seat: Seat, response: HttpResponse) -> Mapping[str, Any]:
        """The draft as it is answered, read anew, with its ETag."""
        draft = self.draft_of(request, seat)
        self.drafting.read_parts(draft)
        set_etag(response, draft.edit)
        return self.as_json(request, seat, draft)

    def opening(self, name: str, says: Text) -> None:
        """Begin a draft, or answer the one there is."""

        def operation(request: ApiRequest, seat: Seat, response: HttpResponse) -> Coded:
            self.drafting.begin(seat=seat, now=request.now)
            return Status(CREATED, self.answered(request, seat, response))

        self.add("post", "", name, seated("prepare", says)(operation), response={CREATED: self.told})

    def reading(self, name: str, says: Text) -> None:
        """The draft."""
        self.add("get", "", name, seated("prepare", says)(self.answered), response=self.told)

    def changing(
        self, method: str, path: str, says: Text, *, among: Container[str] | None = None
    ) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """Decorates a change of the draft: it gets seat, draft, edit and now with what is sent. The draft is answered.

        `among`: keys of which the path's `key` must be one.
        """

        def decorate(change: Callable[..., None]) -> Callable[..., None]:
            def operation(
                request: ApiRequest, seat: Seat, response: HttpResponse, if_match: IfMatch, **sent: Any
            ) -> Mapping[str, Any]:
                draft = self.draft_of(request, seat)
                if among is not None and sent["key"] not in among:
                    raise not_found()
                edit = edit_named(if_match, draft.edit)
                change(seat=seat, draft=draft, edit=edit, now=request.now, **sent)
                return self.answered(request, seat, response)

            *own, if_match, _sent = inspect.signature(operation).parameters.values()
            taken = inspect.signature(change).parameters
            given = [taken[name] for name in ("key", "given") if name in taken]
            operation.__signature__ = inspect.Signature([*own, *given, if_match])  # type: ignore[attr-defined]
            guarded = seated("prepare", says)(operation)
            self.add(method, path, change.__name__, guarded, response=self.told)
            return change

        return decorate

    def previewing(self, name: str, says: Text, *, scope: str = "") -> None:
        """The draft as it would be printed now, marked as a draft."""

        def operation(request: ApiRequest, seat: Seat) -> HttpResponse:
            paper = self.drafting.preview(self.draft_of(request, seat), request.now)
            return file_response(paper.content, PDF, paper.filename)

        guarded = seated("prepare", says, scope=scope)(operation)
        self.add("get", "/preview", name, guarded, openapi_extra=bytes_of(PDF))

    def submitting(
        self,
        name: str,
        says: Text,
        *,
        told: type[Told],
        as_json: Callable[[ApiRequest, Seat, Submission], Mapping[str, Any]],
        path: str = "/submit",
    ) -> None:
        """Put the draft in writing; it is frozen from then on."""

        def operation(request: ApiRequest, seat: Seat, if_match: IfMatch) -> Coded:
            draft = self.draft_of(request, seat)
            edit = edit_named(if_match, draft.edit)
            submission = self.drafting.submit(seat=seat, draft=draft, edit=edit, now=request.now)
            return Status(CREATED, as_json(request, seat, submission))

        self.add("post", path, name, seated("submit", says)(operation), response={CREATED: told})

    def discarding(self, name: str, says: Text) -> None:
        """Throw the draft away, with all that belongs to it."""

        def operation(request: ApiRequest, seat: Seat, if_match: IfMatch) -> Coded:
            draft = self.draft_of(request, seat)
            edit = edit_named(if_match, draft.edit)
            self.drafting.discard(seat=seat, draft=draft, edit=edit, now=request.now)
            return Status(DONE, None)

        self.add("delete", "", name, seated("prepare", says)(operation), response={DONE: None})

    def add(self, method: str, path: str, name: str, operation: Any, **answer: Any) -> None:
        """Let programs do it under this name."""
        operation.__name__ = name
        getattr(self.router, method)(f"{self.path}{path}", **answer)(operation)


def rows_read(
    table: Field, sent: Sequence[Mapping[str, Any]], place: str, *, blank: bool = False
) -> list[dict[str, Any]]:
    """Rows of a declared table as its form reads them. Raises Problem with every error at its place in the body.

    A row in which nothing stands is left out, as on the page, where `blank`; else it lacks its name.
    """
    forms = [row_form(table)(row) for row in sent]
    errors: list[dict[str, Any]] = []
    for at, form in enumerate(forms):
        if not blank and not form.has_changed():
            errors.append({"pointer": pointer([place, at, "name"]), "detail": NEEDED})
        else:
            errors += errors_of(form, within=[place, at])
    if errors:
        raise Problem("invalid", errors=errors)
    return [form.cleaned_data for form in forms if form.has_changed()]
