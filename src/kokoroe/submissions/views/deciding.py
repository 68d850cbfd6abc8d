"""決裁の決め方: how many of the client's people take part in a decision, and who of them answers by link."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.submissions import labels
from kokoroe.submissions.addresses import record_address, remove_address
from kokoroe.submissions.deciding import PEOPLE, set_rule
from kokoroe.submissions.forms.answers import DecisionRuleForm
from kokoroe.submissions.forms.fields import refuse
from kokoroe.submissions.forms.links import AddressForm
from kokoroe.submissions.models import AnswerAddress
from kokoroe.submissions.rules import people_at, rules_of
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

UNPROCESSABLE = 422


@require_POST
@seated("read")
def address_remove(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """Take an address off the record."""
    visible = AnswerAddress.objects.visible_to(request.user, at=request.now)
    found = get_object_or_404(visible, pk=pk, contract=seat.contract)
    try:
        remove_address(seat=seat, address=found, now=request.now)
    except NotAllowed as error:
        raise PermissionDenied(error.text.ja) from error
    except NotPossible as error:
        messages.error(request, said(error.text))
    return redirect("decision_rule", seat.contract.code)


@seated("read")
def decision_rule(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The rule in force and those before it, and who answers by link; forms for those who may change it."""
    may_change = seat.party == "client" and (seat.may("decide") or seat.may("administer"))
    rules = rules_of(seat.contract)
    people = people_at(rules, request.now)
    is_address = request.POST.get("act") == "address"
    rule_form = DecisionRuleForm(
        request.POST if request.method == "POST" and not is_address else None, initial={"people": people}
    )
    address_form = AddressForm(request.POST if is_address else None, prefix="link")
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        form = address_form if is_address else rule_form
        verb = record_address if is_address else set_rule
        if form.is_valid():
            try:
                verb(seat=seat, now=request.now, **form.cleaned_data)
            except NotAllowed as error:
                raise PermissionDenied(error.text.ja) from error
            except NotPossible as error:
                refuse(form, error.text)
            else:
                messages.success(
                    request,
                    _("アドレスを登録しました。") if is_address else _("決裁の決め方を記録しました。"),
                )
                return taken(request, redirect("decision_rule", seat.contract.code))
    context = {
        "seat": seat,
        "here": "submissions",
        "people": PEOPLE[people],
        "rules": [{"row": rule, "word": PEOPLE[rule.people]} for rule in reversed(rules)],
        "addresses": AnswerAddress.objects.visible_to(request.user, at=request.now)
        .filter(contract=seat.contract, removed_at__isnull=True)
        .select_related("by__person"),
        "sees_addresses": labels.may_write_to(seat),
        "may_change": may_change,
        "form": rule_form,
        "address_form": address_form,
    }
    failed = rule_form.errors or address_form.errors
    return render(request, "submissions/deciding.html", context, status=UNPROCESSABLE if failed else 200)
