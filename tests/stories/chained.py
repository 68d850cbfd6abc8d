"""Run as a program: a contract, a subcontract of it that its subcontractor has confirmed, and a plan in force at each.

A worker stands on the subcontractor's roster alone. Prints one line of JSON.
"""

# ruff: noqa: E402, T201 (a program of its own: Django is set up before its models are imported, and it prints)

import json
from datetime import timedelta

import django

from kokoroe.site.installation import Installation

Installation.from_environment().ensure()  # first: settings read the secret key that tokens are made of
django.setup()

from kokoroe import clock
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts import confirming
from kokoroe.contracts.models import Contract
from kokoroe.contracts.opening import Other
from kokoroe.contracts.seats import seat_of
from kokoroe.contracts.subcontracting import open_subcontract
from people import LINES, People, account, organisation, people

DAY = timedelta(days=1)
NUMBER = "8999999999901"


def main() -> None:
    now = clock.now()
    today, then = date_in_japan(now), now - 40 * DAY
    above = people(now=then, starts=today - 30 * DAY, ends=today + 335 * DAY)
    above.accepted()
    firm = organisation("孫請ソフト株式会社", now=then)
    firm.corporate_number = NUMBER
    firm.save(update_fields=["corporate_number"])
    head = account("孫請 一郎", "ichiro@sub.example", firm, administrator=True, now=then)
    worker = account("孫請 次郎", "jiro@sub.example", firm, now=then)
    later = then + DAY
    child = open_subcontract(
        seat=seat_of(above.officer, above.contract, at=later),
        title="試験業務の再委託",
        number="再-1",
        annex="sapporo",
        subcontractor=Other("孫請ソフト株式会社", NUMBER),
        on={"starts": today - 20 * DAY, "ends": today + 300 * DAY},
        now=later,
    )
    confirming.confirm(account=head, confirmation=child.confirmation, now=later)
    child = Contract.objects.select_related("client", "contractor", "tree").get(pk=child.pk)
    below = People(
        contract=child, client=above.officer, officer=head, worker=worker, outsider=above.outsider, now=later
    )
    lines = [
        {**LINES[0], "name": "孫請 一郎", "email": "ichiro@sub.example"},
        {**LINES[1], "name": "孫請 花枝", "email": "hanae@sub.example"},
        {**LINES[2], "name": "孫請 次郎", "email": "jiro@sub.example", "phone": "011-000-7777"},
    ]
    versions = {"above": above.contract.plan_versions.get(), "below": accepted(below, lines)}
    print(
        json.dumps(
            {
                "above": above.contract.code,
                "below": child.code,
                "versions": {name: one.pk for name, one in versions.items()},
                "papers": {name: one.submission.papers.first().pk for name, one in versions.items()},
                "submissions": {name: one.submission_id for name, one in versions.items()},
            }
        )
    )


def accepted(party: People, lines):
    """A plan with these people, accepted by the contractor above."""
    from kokoroe.plan.writings import DRAFTING
    from kokoroe.submissions.actions import accept

    draft = party.draft(lines=lines)
    written = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=party.now)
    accept(seat=party.client_seat, submission=written, now=party.now + timedelta(hours=1))
    return party.contract.plan_versions.get(submission=written)


if __name__ == "__main__":
    main()
