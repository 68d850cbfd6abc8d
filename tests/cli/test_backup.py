import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from installations import copied_installation, empty_installation, kokoroe, prepared_installation

CONTRACT = (
    "contract", "create", "--annex", "sapporo", "--title", "保守業務", "--client", "見本市",
    "--contractor", "サンプルシステム株式会社", "--start", "2026-04-01", "--end", "2027-03-31",
)  # fmt: skip


def opened(environment, number: str) -> str:
    ended = kokoroe(environment, *CONTRACT, "--number", number)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()[-1]


def numbers(environment) -> list[str]:
    rows = json.loads(kokoroe(environment, "contract", "list", "--json").stdout)
    return sorted(row["number"] for row in rows)


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """An installation that was backed up with one contract in it; afterwards a second one was opened."""
    folder = tmp_path_factory.mktemp("original")
    with prepared_installation(folder / "data") as environment:
        opened(environment, "2026-1")
        ended = kokoroe(environment, "backup", folder / "backup.tar.gz")
        assert ended.returncode == 0, ended.stderr
        opened(environment, "2026-2")
        yield environment


@pytest.fixture
def installation(original, tmp_path):
    with copied_installation(original, tmp_path / "data") as environment:
        yield environment


@pytest.fixture
def backup(original, tmp_path):
    return Path(shutil.copy2(Path(original["KOKOROE_DATA"]).parent / "backup.tar.gz", tmp_path))


def test_a_backup_is_a_new_file_of_its_owners_alone(installation, backup):
    before = backup.read_bytes()

    ended = kokoroe(installation, "backup", backup)

    assert (ended.returncode, ended.stderr) == (
        2,
        f"{backup} はすでにあります。上書きはしません。別の名前にしてください。\n",
    )
    assert backup.read_bytes() == before
    assert oct(backup.stat().st_mode & 0o777) == "0o600"
    assert sorted(path.name for path in backup.parent.iterdir()) == ["backup.tar.gz", "data"]


@pytest.mark.sqlite
def test_a_backup_is_taken_while_somebody_writes(installation, backup, tmp_path):
    with sqlite3.connect(Path(installation["KOKOROE_DATA"]) / "kokoroe.sqlite3") as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE contracts_contract SET title = 'not yet'")
        ended = kokoroe(installation, "backup", tmp_path / "while.tar.gz")
        writer.rollback()

    assert ended.returncode == 0


def test_a_restore_replaces_only_when_told_to(installation, backup):
    ended = kokoroe(installation, "restore", backup, "--lang", "en")

    assert ended.returncode == 2
    assert "add --replace" in ended.stderr
    assert numbers(installation) == ["2026-1", "2026-2"]


def test_a_restore_brings_the_backup_back_and_opens_new_epochs(installation, backup):
    ended = kokoroe(installation, "restore", backup, "--replace", "--lang", "en")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "3 trees continue in a new epoch." in ended.stdout
    assert "are asked to look at who may do what" in ended.stdout
    assert "may have come back" not in ended.stdout  # compared with what was replaced
    assert "Run `kokoroe release send` if the server from before is gone" in ended.stdout
    assert numbers(installation) == ["2026-1"]
    verified = kokoroe(installation, "ledger", "verify", "--json")
    assert verified.returncode == 0
    assert [tree["entries"] for tree in json.loads(verified.stdout)["trees"]] == [2, 2, 2]


def test_what_was_replaced_is_kept_aside(installation, backup):
    kokoroe(installation, "restore", backup, "--replace")

    (aside,) = (Path(installation["KOKOROE_DATA"]) / "replaced").iterdir()
    assert {"keys"} < {path.name for path in aside.iterdir()}
    assert aside.stat().st_mode & 0o077 == 0


@pytest.mark.sqlite
def test_what_was_replaced_still_holds_what_was_lost(installation, backup):
    kokoroe(installation, "restore", backup, "--replace")

    (aside,) = (Path(installation["KOKOROE_DATA"]) / "replaced").iterdir()
    assert numbers(installation | {"KOKOROE_DATA": str(aside)}) == ["2026-1", "2026-2"]


@pytest.mark.sqlite
def test_the_new_epoch_names_the_last_checkpoint_of_what_was_replaced(installation, backup):
    database = Path(installation["KOKOROE_DATA"]) / "kokoroe.sqlite3"
    with sqlite3.connect(database) as replaced:
        newest = dict(
            replaced.execute(
                "SELECT origin, note FROM ledger_checkpoint c JOIN ledger_tree t ON t.id = tree_id ORDER BY c.size"
            )
        )

    kokoroe(installation, "restore", backup, "--replace")

    with sqlite3.connect(database) as restored:
        opening = {
            origin: json.loads(body)["public"]
            for origin, body in restored.execute(
                "SELECT origin, body FROM ledger_entry e JOIN ledger_tree t ON t.id = tree_id WHERE e.epoch = 2"
            )
        }
    assert {origin: public["last_checkpoint"] for origin, public in opening.items()} == {
        origin: newest[origin] for origin in opening
    }


def test_a_backup_is_restored_on_an_empty_machine(backup, tmp_path):
    with empty_installation(tmp_path / "elsewhere") as other:
        ended = kokoroe(other, "restore", backup)

        assert ended.returncode == 0, ended.stderr
        assert "分からないので、戻っているかもしれません" in ended.stdout
        assert numbers(other) == ["2026-1"]
        assert kokoroe(other, "ledger", "verify").returncode == 0
        assert not (tmp_path / "elsewhere" / "replaced").exists()
        opened(other, "2026-3")
        assert "待っていた通知 0 件は送りません" in kokoroe(other, "release", "drop").stdout
        assert kokoroe(other, "release", "send").stderr == "復元のあとに待っている通知はありません。\n"
        assert kokoroe(other, "ledger", "verify").returncode == 0


def test_two_restores_in_a_row_open_two_epochs(installation, backup):
    for _ in range(2):
        assert kokoroe(installation, "restore", backup, "--replace").returncode == 0

    assert kokoroe(installation, "ledger", "verify").returncode == 0
    assert len(list((Path(installation["KOKOROE_DATA"]) / "replaced").iterdir())) == 2


def test_a_damaged_backup_changes_nothing(installation, backup):
    backup.write_bytes(backup.read_bytes()[:-100])

    ended = kokoroe(installation, "restore", backup, "--replace")

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"{backup} はバックアップとして読めません")
    assert numbers(installation) == ["2026-1", "2026-2"]
    assert not (Path(installation["KOKOROE_DATA"]) / ".restoring").exists()


@pytest.mark.sqlite
def test_a_replaced_database_that_is_damaged_is_said_to_be(installation, backup):
    (Path(installation["KOKOROE_DATA"]) / "kokoroe.sqlite3").write_bytes(b"no database at all" * 1000)

    ended = kokoroe(installation, "restore", backup, "--replace", "--lang", "en")

    assert ended.returncode == 0
    assert ended.stderr.startswith("The replaced database cannot be read")
    assert numbers(installation) == ["2026-1"]


def test_nothing_can_be_backed_up_where_nothing_is(tmp_path):
    with empty_installation(tmp_path / "nothing") as environment:
        ended = kokoroe(environment, "backup", tmp_path / "backup.tar.gz")

    assert ended.returncode == 2
    assert "にはまだ何もありません" in ended.stderr
    assert not (tmp_path / "backup.tar.gz").exists()
