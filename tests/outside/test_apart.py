"""Strangers' files are parsed by a process of its own, which has limits and no secrets."""

import subprocess
import sys
from pathlib import Path

import pytest

from kokoroe.outside import apart
from kokoroe.outside.refused import FileRefused
from kokoroe.outside.turns import turn

TASKS = "outside.tasks"


@pytest.fixture
def readers(monkeypatch):
    """Processes that find the tasks of this folder, and end with the test."""
    made = apart.Readers()
    monkeypatch.setattr(apart, "_readers", made)
    monkeypatch.setattr(apart, "ROOT", Path(__file__).parents[1])
    yield made
    made.end_idle()


def asked(task, content=b"", **said):
    return apart.apart(f"{TASKS}:{task}", content, said)


def test_one_process_reads_file_after_file_and_sees_nothing_of_the_server(readers, monkeypatch):
    monkeypatch.setenv("KOKOROE_DATABASE", "postgresql://user:secret@host/name")
    first, back = asked("look", b"a file", word="回答")
    assert back == b"a file"
    assert (first["word"], first["secrets"]) == ("回答", [])
    with pytest.raises(FileRefused, match="だめです"):
        asked("refuse")
    with pytest.raises(FileRefused, match="このファイルは読めません"):
        asked("fail")
    with pytest.raises(FileRefused, match="時間かメモリーがかかりすぎる"):
        asked("hoard")
    assert asked("look", word="")[0]["process"] == first["process"]


def test_what_takes_too_long_is_stopped_and_its_process_is_not_asked_again(readers, monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0)
    with pytest.raises(FileRefused, match="時間かメモリーがかかりすぎる"):
        asked("turn")
    assert readers.idle == []


def test_no_more_than_two_are_read_at_once_on_a_machine(readers, monkeypatch, tmp_path, settings):
    """By other processes of the server too; one that dies lets the next in."""
    settings.KOKOROE_DATA = tmp_path
    monkeypatch.setattr(apart, "WAIT", 0)
    holding = "import sys, time; from pathlib import Path; from kokoroe.outside.turns import turn\n"
    holding += (
        "with turn(Path(sys.argv[1]), 'file', most=2, wait=0) as had: print(had, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", holding, str(tmp_path)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as other,
        turn(tmp_path, "file", most=2, wait=5) as had,
    ):
        assert (other.stdout.readline(), had) == (b"True\n", True)
        with pytest.raises(FileRefused, match="ほかの大きなファイルを読んでいます"):
            asked("look", word="")
        other.kill()
        other.wait()
        assert asked("look", word="回答")[0]["word"] == "回答"
