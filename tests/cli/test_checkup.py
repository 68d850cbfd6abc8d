import json
import os
import sys
from pathlib import Path

from installations import kokoroe
from kokoroe.cli.prepare import collect_static


def levels(environment):
    ended = kokoroe(environment, "check", "--json", "--lang", "en")
    return ended.returncode, {one["message"]: one for one in json.loads(ended.stdout)}


def test_a_sound_installation_passes_and_says_what_is_not_encrypted(prepared):
    code, found = levels(prepared)

    assert code == 0
    owner = "The database refuses changes in tables that only grow, but the role in use owns them."
    assert [(one["level"], one["message"]) for one in found.values() if one["level"] != "ok"] == [
        *([("warning", owner)] if os.environ.get("KOKOROE_DATABASE") else []),
        ("warning", "No public address is set: links in notices cannot be opened from other machines."),
        ("warning", "Sending mail is not set up."),
        ("warning", "http://127.0.0.1:8000 is not https."),
        ("warning", "Nobody is asked for a second factor (KOKOROE_SECOND_FACTOR=off)."),
    ]
    assert "The static files are there." in found


def test_where_the_second_factor_is_not_switched_off_it_is_said_who_needs_one(prepared):
    _, found = levels({**prepared, "KOKOROE_SECOND_FACTOR": ""})

    assert found["Those who decide or manage need a second factor."]["level"] == "ok"


def test_an_empty_folder_fails_with_how_to_start(installation):
    code, found = levels(installation)

    assert code == 1
    (one,) = found.values()
    assert one["remedy"].startswith("Start with `kokoroe run --data ")


def test_everything_that_is_wrong_is_found_at_once_each_with_its_place(prepared):
    data = Path(prepared["KOKOROE_DATA"])
    (data / "keys" / "ledger.key").unlink()
    for name in ("anchors.json", "sworn.json"):
        (data / "keys" / name).write_text("{")
    (data / "static" / "staticfiles.json").unlink()
    pack = data / "packs" / "ours" / "pack.yaml"
    pack.parent.mkdir(parents=True)
    pack.write_text("name: ours\n  wrong: indent\n")
    open_to_others = data / "keys" / "secret.key"
    open_to_others.chmod(0o644)

    code, found = levels(prepared)

    assert code == 1
    assert found["Static files are missing."]["level"] == "failure"
    for part in (
        "no signing key can be read",
        "anchors.json is damaged",
        "sworn.json is damaged",
        "pack.yaml:2",
    ):
        assert [one["level"] for message, one in found.items() if part in message] == ["failure"]
    if sys.platform != "win32":  # modes of POSIX
        assert found[f"Other users can read {open_to_others}."]["remedy"] == f"chmod 600 {open_to_others}"


def test_static_files_are_collected_once(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    collect_static()
    (tmp_path / "static" / "mark").touch()

    collect_static()

    assert (tmp_path / "static" / "mark").exists()
