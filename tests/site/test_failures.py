"""What passes by itself is said so, by pages, operations and commands; what was typed is not lost."""

import errno
import sqlite3
from contextlib import closing

import pytest
from django.db import DataError, InterfaceError, OperationalError, ProgrammingError
from django.test import Client, RequestFactory
from django.urls import reverse
from psycopg import errors as postgresql

from caller import Caller
from kokoroe.accounts.refusals import NotPossible
from kokoroe.cli.main import sentence_of
from kokoroe.ledger import unit
from kokoroe.ledger.keys import KeyMissingError, load_key
from kokoroe.site import failures, trouble
from kokoroe.site.trouble import AWAY, BUSY, FULL, KEYLESS, trouble_of


def django_error(kind: type[Exception], cause: Exception) -> Exception:
    """The error as Django raises it."""
    error = kind(*cause.args)
    error.__cause__ = cause
    return error


def locked(folder) -> sqlite3.Error:
    with (
        closing(sqlite3.connect(folder / "a", isolation_level=None)) as one,
        closing(sqlite3.connect(folder / "a", timeout=0)) as other,
    ):
        one.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as raised:
            other.execute("CREATE TABLE rows (id)")
    return raised.value


def full(folder) -> sqlite3.Error:
    with closing(sqlite3.connect(folder / "b")) as one:
        one.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as raised:
            one.execute("CREATE TABLE rows (id)")
    return raised.value


def gone(folder) -> sqlite3.Error:
    with pytest.raises(sqlite3.OperationalError) as raised:
        sqlite3.connect(folder / "nowhere" / "c")
    return raised.value


def mistaken(_folder) -> sqlite3.Error:
    with closing(sqlite3.connect(":memory:")) as one, pytest.raises(sqlite3.OperationalError) as raised:
        one.execute("SELECT * FROM nothing")
    return raised.value


@pytest.mark.parametrize(("made", "is_it"), [(locked, BUSY), (full, FULL), (gone, AWAY), (mistaken, None)])
def test_trouble_is_told_from_a_fault_by_what_sqlite_says(tmp_path, made, is_it):
    assert trouble_of(django_error(OperationalError, made(tmp_path))) is is_it


def test_files_that_sqlite_cannot_use_may_be_for_want_of_room(tmp_path, monkeypatch):
    monkeypatch.setattr(trouble, "disk_is_full", lambda: True)
    assert trouble_of(django_error(OperationalError, gone(tmp_path))) is FULL


@pytest.mark.parametrize(
    ("kind", "cause", "is_it"),
    [
        (OperationalError, postgresql.OperationalError("connection refused"), AWAY),
        (InterfaceError, postgresql.InterfaceError("the connection is closed"), AWAY),
        (OperationalError, postgresql.AdminShutdown(), AWAY),
        (OperationalError, postgresql.CannotConnectNow(), AWAY),
        (OperationalError, postgresql.TooManyConnections(), AWAY),
        (OperationalError, postgresql.DiskFull(), FULL),
        (OperationalError, postgresql.DeadlockDetected(), BUSY),
        (OperationalError, postgresql.LockNotAvailable(), BUSY),
        (DataError, postgresql.NumericValueOutOfRange(), None),
        (ProgrammingError, postgresql.UndefinedTable(), None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_and_by_what_postgresql_says(kind, cause, is_it):
    assert trouble_of(django_error(kind, cause)) is is_it


def test_a_full_disk_is_found_below_other_errors():
    error = RuntimeError("no paper was made")
    error.__context__ = OSError(errno.ENOSPC, "No space left on device")
    assert trouble_of(error) is FULL
    assert trouble_of(ValueError("ours")) is None


def test_a_command_says_it_in_words():
    assert sentence_of(OSError(errno.ENOSPC, "No space left on device"), "ja") == (
        "サーバーのディスクに空きがなく、記録できません\n直ったら、もう一度実行してください。"
    )


class TestAnAnswer:
    TYPED = {"name": "ends", "on": "2027-03-19", "note": '"三月"に<終わった>'}

    @pytest.fixture
    def fails(self, monkeypatch):
        """Lets every act end with an error."""

        def with_error(error: Exception) -> None:
            def fail(_acts) -> None:
                raise error

            monkeypatch.setattr(unit, "refusals", [fail])

        return with_error

    def post(self, party, data, **more):
        client = Client(raise_request_exception=False)
        client.force_login(party.officer)
        return client.post(reverse("contract_date", args=[party.contract.code]), data, **more)

    def test_says_what_it_is_and_when_to_come_back_and_keeps_what_was_typed(self, party, fails, tmp_path):
        fails(django_error(OperationalError, locked(tmp_path)))
        answer = self.post(party, self.TYPED)
        page = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert "データベースが使用中で、記録できませんでした" in page
        assert "The database was in use, and nothing was recorded" in page
        assert 'name="note" value="&quot;三月&quot;に&lt;終わった&gt;"' in page
        assert f'action="/c/{party.contract.code}/settings/dates"' in page
        assert "こちらの不具合" not in page

    def test_comes_back_by_itself(self, party, fails, tmp_path, monkeypatch):
        fails(django_error(OperationalError, full(tmp_path)))
        assert self.post(party, self.TYPED).status_code == 503
        monkeypatch.setattr(unit, "refusals", [])
        assert self.post(party, self.TYPED).status_code == 302

    def test_never_writes_a_password_into_the_page(self, party, fails, tmp_path):
        fails(django_error(OperationalError, full(tmp_path)))
        page = self.post(party, self.TYPED | {"password": "himitsu-no-kotoba"}).content.decode()
        assert "himitsu-no-kotoba" not in page
        assert "選び直す" in page

    def test_of_a_fault_is_as_before(self, party, fails):
        fails(ValueError("ours"))
        answer = self.post(party, self.TYPED)
        assert (answer.status_code, "こちらの不具合です" in answer.content.decode()) == (500, True)

    def test_of_a_refusal_that_no_page_expects_says_it(self):
        request = RequestFactory().post("/x", {"a": "b"})
        page = failures.refused(request, NotPossible("時計が違う。", "The clock is wrong."))
        assert (page.status_code, "時計が違う。" in page.content.decode()) == (409, True)

    def to_program(self, party, monkeypatch, fails, error):
        caller = Caller(monkeypatch)
        token = caller.token(party.officer)
        fails(error)
        monkeypatch.setattr("caller.Client", lambda: Client(raise_request_exception=False))
        body = {"name": "ends", "on": "2027-03-19"}
        answer = caller.post(token, f"/contracts/{party.contract.code}/dates", body)
        assert answer["Content-Type"] == "application/problem+json"
        return answer.status_code, answer.json()["type"], answer.headers.get("Retry-After")

    def test_to_a_program_is_a_problem(self, party, monkeypatch, fails, tmp_path):
        error = django_error(OperationalError, full(tmp_path))
        found = self.to_program(party, monkeypatch, fails, error)
        assert found == (503, "urn:kokoroe:problem:unavailable", "300")

    def test_of_a_fault_to_a_program_is_one_too(self, party, monkeypatch, fails):
        found = self.to_program(party, monkeypatch, fails, ValueError("ours"))
        assert found == (500, "urn:kokoroe:problem:failed", None)


def test_a_process_without_the_ledgers_key_records_nothing_and_says_what_to_do(tmp_path, settings):
    settings.KOKOROE_KEYS = tmp_path
    with pytest.raises(KeyMissingError) as raised:
        load_key(tmp_path)
    assert trouble_of(raised.value) is KEYLESS
    assert sentence_of(raised.value, "en").startswith(
        f"{tmp_path / 'ledger.key'}: no signing key can be read"
    )
