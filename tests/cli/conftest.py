"""Commands run here: in this process on the test database, or in processes of their own on an empty installation."""

import os
from dataclasses import dataclass

import pytest
from django.utils import translation

from installations import empty_installation, prepared_installation
from kokoroe.cli.main import main


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        return self.out.splitlines()[-1]


@pytest.fixture
def command(capsys, monkeypatch):
    """Run a command in this process, in Japanese unless it says otherwise."""
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    umask = os.umask(0o022)
    capsys.readouterr()

    def run(*arguments: object) -> Ended:
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    yield run
    os.umask(umask)
    translation.deactivate()


@pytest.fixture
def installation(tmp_path):
    """The environment of an installation that is not there yet."""
    with empty_installation(tmp_path / "data") as environment:
        yield environment


@pytest.fixture
def prepared(tmp_path):
    """The environment of an installation on which everything is prepared and nothing was done."""
    with prepared_installation(tmp_path / "data") as environment:
        yield environment
