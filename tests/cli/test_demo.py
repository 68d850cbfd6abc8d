import json
from pathlib import Path

import pytest

from installations import empty_installation, kokoroe
from kokoroe.cli.demo import BUILT


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The sample, made once for these tests after an attempt that was interrupted; they only look."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    folder.mkdir()
    (folder / "demo").write_text("building")
    (folder / "kokoroe.sqlite3").write_bytes(b"half of it")
    with empty_installation(folder) as environment:
        environment.pop("KOKOROE_DATABASE", None)
        ended = kokoroe(environment, "demo", "--no-run")
        assert ended.returncode == 0, ended.stderr
        yield environment, ended.stdout


def test_it_prints_who_can_sign_in_as_what(demo):
    _, said = demo

    assert [line.split()[0] for line in said.splitlines()[1:]] == [
        "ichiko@city.example",
        "jiro@city.example",
        "mie@city.example",
        "taro@sample.example",
        "hanako@sample.example",
        "rokuko@audit.example",
    ]


def test_an_interrupted_attempt_is_made_anew(demo):
    environment, _ = demo

    assert (Path(environment["KOKOROE_DATA"]) / "demo").read_text() == BUILT


def test_there_are_contracts_under_both_annexes_in_different_states(demo):
    environment, _ = demo
    contracts = json.loads(kokoroe(environment, "contract", "list", "--json").stdout)

    assert len(contracts) == 15
    assert {contract["client"] for contract in contracts} == {
        "見本市",
        "例示県",
        "サンプルシステム株式会社",  # of a subcontract
        "パターン電算株式会社",  # of the one below
    }
    states = set()
    for number in ("情-101", "広-009", "教-045", "教委-12"):
        rows = json.loads(kokoroe(environment, "status", number, "--json").stdout)
        states |= {row["state"] for row in rows}
    assert states >= {"met", "late", "due_soon", "dormant", "unverified"}


def test_its_ledger_verifies(demo):
    environment, _ = demo

    assert kokoroe(environment, "ledger", "verify").returncode == 0


def test_it_is_made_once(demo):
    environment, said = demo
    before = kokoroe(environment, "contract", "list").stdout

    again = kokoroe(environment, "demo", "--no-run")

    assert (again.returncode, again.stdout, again.stderr) == (0, said, "")
    assert kokoroe(environment, "contract", "list").stdout == before


def test_it_never_mixes_with_real_data(prepared):
    environment = {name: value for name, value in prepared.items() if name != "KOKOROE_DATABASE"}
    created = kokoroe(
        environment, "contract", "create", "--annex", "sapporo", "--title", "T", "--number", "1",
        "--client", "見本市", "--contractor", "見本社", "--start", "2026-04-01", "--end", "2027-03-31",
    )  # fmt: skip
    assert created.returncode == 0, created.stderr

    ended = kokoroe(environment, "demo", "--no-run")

    assert ended.returncode == 2
    assert "実際のデータがあります" in ended.stderr
    assert not (Path(environment["KOKOROE_DATA"]) / "demo").exists()
