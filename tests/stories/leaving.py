"""Run as a program: a plan in force names a worker, and a change without them waits for the client's answer.

Prints one line of JSON.
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
from kokoroe.plan import drafts
from kokoroe.plan.writings import DRAFTING
from people import LINES, people

DAY = timedelta(days=1)


def main() -> None:
    now = clock.now()
    today = date_in_japan(now)
    party = people(now=now - 40 * DAY, starts=today - 30 * DAY, ends=today + 335 * DAY)
    party.accepted()
    at = now - DAY
    draft = party.draft(now=at, lines=LINES[:2])
    drafts.save_cover(
        seat=party.officer_seat, version=draft, edit=draft.edit, reason="退職", effective_on=date_in_japan(at),
        nationality_by="person", now=at,
    )  # fmt: skip
    draft.refresh_from_db()
    written = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=at)
    print(json.dumps({"code": party.contract.code, "submission": written.pk}))


if __name__ == "__main__":
    main()
