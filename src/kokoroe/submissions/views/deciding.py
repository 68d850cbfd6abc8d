"""決裁の決め方: how many of the client's people take part in a decision, since when, and who said so."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.submissions.deciding import PEOPLE, set_rule
from kokoroe.submissions.forms.answers import DecisionRuleForm
from kokoroe.submissions.forms.fields import refuse
from kokoroe.submissions.rules import people_at, rules_of
from kokoroe.ui.keep import taken

UNPROCESSABLE = 422


@seated("read")
def decision_rule(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The rule in force and those before it, for both parties; its form for those who may change it."""
    rules = rules_of(seat.contract)
    people = people_at(rules, request.now)
    may_change = seat.party == "client" and (seat.may("decide") or seat.may("administer"))
    form = DecisionRuleForm(request.POST if request.method == "POST" else None, initial={"people": people})
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        if form.is_valid():
            try:
                set_rule(seat=seat, now=request.now, **form.cleaned_data)
            except NotAllowed as error:
                raise PermissionDenied(error.text.ja) from error
            except NotPossible as error:
                refuse(form, error.text)
            else:
                messages.success(request, _("決裁の決め方を記録しました。"))
                return taken(request, redirect("decision_rule", seat.contract.code))
    context = {
        "seat": seat,
        "here": "submissions",
        "people": PEOPLE[people],
        "rules": [{"row": rule, "word": PEOPLE[rule.people]} for rule in reversed(rules)],
        "form": form if may_change else None,
    }
    return render(request, "submissions/deciding.html", context, status=UNPROCESSABLE if form.errors else 200)
