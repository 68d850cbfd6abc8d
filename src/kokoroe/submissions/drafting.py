"""Drafting: what is to be put in writing is begun, changed, looked at as a paper, submitted or thrown away.

Everything that goes to the client goes through `put_in_writing`. What is kept in versions and drafted first (the plan,
the reporting procedure) says in a `Drafting` what is its own, and has the rest from here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Max, QuerySet, prefetch_related_objects

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.locking import locked
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.declare.lacking import Lack
from kokoroe.declare.merging import Values, merge
from kokoroe.declare.values import Stored
from kokoroe.ledger.unit import Record, unit
from kokoroe.submissions.actions import Attachment, next_number, require, submit
from kokoroe.submissions.models import Submission, Version
from kokoroe.submissions.reading import still_in, unanswered

V = TypeVar("V", bound=Version)
Held = TypeVar("Held")
Made = TypeVar("Made")

DRAFT = "下書き"
"""What is printed across a paper that has no number yet; papers are in Japanese."""


CHANGED_ELSEWHERE = Text(
    "この下書きは別の画面で変更されました。入力した内容は残っています。"
    "変更後の内容を確かめて、もう一度保存してください。",
    "This draft was changed elsewhere meanwhile. What you typed is kept: "
    "please look at the changed draft and save again.",
)


def refuse_lacking(found: Sequence[Lack]) -> None:
    """Raises NotPossible with everything that must be there and is not, in one sentence each."""
    missing = [lack.text for lack in found if lack.must]
    if missing:
        raise NotPossible("".join(t.ja for t in missing), " ".join(t.en for t in missing))


class Clashing(NotPossible):
    """Somebody else changed the same fields meanwhile; `theirs` is what stands in them now.

    `standing` is what stands in all fields, and `merged` what the two make of those that do not clash.
    """

    def __init__(self, standing: Values, merged: Values, clashing: Sequence[str] = ()) -> None:
        super().__init__(CHANGED_ELSEWHERE)
        self.standing = standing
        self.theirs = {key: standing.get(key) for key in clashing}
        self.merged = {key: value for key, value in merged.items() if key not in clashing}


def merged(shown: Values | None, standing: Values, typed: Values) -> dict[str, Stored]:
    """What stands after a form that showed `shown` is saved: theirs where they alone wrote, mine where I did.

    Without `shown` the form is taken as it is. Raises Clashing where both wrote something else.
    """
    if shown is None:
        return {**standing, **typed}
    taken, clashing = merge(shown, standing, typed)
    both = {**standing, **taken}
    if clashing:
        raise Clashing(standing, both, clashing)
    return both


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What goes to the client: everything of it but its number, which its paper shows.

    `verb` is what the annex asks of the client; empty for a notice. `paper(number)` makes the PDF, for an empty number
    marked as a draft. `mirrored_as` names rows that must go on saying what is frozen here.
    """

    form: str
    title: str
    verb: str
    clauses: Sequence[str]
    content: bytes
    paper: Callable[[str], Attachment]
    public: Mapping[str, Any]
    mirrored_as: str = ""


def put_in_writing(
    *,
    seat: Seat,
    outgoing: Outgoing,
    hold: Callable[[], Held],
    follow: Callable[[Held, Submission, Record], Made],
    now: datetime,
) -> Made:
    """Submit: the paper is made before anything is locked; then all the rest happens at once or not at all.

    `hold` locks the rows that it came from, and refuses it where they say something else by now. `follow` writes down
    what comes of it, in the same transaction.

    Raises:
        NotAllowed: the seat does not submit.
        NotPossible: `hold` refuses it, or its number was taken meanwhile.
        kokoroe.papers.render.PaperError: it cannot be printed; the sentence names the characters.
    """
    require(seat, "submit", "contractor")
    number = next_number(seat.contract, outgoing.form, now=now)
    paper = outgoing.paper(number)
    with unit(now=now) as record:
        seat.contract.lock()
        held = hold()
        submission = submit(
            seat=seat,
            form=outgoing.form,
            number=number,
            title=outgoing.title,
            verb=outgoing.verb,
            clauses=outgoing.clauses,
            content=outgoing.content,
            attachments=[paper],
            public=dict(outgoing.public),
            mirrored_as=outgoing.mirrored_as,
            now=now,
        )
        return follow(held, submission, record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting(Generic[V]):
    """How one kind of writing is drafted, in versions of a contract.

    `start(seat, draft, source, now)` fills a new draft: `source` is the version that it starts from, None for a first
    one. `standing(contract, now)` is the version that a new one changes. `lacks(draft)` tells what is missing,
    `asked(draft, now)` the verb of the client's answer (empty: a notice) with the clauses that ask for it, and
    `outgoing(draft, now)` what would go to the client. `submitted(version, now)` is what follows, in the transaction.
    `acts` begins the names of the ledger's acts about drafts; drafts of a kind without it leave no entry. `related`
    are rows to read with a draft, and `parts` those that its whole and its paper are made of.
    """

    model: type[V]
    start: Callable[[Seat, V, V | None, datetime], None]
    standing: Callable[[Contract, datetime], V | None]
    lacks: Callable[[V], Sequence[Lack]]
    asked: Callable[[V, datetime], tuple[str, list[str]]]
    outgoing: Callable[[V, datetime], Outgoing]
    submitted: Callable[[V, datetime], None]
    acts: str = ""
    related: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def versions(self, seat: Seat, now: datetime) -> "QuerySet[V]":
        """The contract's versions, as the seat sees them."""
        rows: Any = self.model._default_manager  # noqa: SLF001 (Django's own name for it)
        found: QuerySet[V] = rows.visible_to(seat.account, at=now).filter(contract=seat.contract)
        return found

    def draft_of(self, seat: Seat, now: datetime) -> V | None:
        """The contract's draft; there is one at most."""
        draft = self.versions(seat, now).select_related(*self.related).filter(submission=None).first()
        if draft is not None:
            draft.contract = seat.contract
        return draft

    def waiting(self, contract: Contract) -> V | None:
        """The version that the client has yet to answer."""
        rows = self.model._default_manager.filter(contract=contract, submission__in=unanswered())  # noqa: SLF001
        return rows.first()

    def newer(self, submission: Submission) -> Submission | None:
        """A later version that is in; a correction of a version is none."""
        mine = self.model._default_manager.get(submission=submission)  # noqa: SLF001
        later = self.model._default_manager.filter(  # noqa: SLF001
            contract=mine.contract_id, number__gt=mine.number, submission__in=still_in()
        )
        found = later.select_related("submission").order_by("number").last()
        return None if found is None else found.submission

    def begin(self, *, seat: Seat, now: datetime) -> V:
        """The contract's draft: the one there is, or a new one.

        It starts from what was returned or withdrawn last, or else from the version that it changes.

        Raises:
            NotAllowed: the seat does not prepare.
        """
        require(seat, "prepare", "contractor")
        with unit(now=now) as record:
            seat.contract.lock()
            draft = self.draft_of(seat, now)
            if draft is not None:
                return draft
            versions = self.versions(seat, now)
            last = versions.select_related("submission").order_by("-number", "-pk").first()
            turned_down = last is not None and last.was_turned_down
            source = last if turned_down else self.standing(seat.contract, now) or last
            draft = self.model(
                contract=seat.contract,
                number=(versions.aggregate(top=Max("number"))["top"] or 0) + 1,
                created_at=now,
                created_by=seat.account,
            )
            self.start(seat, draft, source, now)
            self._note(record, seat, draft, "drawn_up", now)
        return draft

    @contextmanager
    def editing(
        self,
        seat: Seat,
        draft: V,
        edit: int,
        *,
        now: datetime,
        shown: Values | None = None,
        act: str = "edited",
        **public: object,
    ) -> Iterator[V]:
        """The draft, locked for one change of it; `draft` is what the caller saw, and gets the new `edit`.

        A change that knows what its form showed (`shown`) may come second: it is for `merged` to take what it can.

        Raises:
            NotAllowed: the seat does not prepare.
            NotPossible: it was submitted or discarded, or changed since `edit` was shown.
        """
        require(seat, "prepare", "contractor")
        with unit(now=now) as record:
            row = self._held(seat, draft, now)
            if row is None:
                raise NotPossible(
                    f"第{draft.number}版は、提出されたか破棄されています。入力した内容は残っています。"
                    "続けるには新しい版を作ってください。",
                    f"Version {draft.number} was submitted or discarded. What you typed is kept: "
                    "please start a new version to go on.",
                )
            if row.edit != edit and shown is None:
                raise NotPossible(CHANGED_ELSEWHERE)
            yield row
            self.model._default_manager.filter(pk=draft.pk).update(edit=row.edit + 1)  # noqa: SLF001
            self._note(record, seat, row, act, now, **public)
        draft.edit = row.edit + 1

    def discard(self, *, seat: Seat, draft: V, edit: int, now: datetime) -> None:
        """Throw the draft away, with all that belongs to it. Raises as `editing` does."""
        with self.editing(seat, draft, edit, now=now, act="discarded") as row:
            row.delete()

    def preview(self, draft: V, now: datetime) -> Attachment:
        """The draft as it would be printed, marked as a draft. Raises kokoroe.papers.render.PaperError."""
        self.read_parts(draft)
        return self.outgoing(draft, now).paper("")

    def read_parts(self, draft: V) -> None:
        """Let all that the draft is made of be at hand, for what reads it more than once."""
        prefetch_related_objects([draft], *self.parts)

    def submit(self, *, seat: Seat, draft: V, edit: int, now: datetime) -> Submission:
        """Put the draft in writing: for the client's answer where the annex wants one, else as a notice.

        It is frozen from then on. `edit` is what the submitter saw: a draft changed since is refused.

        Raises:
            NotAllowed: the seat does not submit.
            NotPossible: something is missing, another version waits for its answer, or the draft changed meanwhile.
            kokoroe.papers.render.PaperError: it cannot be printed; the sentence names the characters.
        """
        require(seat, "submit", "contractor")
        read = self.versions(seat, now).filter(pk=draft.pk, submission=None).first()
        row = self._refuse_overtaken(read, edit, seat.contract)
        row.contract = seat.contract
        self.read_parts(row)
        refuse_lacking(self.lacks(row))

        def hold() -> V:
            return self._refuse_overtaken(self._held(seat, draft, now), edit, seat.contract)

        def follow(version: V, submission: Submission, record: Record) -> Submission:  # noqa: ARG001
            version.submission = submission
            version.save(update_fields=["submission"])
            self.submitted(version, now)
            return submission

        return put_in_writing(seat=seat, outgoing=self.outgoing(row, now), hold=hold, follow=follow, now=now)

    def _held(self, seat: Seat, draft: V, now: datetime) -> V | None:
        """The draft as it stands by now, locked; None where it is none any more."""
        try:
            row = locked(seat, draft, now, to_delete=True)
        except ObjectDoesNotExist:
            return None
        return row if row.is_draft else None

    def _refuse_overtaken(self, draft: V | None, edit: int, contract: Contract) -> V:
        """The draft. Raises NotPossible when it is none any more, was changed, or another version waits."""
        if draft is None:
            raise NotPossible(
                "この下書きは、提出されたか破棄されています。",
                "This draft was submitted or discarded already.",
            )
        if draft.edit != edit:
            raise NotPossible(
                "確認のあとで下書きが変更されました。内容を確かめて、もう一度提出してください。",
                "The draft was changed after you reviewed it. Please look at it again and submit.",
            )
        waiting = self.waiting(contract)
        if waiting is not None:
            raise NotPossible(
                f"第{waiting.number}版が回答待ちです。回答を待つか、取り下げてから提出してください。",
                f"Version {waiting.number} is waiting for its answer. Wait for it, or withdraw it first.",
            )
        return draft

    def _note(self, record: Record, seat: Seat, draft: V, act: str, now: datetime, **public: object) -> None:
        """Enter what was done with a draft; its words are not sealed before it is submitted."""
        if not self.acts:
            return
        record(
            seat.contract.tree,
            act=f"{self.acts}.{act}",
            actor=seat.account.pk,
            clauses=self.asked(draft, now)[1],
            public={"version": draft.number, **public},
        )
