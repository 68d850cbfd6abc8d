"""決裁の決め方: how many of the client's people take part in a decision, and who of them answers by link."""

from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.pages import answer_posted
from kokoroe.submissions import labels
from kokoroe.submissions.deciding import PEOPLE
from kokoroe.submissions.deeds import DECIDING, SETS, addresses
from kokoroe.submissions.rules import people_at, rules_of


@seated("read")
def decision_rule(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The rule in force and those before it, and who answers by link; forms for those who may change it."""
    doing = Doing(seat, request.now)
    if request.method == "POST":
        return answer_posted(request, DECIDING, doing)
    rules = rules_of(seat.contract)
    context = {
        "seat": seat,
        "people": PEOPLE[people_at(rules, request.now)],
        "rules": [{"row": rule, "word": PEOPLE[rule.people]} for rule in reversed(rules)],
        "addresses": addresses(doing).filter(removed_at__isnull=True).select_related("by__person"),
        "sees_addresses": labels.may_write_to(seat),
        "may_change": SETS.fits(seat),
    }
    return render(request, "submissions/deciding.html", context)
