"""An installation that an older version made: after its migrations it says what it said before.

What is asked, and of what, is told by `ask.py` and `make.py`. An answer may say more than it did; what it said must stand.
"""

import json
import lzma
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installations import environment_of, new_database

HERE = Path(__file__).parent
# Programs of one side ask on the one kind of database, of the other on the other: what they read does not hang on it.
ASKING = {"sqlite": {"officer", "auditor"}, "postgresql": {"city-officer"}}
SIGNED = "next"  # a list's cursor, with the time at which it was signed
# Programs' answers that say something else than that version's, by a pattern of who asks for which address, and why.
DIFFERENT: dict[str, str] = {
    "/ledger/(checkpoint|entries)$": "each tree has one entry more, which swears to the rows that stood",
    "/(contracts|clauses|todo)$": "the law's dates stand on the board, and each of several incidents has its own step",
    "/(retention-periods|held)$": "the kinds stand in another order, that of the apps, which nobody was promised",
    "^officer .*/incidents/[^/]+/book$": "an incident's book says how far the ledger goes, which has one entry more",
    "/terms$": "two readings more, on calls and on whose knowledge counts, stand among those that there were",
    "^(?!city-).*/incidents/[^/]+/reports/[^/]+$": "more can be written, and how sure a number is stands with the number",
    "^officer .*/incidents/[^/]+/reports/[^/]+/preview$": "a draft that follows a report is its follow-up, unless it corrects",
    "/keeping$": "personal data are kept from the last act where that is later than the contract's end",
    "^officer .*/minutes/latest/paper$": "a draft's paper says that the client has not confirmed how the contractor reads the annex",
    "/incidents/[^/]+/law(/notice)?$": "the number of persons says how sure it is, which stood in a field of its own",
}
FOOTER = re.compile(
    r"台帳\s+No\.\s*\d+\s+[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}|\s*検証点\s+\S+\s+No\.\s*\d+(\s+[0-9a-f]{8}){8}"
)
"""What a paper that is made anew prints of the ledger as it stands."""
NAMED = re.compile(r"^インシデント [\w-]+：")
NEWLY_JUDGED = {"personal-information", "subcontract-answerable", "subcontract-inspection"}
UNDONE = "行われないまま終了しました。"


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """What the older version answered, and what this one does."""
    kind = "postgresql" if os.environ.get("KOKOROE_DATABASE") else "sqlite"
    folder = tmp_path_factory.mktemp("made") / "data"
    shutil.unpack_archive(HERE / "made" / f"{kind}.tar.xz", folder)
    told = json.loads(lzma.decompress((HERE / "made" / f"{kind}.json.xz").read_bytes()))
    with new_database() as address:
        if address:
            restore(address, folder / "dump.sql")
        only(told, ASKING[kind])
        asking = [sys.executable, HERE / "ask.py", told["at"], json.dumps(told["tokens"])]
        ended = subprocess.run(
            asking, env=environment_of(folder, address), check=False, capture_output=True, encoding="utf-8"
        )
    assert ended.returncode == 0, ended.stderr
    return told["answers"], json.loads(ended.stdout)


def only(told: dict, asking: set[str]) -> None:
    """Let nobody else ask."""
    told["tokens"] = {who: token for who, token in told["tokens"].items() if who in asking}
    programs = told["answers"]["programs"].items()
    told["answers"]["programs"] = {name: said for name, said in programs if name.split()[0] in asking}


def restore(address: str, dump: Path) -> None:
    """Load a dump in plain SQL, without the lines that are for psql alone."""
    import psycopg

    lines = dump.read_text().splitlines(keepends=True)
    with psycopg.connect(address) as server:
        server.execute("".join(line for line in lines if not line.startswith("\\")))


@pytest.mark.parametrize("part", ["status", "frozen", "papers"])
def test_nothing_differs_in(part, asked):
    before, now = (answers[part] for answers in asked)
    assert before
    assert differences(before, now) == {}


def test_the_ledger_verifies_as_it_did_and_has_sworn_to_what_stood(asked):
    before, now = (answers["verify"] for answers in asked)
    assert (before["ok"], now["ok"]) == (True, True)
    for old, new in zip(before["trees"], now["trees"], strict=True):
        sworn = new["entries"] - old["entries"]
        assert sworn == new["checkpoints"] - old["checkpoints"] > 0
        named_its_pack = "/contract/" in old["origin"]
        assert new["rows"] == new["rows_first"] + named_its_pack > 0
        grown = {
            "entries": new["entries"],
            "checkpoints": new["checkpoints"],
            "disclosures": old["disclosures"] + named_its_pack,
        }
        assert holds({**old, **grown}, new), old["origin"]


def test_programs_are_told_the_same(asked):
    before, now = (answers["programs"] for answers in asked)
    found = differences(before, now)
    assert {
        name: said
        for name, said in found.items()
        if not any(re.search(pattern, name) for pattern in DIFFERENT)
    } == {}


def test_what_is_said_to_differ_does(asked):
    before, now = (answers["programs"] for answers in asked)
    for pattern in DIFFERENT:
        asked_for = [name for name in before if re.search(pattern, name)]
        assert not asked_for or not all(holds(before[name], now.get(name)) for name in asked_for), pattern


def differences(before: dict, now: dict) -> dict[str, str]:
    """By what was asked the first thing that differs."""
    return {
        name: difference(answer, now.get(name))
        for name, answer in before.items()
        if not holds(answer, now.get(name))
    }


def holds(before: object, now: object) -> bool:
    """Whether everything that was said still is; keys that came since may stand beside it."""
    if isinstance(before, dict) and isinstance(now, dict):
        if "duty" in before:
            before = as_meant(before, now)
        return all(
            key in now and (holds(value, now[key]) or (key == SIGNED and bool(value) == bool(now[key])))
            for key, value in before.items()
        )
    if isinstance(before, list) and isinstance(now, list):
        return len(before) == len(now) and all(map(holds, before, now))
    if isinstance(before, str) and isinstance(now, str):
        return FOOTER.sub("", before) == FOOTER.sub("", now)
    return before == now


def as_meant(before: dict, now: dict) -> dict:
    """How a duty stood, with what is meant to be said otherwise since.

    The contract's end is a change to what ends with it, and what was not done by then has no step. Where there are
    several incidents they are named. The law's dates judge the clause on personal information, and how subcontracts
    stand those on them. A draft is nobody's fact any more.
    """
    if before["duty"] in NEWLY_JUDGED or "下書き" in before["reason"]:
        return now
    meant = {**before, "changes_at": now["changes_at"]}
    for key in ("reason", "next_step"):
        if now[key] and NAMED.sub("", now[key]) == before[key]:
            meant[key] = now[key]
    if now["reason"] == f"{UNDONE}{before['reason']}":
        meant |= {"reason": now["reason"], "next_step": None, "owner": None}
    return meant


def difference(before: object, now: object, at: str = "") -> str:
    """Where it is, what was said, and what is."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key, value in before.items():
            if not holds({key: value}, now):
                return difference(value, now.get(key), f"{at}.{key}")
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for index, (one, other) in enumerate(zip(before, now, strict=True)):
            if not holds(one, other):
                return difference(one, other, f"{at}[{index}]")
    return f"{at}: {before!r:.300} -> {now!r:.300}"
