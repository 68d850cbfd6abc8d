"""Strangers' files are parsed by a process of its own, which has limits and no secrets."""

from pathlib import Path

import pytest

from kokoroe.outside import apart
from kokoroe.outside.refused import FileRefused

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


def test_no_more_than_two_are_read_at_once(readers, monkeypatch):
    monkeypatch.setattr(apart, "WAIT", 0)
    assert [readers.turns.acquire(timeout=0) for _ in range(3)] == [True, True, False]
    with pytest.raises(FileRefused, match="ほかの大きなファイルを読んでいます"):
        asked("look", word="")
