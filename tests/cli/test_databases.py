from datetime import timedelta

import pytest

from kokoroe.cli import databases
from kokoroe.cli.databases import LEAST_GAP, ROWS_A_SECOND, leave_a_gap
from kokoroe.cli.outcome import Refused
from kokoroe.clock.models import Restoration
from people import NOW

SERVER = {"NAME": "kokoroe", "USER": "", "PASSWORD": "", "HOST": "/nowhere", "PORT": ""}


def test_a_missing_database_is_refused(tmp_path):
    with pytest.raises(Refused):
        databases.copy_sqlite(tmp_path / "nowhere.sqlite3", tmp_path / "copy")

    assert not (tmp_path / "copy").exists()


def test_a_damaged_database_is_refused(tmp_path):
    (tmp_path / "damaged.sqlite3").write_bytes(b"no database at all" * 1000)

    with pytest.raises(Refused):
        databases.copy_sqlite(tmp_path / "damaged.sqlite3", tmp_path / "copy")


def test_without_its_client_programs_a_server_is_not_copied(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Refused) as refusal:
        databases.dump_postgresql(SERVER, tmp_path / "copy")

    assert refusal.value.text.en == (
        "pg_dump is not there. Please install PostgreSQL's client programs (postgresql-client)."
    )


def test_what_a_client_program_says_is_passed_on(tmp_path, monkeypatch):
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'connection refused' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Refused) as refusal:
        databases.dump_postgresql(SERVER, tmp_path / "copy")

    assert refusal.value.text.en == "pg_dump failed (connection refused)."


def test_ids_after_a_restore_begin_where_no_lost_row_can_have_been(db):
    first = Restoration.objects.create(made_at=NOW, at=NOW)
    leave_a_gap(made_at=NOW, now=NOW + timedelta(days=1))
    second = Restoration.objects.create(made_at=NOW, at=NOW)
    leave_a_gap(made_at=NOW, now=NOW)
    third = Restoration.objects.create(made_at=NOW, at=NOW)
    assert second.pk == first.pk + ROWS_A_SECOND * 86400 + 1
    assert third.pk == second.pk + LEAST_GAP + 1
