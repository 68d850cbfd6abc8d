"""Run as a program: the four people and a plan in force, on the installation that the environment names.

`python backstage.py` sets that up, with a deputy who prepares as well and a card's link.
`python backstage.py without_accounts` ends with a plan that waits for a client without accounts. Prints one line of JSON.
"""

# ruff: noqa: E402, T201 (a program of its own: Django is set up before its models are imported, and it prints)

import json
import sys
from datetime import datetime, timedelta

import django

from kokoroe.site.installation import Installation

Installation.from_environment().ensure()  # first: settings read the secret key that tokens are made of
django.setup()

from kokoroe import clock
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.models import ClientRole
from kokoroe.contracts.people import grant
from kokoroe.duties.incidents.models import ReportLink
from kokoroe.ledger.unit import unit
from kokoroe.plan import lists
from kokoroe.plan.drafts import save_list
from kokoroe.plan.writings import DRAFTING
from people import CONTACTS, People, account, people

DAY = timedelta(days=1)


def main(scene: str) -> None:
    now = clock.now()
    today = date_in_japan(now)
    party = people(now=now - 40 * DAY, starts=today - 30 * DAY, ends=today + 335 * DAY)
    deputy = account("見本 花子", "hanako@contractor.example", party.contract.contractor, now=party.now)
    if scene == "without_accounts":
        print(json.dumps(without_accounts(party, now - 2 * DAY)))
        return
    party.accepted()
    grant(
        contract=party.contract,
        account=deputy,
        party="contractor",
        role="prepares",
        by=party.officer,
        now=now,
    )
    link = ReportLink.objects.create(contract=party.contract, created_at=now, created_by=party.officer)
    told = {"code": party.contract.code, "token": link.token}
    print(json.dumps(told))


def without_accounts(party: People, at: datetime) -> dict[str, str]:
    """A plan that waits for a client of which nobody signs in at the contract, with its head among the contacts."""
    with unit(now=at) as record:
        ClientRole.objects.filter(contract=party.contract).delete()
        record(party.contract.tree, act="contract.role_ended", actor=None)
    seat, version = party.officer_seat, party.draft(now=at)
    head = {"party": "client", "name": "保育課長　市役 四郎", "hours": "day", "email": "kacho@city.example"}
    save_list(
        table=lists.CONTACTS, seat=seat, version=version, edit=version.edit, rows=[*CONTACTS, head], now=at
    )
    version.refresh_from_db()
    submission = DRAFTING.submit(seat=seat, draft=version, edit=version.edit, now=at)
    return {"code": party.contract.code, "writing": str(submission.pk)}


if __name__ == "__main__":
    main("".join(sys.argv[1:]))
