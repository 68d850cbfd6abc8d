"""条項: one clause with its duties, how the parties read it, and what they agreed on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import require_fresh
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.clause import parent, spelling
from kokoroe.annex.days import spoken_span
from kokoroe.contracts import agreeing
from kokoroe.contracts.access import seated
from kokoroe.contracts.models import Agreement
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.desk.forms import ProposalForm
from kokoroe.desk.look import Look, needs_annex
from kokoroe.desk.terms import Term, terms_under, word_of
from kokoroe.desk.todo import clause_page, where
from kokoroe.ui.keep import taken
from kokoroe.ui.numbers import number
from kokoroe.ui.templatetags.ui import said

UNPROCESSABLE = 422


@seated("read")
@needs_annex
def clause(request: AccountRequest, ref: str, *, seat: Seat) -> HttpResponseBase:
    """The clause's page; a POST proposes a term or answers a proposal."""
    look = Look.at(request, seat)
    pack, as_of = look.pack, look.as_of
    spelt = spelling(ref)
    if spelt not in pack.by_ref:
        raise Http404
    if spelt != ref:
        return redirect(look.page_of(spelt))
    terms = terms_under(pack, ref, look.facts, look.agreements, at=as_of.at, known_at=as_of.known_at)
    bound = None
    if request.method == "POST":
        done = post(request, seat, ref, terms)
        if not isinstance(done, ProposalForm):
            return done
        bound = done
    frame = look.frame(ref=ref)
    states = frame["states"]
    context = {
        **frame,
        "clause": pack.by_ref[ref],
        "state": states[ref],
        "above": [{"clause": pack.by_ref[outer], "href": look.page_of(outer)} for outer in above(ref)],
        "parts": [
            {"clause": part, "href": look.page_of(part.ref), "state": states[part.ref]}
            for part in pack.by_ref[ref].children
        ],
        "duties": duties(look, ref),
        "terms": [{"term": term, "form": form_of(term, bound)} for term in terms],
        "agrees": seat.may("agree") and as_of.is_now,
    }
    return render(request, "desk/clause.html", context, status=UNPROCESSABLE if bound else look.status)


def duties(look: Look, ref: str) -> list[dict[str, Any]]:
    """The clause's own duties, with all that is known of each."""
    writings = tuple(look.open_writings)
    found = []
    for row in look.rows(ref):
        href, deed = where(
            look.pack,
            row.answer,
            writings,
            contract=look.seat.contract,
            party=look.seat.party,
            may=look.seat.may,
            query=look.as_of.query,
        )
        late_by = row.answer.lateness(look.as_of.at)
        found.append(
            {
                "row": row,
                "word": word_of(row.duty),
                "href": href,
                "deed": deed,
                "leads": href != look.page_of(ref),
                "late_by": spoken_span(late_by) if late_by else None,
            }
        )
    return found


def above(ref: str) -> list[str]:
    """The clauses that this one stands in, the outermost first."""
    outer = parent(ref)
    return [] if outer is None else [*above(outer), outer]


def form_of(term: Term, bound: ProposalForm | None) -> ProposalForm:
    """The term's form: the one that was sent, if it was this one's."""
    return bound if bound is not None and bound.prefix == term.anchor else ProposalForm(term=term)


def post(
    request: AccountRequest, seat: Seat, ref: str, terms: list[Term]
) -> HttpResponseRedirect | HttpResponseBase | ProposalForm:
    """Do what was asked: back to the page when it was done, the form again when something is wrong with it."""
    require_any(seat, "agree")
    if "answer" in request.POST:
        return answer(request, seat, ref)
    return propose(request, seat, ref, terms)


def propose(
    request: AccountRequest, seat: Seat, ref: str, terms: list[Term]
) -> HttpResponseBase | ProposalForm:
    """Propose a term of this clause."""
    term = next((each for each in terms if each.anchor == request.POST.get("term")), None)
    if term is None:
        raise Http404
    form = ProposalForm(request.POST, term=term)
    if not form.is_valid():
        return form
    try:
        agreeing.propose(
            seat=seat,
            kind=term.kind,
            key=term.key,
            value=str(form.cleaned_data["value"]),
            note=form.cleaned_data["note"],
            now=request.now,
        )
    except NotPossible as refusal:
        form.add_error(None, said(refusal.text))
        return form
    messages.success(request, _("提案しました。相手方が同意すると有効になります。"))
    return taken(request, redirect(f"{clause_page(seat, ref, '')}#{term.anchor}"))


def answer(request: AccountRequest, seat: Seat, ref: str) -> HttpResponseBase:
    """Agree to a proposal, refuse it, or take one's own back."""
    require_fresh(request)
    agreement = get_object_or_404(Agreement, pk=number(request.POST["answer"]), contract=seat.contract)
    agreed = request.POST.get("agreed") == "yes"
    try:
        agreeing.answer(seat=seat, agreement=agreement, agreed=agreed, now=request.now)
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
    else:
        own = agreement.proposed_for == seat.party
        messages.success(
            request,
            _("合意しました。記録台帳に残りました。")
            if agreed
            else _("提案を取り下げました。")
            if own
            else _("提案を断りました。"),
        )
    return redirect(f"{clause_page(seat, ref, '')}#{agreement.kind}-{agreement.key}")
