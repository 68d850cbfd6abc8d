"""In a process of its own: what a permission of docs/examples/permits has, from its page to its entries. Says it as JSON."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kokoroe.site.settings")
os.environ["KOKOROE_SECOND_FACTOR"] = "off"

from kokoroe.cli.prepare import prepare

prepare("ja")

from django.test import Client  # noqa: E402

from kokoroe import clock  # noqa: E402
from kokoroe.api.tokens import create_token  # noqa: E402
from kokoroe.cli.sample.cast import engage  # noqa: E402
from kokoroe.cli.sample.contracts import lived_in, stage  # noqa: E402
from kokoroe.contracts.seats import seat_of  # noqa: E402
from kokoroe.deeds.deed import declared  # noqa: E402
from kokoroe.desk.assembling import answers  # noqa: E402
from kokoroe.groups.sample import Calendar  # noqa: E402
from kokoroe.keeping.kinds import kinds  # noqa: E402
from kokoroe.submissions.act_names import in_words  # noqa: E402
from kokoroe.submissions.actions import accept  # noqa: E402
from kokoroe.submissions.models import Paper, Submission  # noqa: E402

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
now = clock.now()
calendar = Calendar.of(now)
one = stage(engage(calendar.at(-240, 9)), calendar, "保育業務支援システム運用保守業務")
lived_in(one, now)
contract = one.contract
GIVEN = {
    "service": "れいファイル便",
    "purpose": "納品物の受渡し",
    "keeper": "例示 花子",
    "since": calendar.day(1).isoformat(),
    "until": calendar.day(90).isoformat(),
}
LACKING = {**GIVEN, "until": ""}


def browser(account, language="ja"):
    made = Client(headers={"host": "127.0.0.1", "accept-language": language})
    made.force_login(account, backend=BACKEND)
    return made


def state():
    [found] = [each for each in answers(contract, clock.now()) if each.duty == "storage"]
    return found.state.value


def page(who, path):
    return who.get(f"/c/{contract.code}/{path}").content.decode()


officer, client, english = browser(one.officer), browser(one.client), browser(one.officer, "en")
at = f"/c/{contract.code}/permits/"
token = create_token(by=one.officer, name="x", scopes=("write",), strong=True, now=now)[1]
program = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {token}"})
api = f"/api/v1/contracts/{contract.code}/permits"
found = {
    "board before": state(),
    "link in the frame": f'href="{at}"' in page(officer, ""),
    "page": officer.get(at).status_code,
    "refused on the page": officer.post(f"{at}new", LACKING).status_code,
    "applied on the page": officer.post(f"{at}new", GIVEN).status_code,
    "forbidden to the client": client.post(f"{at}new", GIVEN).status_code,
    "board while it waits": state(),
    "applied by a program": program.post(api, GIVEN, content_type="application/json").status_code,
    "refused to a program": program.post(api, LACKING, content_type="application/json").status_code,
}
rows = list(Submission.objects.filter(form="storage_permit"))
writing = f"writings/{rows[0].pk}/"
found["papers"] = [bytes(Paper.objects.get(submission=row).content)[:5].decode() for row in rows]
found["shown to the client"] = GIVEN["keeper"] in page(client, writing)
for row in rows:
    accept(seat=seat_of(one.client, contract, at=clock.now()), submission=row, now=clock.now())
entries = contract.tree.entries.filter(act__startswith="storage_permit").order_by("seq")
found["board once permitted"] = state()
found["ledger"] = sorted({in_words(entry.act, entry.public.get("verb", "")).en for entry in entries})
found["recorded as declared"] = declared["permit_apply"].acts == (entries[0].act,)
found["said to everyone"] = sorted(entries[0].public)
found["in English"] = "Application to use online storage" in page(
    english, writing
) and "Who looks after it" in page(english, "permits/new")
found["kept as"] = [
    kind.key
    for kind in kinds()
    for each in kind.rows
    if each.model == "submissions.Submission" and "content" in each.blank
]
sys.stdout.write(json.dumps(found) + "\n")
