#!/usr/bin/env python3
"""A contract from its opening to the third version of its plan, through the API alone. Standard library only.

    python contract_running.py --url https://kokoroe.example \
        --contractor kkr_… --client kkr_… --client-number 1234567890123

The contractor's token needs the scopes personal and write, the client's personal, write and decide. Both are tokens of
administrators of their organisations; the client's is known to the server by its corporate number.
"""

import argparse
import json
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TITLE = "作業従事者名簿（2026年度）,,,,\n氏名,所属,役割,従事割合,メール\n"
OFFICERS = """\
見本 太郎,公共事業部,情報管理責任者,20%,taro@contractor.example
見本 花子,公共事業部,副責任者,50%,hanako@contractor.example
"""
WORKER = "例示 次郎,協力会社,,{share},jiro@partner.example\n"
NEWCOMERS = """\
試験 三郎,協力会社,,100%,saburo@partner.example
試験 四郎,協力会社,,100%,shiro@partner.example
試験 五郎,基盤技術部,,30%,goro@contractor.example
"""
CONTACTS = [{"name": "見本 太郎", "role": "情報管理責任者", "phone": "011-000-0001"}]
WORKPLACES = [{"name": "本社", "address": "見本市中央区1-1", "room": "5階"}]


class Refused(Exception):
    """The API said no: `problem` is what it said (RFC 9457)."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(json.dumps(problem, ensure_ascii=False, indent=2))
        self.problem = problem


@dataclass
class Api:
    """Calls with one token. The last ETag is kept: the next change names it, so that nothing unseen is overwritten."""

    url: str
    token: str
    tag: str = "*"

    def call(self, method: str, path: str, body: Any = None, *, files: Any = None, **query: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": "ja"}
        data = None
        if files is not None:
            data, headers["Content-Type"] = multipart(body or {}, files)
        elif body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        if method != "GET":
            headers["Idempotency-Key"] = str(uuid.uuid4())
            headers["If-Match"] = self.tag
        address = f"{self.url}/api/v1{path}" + (f"?{urlencode(query)}" if query else "")
        request = Request(address, data=data, headers=headers, method=method)  # noqa: S310 (the address is yours)
        try:
            with urlopen(request, timeout=60) as answer:  # noqa: S310
                self.tag = answer.headers.get("ETag", "*")
                content = answer.read()
                told = answer.headers.get_content_type() == "application/json"
                return json.loads(content) if told and content else content
        except HTTPError as error:
            raise Refused(json.loads(error.read())) from None

    def get(self, path: str, **query: str) -> Any:
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("POST", path, {} if body is None else body, **more)

    def put(self, path: str, body: Any) -> Any:
        return self.call("PUT", path, body)


def multipart(fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    """A form with files, as browsers send it."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, (filename, content) in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def run(contractor: Api, client: Api, *, client_number: str, today: date) -> dict[str, Any]:
    """The whole way; what was found on it is returned, and said."""
    found: dict[str, Any] = {}

    def say(what: str, told: Any) -> None:
        found[what] = told
        print(f"{what}: {json.dumps(told, ensure_ascii=False)}")

    ends = today + timedelta(days=365)
    contract = contractor.post(
        "/contracts",
        {
            "title": "保育業務支援システム運用保守業務",
            "number": "2026-0401",
            "annex": "sapporo",
            "side": "contractor",
            "other": "見本市",
            "other_number": client_number,
            "starts": (today + timedelta(days=10)).isoformat(),
            "ends": ends.isoformat(),
        },
    )
    here = f"/contracts/{contract['code']}"
    say("contract", contract["code"])
    # A contract names the other party; whether it takes part, it says itself.
    asked = next(each for each in client.get("/proposals") if each["number"] == contract["number"])
    say("confirmed by", client.post(f"/proposals/{asked['id']}/confirm")["client"]["name"])

    def state(at: str = "") -> str:
        duties = contractor.get(f"{here}/duties", clause="1(1)", **({"at": at} if at else {}))["duties"]
        return "/".join(sorted({duty["state"] for duty in duties}))

    def import_roster(text: str) -> Any:
        files = {"file": ("名簿.csv", text.encode())}
        return contractor.post(f"{here}/plan/draft/roster/import", files=files)

    # The roster comes from a file. What is wrong is told by row and column; nothing is taken until all of it is right.
    contractor.post(f"{here}/plan/draft")
    try:
        import_roster(TITLE + OFFICERS + WORKER.format(share="150%"))
    except Refused as refused:
        say("refused", [[error["row"], error["column"]] for error in refused.problem["errors"]])
    say("imported", import_roster(TITLE + OFFICERS + WORKER.format(share="100%"))["added"])
    contractor.get(f"{here}/plan/draft")
    contractor.put(f"{here}/plan/draft/contacts", {"contacts": CONTACTS})
    draft = contractor.put(f"{here}/plan/draft/workplaces", {"workplaces": WORKPLACES})
    say("lacks", [lack["text"] for lack in draft["lacks"] if lack["must"]])
    say("before submission", state())

    # The contractor submits, the client returns it, the contractor puts it right, the client accepts.
    first = contractor.post(f"{here}/plan/draft/submit")
    say("submitted", state())
    writing = f"{here}/writings/{first['id']}"
    client.get(writing)
    client.post(f"{writing}/receive", {"reference": "情政第12号"})
    say(
        "returned",
        client.post(f"{writing}/return", {"comment": "夜間の連絡先を足してください。"})["standing"],
    )
    contractor.post(f"{here}/plan/draft")
    night = {"name": "当直", "hours": "night", "phone": "011-000-0002"}
    contractor.put(f"{here}/plan/draft/contacts", {"contacts": [*CONTACTS, night]})
    second = contractor.post(f"{here}/plan/draft/submit")
    writing = f"{here}/writings/{second['id']}"
    client.get(writing)
    accepted = client.post(f"{writing}/accept", {"reference": "情政第15号"})
    say("accepted", [step["name"] for step in accepted["steps"]])
    say("decided how", accepted["steps"][-1]["assurance_words"])
    say("after acceptance", state())
    later = contractor.get(f"{here}/duties", at=(ends + timedelta(days=40)).isoformat(), state="late")
    say("late after the end", [duty["clause"] for duty in later["duties"]])

    # A slip in what is in force is mended by a notice, without a decision.
    current = contractor.get(f"{here}/plan/in-force")
    roster = contractor.get(f"{here}/plan/versions/{current['id']}/roster")["items"]
    slip = {"id": roster[0]["id"], "email": "t.mihon@contractor.example"}
    contractor.post(f"{here}/plan/corrections", {"reason": "メールの誤記", "entries": [slip]})
    say("corrected", contractor.get(f"{here}/plan/in-force")["correction"])

    # A change: three people come and one goes. In force from its day, and not before.
    day = today + timedelta(days=20)
    contractor.post(f"{here}/plan/draft")
    changed = import_roster(TITLE + OFFICERS.replace("taro@", "t.mihon@") + NEWCOMERS)
    say("changed", [changed["added"], changed["removed"]])
    contractor.get(f"{here}/plan/draft")
    contractor.put(f"{here}/plan/draft/cover", {"reason": "試験工程の増員", "effective_on": day.isoformat()})
    change = contractor.post(f"{here}/plan/draft/submit")
    versions = contractor.get(f"{here}/plan/versions")["items"]
    comparison = client.get(f"{here}/plan/versions/{versions[0]['id']}/comparison")
    say("comparison", [f"{line['item']} {line['old']} → {line['new']}" for line in comparison])

    # This time the answer comes on paper: the contractor records it, with its scan.
    scan = contractor.get(f"{here}/papers/{change['papers'][0]['id']}")
    recorded = contractor.post(
        f"{here}/writings/{change['id']}/record",
        {"name": "accepted", "decider": "情報政策課長 市役 一子", "decided_on": today.isoformat()},
        files={"scan": ("回答.pdf", scan)},
    )
    say("recorded", recorded["steps"][-1]["assurance_words"])
    for when in (day - timedelta(days=1), day):
        in_force = contractor.get(f"{here}/plan/in-force", at=when.isoformat())
        say(f"people on day {(when - today).days}", in_force["people"])
    client.get(f"{here}/writings/{change['id']}")
    say("confirmed", client.post(f"{here}/writings/{change['id']}/confirm")["steps"][-1]["stands"])

    say("ledger", client.post(f"{here}/ledger/verify")["ok"])
    entries = client.get(f"{here}/ledger/entries", limit="200")["items"]
    say("acts", [entry["act"] for entry in reversed(entries)])
    return found


def main() -> None:
    """Read the arguments, and go."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("--url", "--contractor", "--client", "--client-number"):
        parser.add_argument(name, required=True)
    parser.add_argument("--today", type=date.fromisoformat, default=None, help="2026-04-01; default: today")
    given = parser.parse_args()
    run(
        Api(given.url.rstrip("/"), given.contractor),
        Api(given.url.rstrip("/"), given.client),
        client_number=given.client_number,
        today=given.today or date.today(),  # noqa: DTZ011, TID251 (this is no part of the product)
    )


if __name__ == "__main__":
    main()
