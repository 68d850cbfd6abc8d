"""In a process of its own: the product's source without a group, on a new installation or on one that had it.

`fresh` plays the sample's contract without the group; `left` looks at what an installation holds whose group is gone.
What the pages answered is printed as JSON.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kokoroe.site.settings")
os.environ["KOKOROE_SECOND_FACTOR"] = "off"

from kokoroe.cli.prepare import prepare

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TITLE = "保育業務支援システム運用保守業務"


def played(*times: str):
    """The sample's contract, with what its groups play at these times."""
    from kokoroe import clock
    from kokoroe.cli.sample.cast import engage
    from kokoroe.cli.sample.contracts import lived_in, play_groups, stage
    from kokoroe.groups.sample import Calendar

    now = clock.now()
    calendar = Calendar.of(now)
    one = stage(engage(calendar.at(-240, 9)), calendar, TITLE)
    lived_in(one, now)
    for when in times:
        play_groups(when, one, now)
    return one.contract


def pages(contract) -> dict[str, int]:
    """How each page of the contract answers, for both parties; what stands in the ledger is on its page."""
    from django.test import Client
    from django.urls import reverse

    from kokoroe import clock
    from kokoroe.accounts.models import Account
    from kokoroe.contracts.frame import pages_for
    from kokoroe.contracts.seats import seat_of

    found = {}
    for email in ("taro@sample.example", "ichiko@city.example"):
        account = Account.objects.get(email=email)
        browser = Client(raise_request_exception=True, headers={"host": "127.0.0.1"})
        browser.force_login(account, backend=BACKEND)
        seat = seat_of(account, contract, at=clock.now())
        addresses = ["/", *(reverse(page.name, args=[contract.code]) for page in pages_for(seat))]
        addresses += [f"/c/{contract.code}/clauses/{ref}" for ref in ("1(1)", "2(2)", "2(4)")]
        addresses += [f"/c/{contract.code}/writings/{one.pk}/" for one in contract.submissions.all()]
        addresses += [
            f"/c/{contract.code}/settings/access",
            f"/c/{contract.code}/keeping",
            "/notices",
            "/settings/webhooks",
        ]
        addresses += ["/api/v1/openapi.json"]
        for address in addresses:
            found[f"{email} {address}"] = browser.get(address).status_code
    return found


def main(what: str) -> None:
    prepare("ja")
    from kokoroe.contracts.models import Contract
    from kokoroe.groups.registry import groups
    from kokoroe.groups.sample import LIVED
    from kokoroe.ledger.models import Entry
    from kokoroe.submissions.act_names import in_words

    if what == "filled":
        played(LIVED)
        say({"groups": [group.name for group in groups()]})
        return
    contract = played() if what == "fresh" else Contract.objects.get(title=TITLE)
    acts = set(Entry.objects.values_list("act", flat=True))
    say(
        {
            "groups": [group.name for group in groups()],
            "pages": pages(contract),
            "acts": {act: in_words(act).ja for act in sorted(acts)},
        }
    )


def say(found: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(found) + "\n")


main(sys.argv[1])
