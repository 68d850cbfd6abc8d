"""A correction of the version in force: choose whose slip it is, mend it, tell the client."""

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.probing import note_probe
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.papers.render import PaperError
from kokoroe.plan import correcting
from kokoroe.plan.forms.correction import CorrectionForm
from kokoroe.plan.in_force import in_force
from kokoroe.submissions.forms.fields import refuse
from kokoroe.ui.keep import taken
from kokoroe.ui.numbers import number

UNPROCESSABLE = 422


@seated("submit")
def correct(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Without a choice the page asks for one; with it, it shows the few fields that a notice may mend."""
    version = in_force(seat.contract, request.now)
    if version is None:
        messages.info(
            request, _("いま有効な版がありません。訂正できるのは、承諾されて有効になった版だけです。")
        )
        return redirect("plan", seat.contract.code)
    version.contract = seat.contract
    entries, contacts = list(version.entries.all()), list(version.contacts.all())
    chosen = {"entry": numbers(request, "entry"), "contact": numbers(request, "contact")}
    mended = [entry for entry in entries if entry.pk in chosen["entry"]]
    reached = [contact for contact in contacts if contact.pk in chosen["contact"]]
    known = {"entry": {entry.pk for entry in entries}, "contact": {contact.pk for contact in contacts}}
    for name, keys in chosen.items():
        for key in keys - known[name]:
            note_probe(name, key)
    if (mended or reached) and len(mended) + len(reached) < len(chosen["entry"]) + len(chosen["contact"]):
        raise Http404  # one of several is not of this version: then nothing is done for any of them
    form = None
    if mended or reached:
        form = CorrectionForm(
            request.POST if request.method == "POST" else None, entries=mended, contacts=reached
        )
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            submission = correcting.correct(seat=seat, version=version, now=request.now, **form.parts)
        except (NotPossible, PaperError) as error:
            refuse(form, error.text)
        else:
            messages.success(request, _("訂正を通知しました。"))
            return taken(request, redirect("submission", seat.contract.code, submission.pk))
    context = {
        "seat": seat,
        "version": version,
        "entries": entries,
        "contacts": contacts,
        "mended": mended,
        "reached": reached,
        "form": form,
    }
    return render(
        request,
        "plan/correct.html",
        context,
        status=UNPROCESSABLE if form is not None and form.errors else 200,
    )


def numbers(request: AccountRequest, name: str) -> set[int]:
    """The primary keys chosen, from the address or from the form that goes on carrying them."""
    given = request.POST.getlist(name) or request.GET.getlist(name)
    return {found for each in given if (found := number(each)) is not None}
