"""The pages of a draft: beginning it, its whole with what it lacks, its preview, submitting it, throwing it away.

Every kind that is drafted has them; a `DraftPages` says what is its own. Pages for its parts stand beside them, in the
kind's app, and use `on_draft` and `page`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic

from django.contrib import messages
from django.forms import BaseForm, BaseFormSet
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text, say
from kokoroe.annex.verbs import verb as annex_verb
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.declare.comparison import Difference, differing_rows
from kokoroe.declare.lacking import Lack, is_empty
from kokoroe.declare.merging import Values
from kokoroe.fields.rows import data_of, posted_rows
from kokoroe.outside.strict_json import read_json
from kokoroe.papers.handing_over import shown_inline
from kokoroe.papers.render import PaperError
from kokoroe.submissions.drafting import Clashing, Drafting, V
from kokoroe.submissions.models import Submission, Version
from kokoroe.ui.keep import taken
from kokoroe.ui.numbers import number
from kokoroe.ui.templatetags.ui import said

UNPROCESSABLE = 422
EMPTIED = Text(
    "ほかの人がここを空にしました。どちらにするか確かめて、もう一度保存してください。",
    "Somebody else emptied this. Please see which it should be, and save again.",
)
WHEN_OPENED = Text("開いたとき", "When you opened it")
AS_IT_STANDS = Text("いまの下書き（ほかの人が変えたあと）", "The draft now, as somebody else changed it")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a draft with the page on which it is mended; `key` is what its lacks name.

    `holds` says in words how much is in it, `count` as a number; None where nothing is counted.
    """

    key: str
    title: str
    href: str
    holds: str = ""
    count: int | None = None
    short: str = ""
    """Its title where there is little room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPages(Generic[V]):
    """The pages of one kind of draft.

    `name` is its own page's address, with which the names of all others begin, and the folder of its templates: there
    `review.html` extends `submissions/draft/review.html`. `parts(seat, draft)` are its parts in their order.
    `about(request, seat, draft)` is what else the whole shows: `base`, the version that it changes, and `comparison`
    with it. `loses(draft)` says what is lost with the draft, and `thanks(submission)` what comes of submitting it.
    """

    drafting: Drafting[V]
    name: str
    title: Text
    parts: Callable[[Seat, V], Sequence[Part]]
    about: Callable[[AccountRequest, Seat, V], Mapping[str, Any]]
    loses: Callable[[V], str]
    thanks: Callable[[Submission], str]
    styles: tuple[str, ...] = ()
    submit_word: str = "submit"

    def urls(self, start: str) -> list[URLPattern]:
        """Their addresses, below the draft's own."""
        return [
            path(start, self.on_draft(self.review), name=f"{self.name}_review"),
            path(f"{start}open", seated("prepare")(self.open), name=f"{self.name}_open"),
            path(f"{start}preview", self.on_draft(self.preview), name=f"{self.name}_preview"),
            path(
                f"{start}{self.submit_word}",
                seated("submit")(self.submit),
                name=f"{self.name}_{self.submit_word}",
            ),
            path(f"{start}discard", self.on_draft(self.discard), name=f"{self.name}_discard"),
        ]

    def on_draft(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        """For those who prepare: the view gets `draft`; where there is none (any more), they are told."""

        @wraps(view)
        def found(request: AccountRequest, *args: Any, seat: Seat, **kwargs: Any) -> HttpResponseBase:
            draft = self.drafting.draft_of(seat, request.now)
            if draft is None:
                messages.info(
                    request,
                    _(
                        "下書きはありません。提出されたか、破棄されました。続けるには新しい下書きを作ってください。"
                    ),
                )
                return redirect(self.name, seat.contract.code)
            return view(request, *args, seat=seat, draft=draft, **kwargs)

        return seated("prepare")(found)

    def page(
        self,
        request: AccountRequest,
        template: str,
        *,
        seat: Seat,
        draft: V,
        context: Mapping[str, Any],
        parts: Sequence[Part] = (),
        status: int = 200,
    ) -> HttpResponse:
        """A page of the draft below its tabs; `parts` are its own where they are known."""
        whole = self.address("review", seat)
        tabs: list[dict[str, Any]] = [
            {"word": _("下書きの全体"), "count": None, "href": whole, "current": request.path == whole}
        ]
        for part in parts or self.parts(seat, draft):
            here = request.path == part.href or request.path.startswith(f"{part.href}/")
            tabs.append(
                {"word": part.short or part.title, "count": part.count, "href": part.href, "current": here}
            )
        shown = {
            "seat": seat,
            "draft": draft,
            "kind": self.title,
            "kind_draft": say("{kind}（下書き）", "{kind} (draft)", kind=self.title),
            "home_href": reverse(self.name, args=[seat.contract.code]),
            "review_href": whole,
            "styles": self.styles,
            "tabs": tabs,
            **context,
        }
        return render(request, template, shown, status=status)

    def part_page(
        self,
        request: AccountRequest,
        template: str,
        *,
        seat: Seat,
        draft: V,
        key: str,
        forms: Callable[[QueryDict | None], Sequence[Any]],
        save: Callable[[int, Sequence[Any]], None],
        stored: Values,
        context: Mapping[str, Any] | None = None,
        refused: NotPossible | None = None,
    ) -> HttpResponseBase:
        """A part as its forms: shown, with one row more in a list where `add` was pressed, or saved.

        `forms(posted)` are its text, its list, or both, `save(edit, forms)` saves them, and `stored` is what stands in
        the part. Where something else about the part was `refused`, they show that.
        """
        posted = data_of(request) if refused is None else None
        found = forms(posted)
        theirs: list[Difference] = []
        failed = refused is not None
        if posted is not None and "add" not in posted:
            valid = [form.is_valid() for form in found]  # every form says at once what is wrong in it
            failed = not all(valid)
            if not failed:
                try:
                    save(edit_of(request), found)
                except NotPossible as error:
                    refused, failed = error, True
                    if isinstance(error, Clashing):
                        found = forms(after_merging(posted, error))
                        theirs = list(shown_at(found, error, shown_in(request) or {}))
                else:
                    messages.success(request, _("保存しました。"))
                    return taken(request, redirect(request.path))
        shown = {
            "form": next((form for form in found if isinstance(form, BaseForm)), ""),
            "formset": next((form for form in found if isinstance(form, BaseFormSet)), None),
            "wrong": said(refused.text) if refused is not None else "",
            "failed": failed,
            "sent_back": failed and posted is not None,
            "theirs": theirs,
            "when_opened": said(WHEN_OPENED),
            "as_it_stands": said(AS_IT_STANDS),
            "lacks": [lack for lack in self.drafting.lacks(draft) if lack.key == key],
            "keeps": f"{self.name}-{key}-{draft.pk}",
            **made_from(posted, draft, stored, refused),
            **(context or {}),
        }
        status = UNPROCESSABLE if failed else 200
        page = self.page(request, template, seat=seat, draft=draft, context=shown, status=status)
        # A list that came back with one row more holds all that was typed: the browser's copy would only repeat it.
        return taken(request, page) if "add" in request.POST else page

    def address(self, name: str, seat: Seat) -> str:
        """The address of one of these pages."""
        return reverse(f"{self.name}_{name}", args=[seat.contract.code])

    def open(self, request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
        """Begin a draft, or go on with the one there is."""
        if request.method != "POST":
            return redirect(self.name, seat.contract.code)
        self.drafting.begin(seat=seat, now=request.now)
        return redirect(self.address("review", seat))

    def review(
        self, request: AccountRequest, *, seat: Seat, draft: V, wrong: str = "", status: int = 200
    ) -> HttpResponse:
        """The whole of the draft: what each part holds, what is missing and where it is mended, what it changes."""
        self.drafting.read_parts(draft)
        missing = self.drafting.lacks(draft)
        verb, _clauses = self.drafting.asked(draft, request.now)
        parts = self.parts(seat, draft)
        places = {part.key: part.href for part in parts}
        context = {
            "must": [(lack, places[lack.key]) for lack in missing if lack.must],
            "advised": [(lack, places[lack.key]) for lack in missing if not lack.must],
            "parts": [(part, lamp([lack for lack in missing if lack.key == part.key])) for part in parts],
            "waiting": self.drafting.waiting(seat.contract),
            "verb": said(annex_verb(verb).act) if verb else "",
            "preview_href": self.address("preview", seat),
            "submit_href": self.address(self.submit_word, seat),
            "discard_href": self.address("discard", seat),
            "wrong": wrong,
            **self.about(request, seat, draft),
        }
        template = f"{self.name}/review.html"
        return self.page(
            request, template, seat=seat, draft=draft, context=context, parts=parts, status=status
        )

    def preview(self, request: AccountRequest, *, seat: Seat, draft: V) -> HttpResponseBase:
        """The draft as it would be printed, marked as a draft."""
        try:
            paper = self.drafting.preview(draft, request.now)
        except PaperError as error:
            return self.review(request, seat=seat, draft=draft, wrong=said(error.text), status=UNPROCESSABLE)
        return shown_inline(paper.content, paper.media_type, paper.filename)

    def submit(self, request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
        """Put the draft in writing. Pressed twice, it leads to the one submission."""
        if request.method != "POST":
            return redirect(self.address("review", seat))
        asked_for = number(request.POST.get("version", ""))
        if asked_for is None:
            raise Http404
        version = get_object_or_404(self.drafting.versions(seat, request.now), pk=asked_for)
        if version.submission_id is not None:
            return redirect("submission", seat.contract.code, version.submission_id)
        draft = self.drafting.draft_of(seat, request.now)
        if draft is None or draft.pk != version.pk:
            return redirect(self.name, seat.contract.code)
        try:
            submission = self.drafting.submit(seat=seat, draft=draft, edit=edit_of(request), now=request.now)
        except (NotPossible, PaperError) as error:
            version.refresh_from_db()
            if version.submission_id is not None:
                return redirect("submission", seat.contract.code, version.submission_id)
            return self.review(request, seat=seat, draft=draft, wrong=said(error.text), status=UNPROCESSABLE)
        messages.success(request, self.thanks(submission))
        return redirect("submission", seat.contract.code, submission.pk)

    def discard(self, request: AccountRequest, *, seat: Seat, draft: V) -> HttpResponseBase:
        """Ask once more, then throw the draft away."""
        wrong = ""
        if request.method == "POST":
            try:
                self.drafting.discard(seat=seat, draft=draft, edit=edit_of(request), now=request.now)
            except NotPossible as error:
                wrong = said(error.text)
            else:
                messages.success(request, _("下書きを破棄しました。"))
                return redirect(self.name, seat.contract.code)
        return render(
            request,
            "submissions/draft/discard.html",
            {
                "seat": seat,
                "draft": draft,
                "loses": self.loses(draft),
                "review_href": self.address("review", seat),
                "wrong": wrong,
            },
            status=UNPROCESSABLE if wrong else 200,
        )


def lamp(missing: Sequence[Lack]) -> str:
    """The lamp that says whether something must still be done to a part."""
    return "late" if any(lack.must for lack in missing) else "due_soon" if missing else "met"


def edit_of(request: AccountRequest) -> int:
    """The state of the draft that the form was made from; a form that names none is behind every draft."""
    edit = number(request.POST.get("edit", ""))
    return -1 if edit is None else edit


def shown_in(request: AccountRequest) -> Values | None:
    """What the form showed before anybody typed into it, by field; None where it does not say."""
    try:
        shown = read_json(request.POST.get("shown", ""))
        json.dumps(shown, ensure_ascii=False).encode()  # an answer has to be able to say it
    except ValueError:
        return None
    return shown if isinstance(shown, dict) else None


def made_from(
    posted: QueryDict | None, draft: Version, standing: Values, refused: NotPossible | None = None
) -> dict[str, Any]:
    """What a form of a draft says it was made from: `edit`, and in `shown` what it showed.

    One that comes back with what was `posted` was made from no more than before. Where it clashed, it shows what stands
    by now.
    """
    if isinstance(refused, Clashing):
        standing = refused.standing
    elif posted is not None:
        edit = posted.get("edit", "") if refused is None else draft.edit
        return {"edit": edit, "shown": posted.get("shown", "")}
    return {"edit": draft.edit, "shown": json.dumps(standing)}


def after_merging(posted: QueryDict, error: Clashing) -> QueryDict:
    """What was posted where it clashes, and in all other fields what stands in them after the two were merged."""
    data = posted.copy()
    for key, value in error.merged.items():
        if not isinstance(value, list):
            data[key] = "" if value is None else str(value)
            continue
        for name in [name for name in data if name.startswith(f"{key}-")]:
            del data[name]
        for name, text in posted_rows(key, value).items():
            data[name] = text
    return data


def show_theirs(form: BaseForm, theirs: Values) -> None:
    """Say at each field of a form that somebody else has written something else there; what was typed stays."""
    for key, value in theirs.items():
        if key not in form.fields:
            continue
        sentence = EMPTIED
        if not is_empty(value):
            words = dict(getattr(form.fields[key], "choices", ()))
            sentence = say(
                "ほかの人が「{theirs}」に変えました。どちらにするか確かめて、もう一度保存してください。",
                "Somebody else made this “{theirs}”. Please see which it should be, and save again.",
                theirs=str(words.get(value, value)),
            )
        form.add_error(key, said(sentence))


def shown_at(forms: Sequence[Any], error: Clashing, shown: Values) -> Iterator[Difference]:
    """Say in forms what somebody else has written; what they changed in a list since it was `shown` is given back."""
    for form in forms:
        if isinstance(form, BaseForm):
            show_theirs(form, error.theirs)
        elif (key := str(form.prefix)) in error.theirs:
            rows = shown.get(key)
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                rows = []
            yield from differing_rows(form.form.TABLE, rows, error.theirs[key] or ())
