"""Asks an installation about everything it holds, in ways that stay: commands, operations, the frozen bytes.

`python tests/upgrading/ask.py AT TOKENS` writes the answers as JSON. It runs with the code that made the installation, and
with today's on a copy that was migrated: what does not depend on the code must not differ. `AT` is the moment at which
it asks; `TOKENS` is a JSON object of secrets by who holds them, the auditor last: each look of theirs is written down.
"""

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from unittest.mock import patch

# Contracts asked about in full, with who asks; the days before AT for which duties are asked, of these and of the others.
IN_FULL = {"情-101": {"officer", "city-officer", "auditor"}, "教委-12": {"officer"}}
READS_PAPERS, WATCHED = "officer", "auditor"
DAYS, OTHER_DAYS = (235, 221, 200, 119, 33, 12, 0, -40, -400), (90, 0)


def main(at: datetime, tokens: dict[str, str]) -> dict[str, Any]:
    """All answers, by what was asked."""
    from kokoroe import clock
    from kokoroe.cli.installed import prepare_installation

    with patch.object(clock, "now", lambda: at):
        prepare_installation("ja")
        return {
            "verify": json.loads(command("ledger", "verify", "--json")),
            "status": dict(statuses(at)),
            "frozen": dict(frozen()),
            "papers": dict(papers()),
            "programs": dict(programs(tokens)),
        }


def command(*arguments: str) -> str:
    """What a command prints."""
    from kokoroe.cli.main import main as kokoroe

    said = io.StringIO()
    with redirect_stdout(said):
        ended = kokoroe(arguments)
    assert ended == 0, (arguments, ended, said.getvalue())
    return said.getvalue()


def statuses(at: datetime) -> Iterator[tuple[str, Any]]:
    """How each contract's duties stood on many days, as is known now and as was known by then."""
    for contract in model("contracts.Contract").order_by("pk"):
        for days in DAYS if contract.number in IN_FULL else OTHER_DAYS:
            then = (at - timedelta(days=days)).isoformat()
            for known in ((), ("--known-at", then)):
                told = command("status", contract.code, "--json", "--at", then, *known)
                yield " ".join((contract.code, "--at", then, *known)), json.loads(told)


def model(label: str) -> Any:
    """The rows of a model."""
    from django.apps import apps

    return apps.get_model(label)._default_manager.all()


def frozen() -> Iterator[tuple[str, str | None]]:
    """The digests of what was frozen, read back by who keeps it, also where that is rows."""
    from kokoroe.ledger.values import frozen_sources

    rows = model("ledger.Disclosure").exclude(kind="").exclude(content=None)
    wanted = sorted(set(rows.values_list("kind", "name")))
    for kind, reader in sorted(frozen_sources.items()):
        for ref, content in reader([ref for one, ref in wanted if one == kind]):
            yield f"{kind} {ref}", None if content is None else sha256(content).hexdigest()


def papers() -> Iterator[tuple[str, Any]]:
    """The digest of each paper that is kept."""
    for paper in model("submissions.Paper").order_by("pk"):
        yield str(paper.pk), [paper.filename, paper.kind, sha256(bytes(paper.content)).hexdigest()]


def programs(tokens: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """What each operation that reads answers to each token, about everything there is."""
    from django.conf import settings
    from django.test import Client

    settings.STATIC_ROOT.mkdir(exist_ok=True)
    browser = Client(headers={"host": settings.KOKOROE_URL.partition("//")[2]})
    described = browser.get("/api/v1/openapi.json").json()
    for who, token in tokens.items():
        headers = {"Authorization": f"Bearer {token}"}
        for path, operations in sorted(described["paths"].items()):
            for address in addresses(path, who) if "get" in operations else ():
                if who == WATCHED and address.endswith("/ledger/entries"):
                    continue  # its looks are entries, with salts of their own
                answer = browser.get(address, headers=headers)
                yield f"{who} {address}", read(answer, with_papers=who == READS_PAPERS)


def addresses(path: str, who: str) -> Iterator[str]:
    """The addresses of an operation, for the things there are of the kind that it reads."""
    if "{code}" not in path:
        yield from filled(path, None)
        return
    numbers = [number for number, people in IN_FULL.items() if who in people]
    for contract in model("contracts.Contract").filter(number__in=numbers).order_by("pk"):
        yield from filled(path.replace("{code}", contract.code), contract)


# What the key in an operation's address is the key of, by what stands before it; and the contract's lookup of that.
KEYS = {
    "versions/{pk}": ("plan.PlanVersion", "contract"),
    "writings/{pk}": ("submissions.Submission", "contract"),
    "papers/{pk}": ("submissions.Paper", "submission__contract"),
    "card-reports/{pk}": ("incidents.Report", "link__contract"),
    "evidence/{pk}": ("incidents.EvidenceFile", "contract"),
    "report-links/{pk}": ("incidents.ReportLink", "contract"),
    "audits/{pk}": ("contracts.Audit", "contract"),
    "proposals/{pk}": ("contracts.Confirmation", None),
    "imports/{pk}": ("plan.RosterImport", "version__contract"),
}


def filled(path: str, contract: Any) -> Iterator[str]:
    """The address with each key that fits."""
    keys = next((keys for part, keys in KEYS.items() if part in path), None)
    if keys:
        label, lookup = keys
        rows = model(label).filter(**({lookup: contract} if lookup else {}))
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            yield from kinds(path.replace("{pk}", str(pk)))
    elif "{pk}" in path:
        yield from kinds(path.replace("{pk}", "1"))
    elif "incidents/{number}" in path:
        for number in model("incidents.Incident").filter(contract=contract).order_by("pk"):
            yield from kinds(path.replace("{number}", number.number))
    elif "procedure/versions/{number}" in path:
        for version in (1, 2):
            yield path.replace("{number}", str(version))
    elif "{" not in path:
        yield path


def kinds(path: str) -> Iterator[str]:
    """The address with what remains: the stage of a report, the kind of a card's paper."""
    options = {
        "{stage}": ("first-report", "detailed-report", "corrective-plan", "result-report"),
        "{kind}": ("card", "poster"),
    }
    name = next((name for name in options if name in path), None)
    yield from (path.replace(name, option) for option in options[name]) if name else (path,)


def read(response: Any, *, with_papers: bool) -> Any:
    """What an answer says: JSON as it is, a paper's text, of other files the digest."""
    content = b"".join(response) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if kind.endswith("json"):
        return {"status": response.status_code, "json": json.loads(content)}
    if kind == "application/pdf" and b"/Pages" in content:
        if not with_papers:
            return {"status": response.status_code}
        return {"status": response.status_code, "text": text_of(content)}
    if kind.endswith("sheet"):
        return {"status": response.status_code, "cells": cells_of(content)}
    return {"status": response.status_code, "digest": sha256(content).hexdigest()}


def text_of(content: bytes) -> str:
    """A paper's words: its bytes also hang on the typesetter's version."""
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, check=True, capture_output=True)
    return " ".join(told.stdout.decode().split())


def cells_of(content: bytes) -> list[list[str]]:
    """What stands in a workbook's cells."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    return [[str(cell.value or "") for cell in row] for sheet in book for row in sheet.iter_rows()]


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # of what is refused
    os.environ["DJANGO_SETTINGS_MODULE"] = "kokoroe.site.settings"
    answers = main(datetime.fromisoformat(sys.argv[1]), json.loads(sys.argv[2]))
    json.dump(answers, sys.stdout, ensure_ascii=False, sort_keys=True, default=str)
