import pytest


def test_help_lists_the_commands_in_the_language_asked_for(command):
    ended = command("--help", "--lang", "en")

    assert ended.code == 0
    assert "is this installation sound? (exit 1 when not)" in ended.out


def test_the_environment_decides_the_language_when_nobody_says(command, monkeypatch):
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    assert "start the server" in command("--help").out


@pytest.mark.parametrize("variable", ["C", "POSIX", "de_DE.UTF-8", ""])
def test_what_is_not_english_is_japanese(command, monkeypatch, variable):
    monkeypatch.setenv("LANG", variable)

    assert "サーバーを始める" in command("--help").out


@pytest.mark.django_db
def test_an_unknown_command_is_bad_input(command):
    ended = command("explode")

    assert ended.code == 2
    assert "explode" in ended.err


def test_no_command_is_bad_input(command):
    assert command().code == 2


def test_a_command_says_which_option_is_missing(command):
    ended = command("contract", "create", "--title", "T")

    assert ended.code == 2
    assert "--annex" in ended.err


def test_a_percent_sign_in_a_help_text_is_one(command):
    assert "E8=50%" in command("roster", "import", "--help").out
