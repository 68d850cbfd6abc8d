import json
import shutil
from pathlib import Path

import pytest

from kokoroe import packs


@pytest.fixture
def copied(tmp_path):
    """A pack of one's own, to be damaged."""
    folder = tmp_path / "ours"
    shutil.copytree(packs.find("sapporo"), folder)
    return folder


def test_it_lists_the_annexes(command):
    found = json.loads(command("annex", "list", "--json", "--lang", "en").out)

    assert [pack["name"] for pack in found] == ["kojin-joho", "sapporo"]
    assert [line.split("\t")[0] for line in command("annex", "list").out.splitlines()] == [
        "kojin-joho",
        "sapporo",
    ]


def test_it_shows_an_annex_by_its_own_numbering(command):
    shown = json.loads(command("annex", "show", "sapporo", "--json").out)

    assert shown["clauses"][1]["ref"] == "1(1)"
    assert {duty["clause"] for duty in shown["duties"]} <= {clause["ref"] for clause in shown["clauses"]}
    assert "\n1(1)ア(ア) " in command("annex", "show", "sapporo").out


def test_an_annex_that_is_not_there_is_refused(command):
    ended = command("annex", "show", "nowhere", "--lang", "en")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "There is no annex “nowhere”. There are: kojin-joho, sapporo.\n"


def test_sound_packs_pass(command):
    ended = command("annex", "check")

    assert ended.code == 0
    assert [line[:3] for line in ended.out.splitlines()] == ["OK ", "OK "]


def test_a_pack_can_be_checked_by_its_path(command, copied):
    assert command("annex", "check", copied).code == 0
    assert command("annex", "check", copied / "pack.yaml").code == 0


def test_a_broken_pack_fails_with_file_and_line(command, copied):
    pack = copied / "pack.yaml"
    pack.write_text(pack.read_text().replace("type: roster", "type: rooster", 1))
    line = pack.read_text().splitlines().index("    type: rooster") + 1

    ended = command("annex", "check", copied, "--lang", "en")

    assert ended.code == 1
    assert ended.out.splitlines()[0] == f"NG {copied}"
    assert f"pack.yaml:{line}" in ended.out


def test_a_worked_example_that_comes_out_otherwise_fails(command, copied):
    examples = copied / "examples.yaml"
    assert ": met" in examples.read_text()
    examples.write_text(examples.read_text().replace(": met", ": broken", 1))

    ended = command("annex", "check", copied)

    assert ended.code == 1
    assert "broken" in ended.out


def test_a_path_that_is_not_there_is_refused(command):
    assert command("annex", "check", Path("nowhere") / "pack.yaml").code == 2
