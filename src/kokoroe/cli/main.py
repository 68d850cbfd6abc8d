"""`kokoroe`: reads the arguments, runs the command, turns refusals into sentences and exit codes."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from kokoroe.annex.text import Text
from kokoroe.cli import (
    account,
    annex,
    backup,
    checkup,
    clock,
    contract,
    demo,
    erase,
    ledger,
    release,
    restore,
    roster,
    serve,
    status,
    witness,
)
from kokoroe.cli.installed import load_django, open_installation
from kokoroe.cli.language import LANGUAGES, Say, language_of, speaker
from kokoroe.cli.outcome import BAD_INPUT, Refused
from kokoroe.groups.commands import Command

COMMANDS: tuple[Command, ...] = tuple(
    module.COMMAND
    for module in (
        serve, clock, demo, checkup, contract, roster, status, annex, ledger, witness, account, backup, restore,
        release, erase,
    )
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (see outcome.py)."""
    os.umask(0o077)  # whatever a command makes holds what is its owner's alone
    given = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that lacks a character shows its code, and goes on
            stream.reconfigure(errors="backslashreplace")
    language = language_of(given)
    try:
        arguments = parser(language, given).parse_args(given)
    except SystemExit as end:  # argparse has said what is wrong
        return int(end.code or 0)
    arguments.language, arguments.say = language, speaker(language)
    if folder := getattr(arguments, "data", None):
        os.environ["KOKOROE_DATA"] = str(folder)
    try:
        if arguments.before:
            arguments.before(language)
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `kokoroe status | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        sentence = sentence_of(error, language)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return BAD_INPUT


def sentence_of(error: Exception, language: str) -> str | None:
    """What a refusal says; None for a fault of the program.

    Every refusal of the product carries a `text`, or `problems` with their places.
    """
    text, problems = getattr(error, "text", None), getattr(error, "problems", ())
    if isinstance(text, Text):
        return text.in_language(language)
    if problems:
        return "\n".join(problem.in_language(language) for problem in problems)
    from kokoroe.site.trouble import trouble_of

    if trouble := trouble_of(error):
        again = Text("直ったら、もう一度実行してください。", "Run it again once that is over.")
        return "\n".join(text.in_language(language) for text in (trouble.heading, again))
    if isinstance(error, OSError) and error.filename:
        return Text(
            f"{error.filename}: {error.strerror}。パスと権限を確かめてください。",
            f"{error.filename}: {error.strerror}. Please check the path and its permissions.",
        ).in_language(language)
    return None


def parser(language: str, given: Sequence[str] = ()) -> argparse.ArgumentParser:
    """All commands, with their help in `language`.

    Those of groups of duties are there where `given` names none of the product's own.
    """
    say = speaker(language)
    common = common_options(say)
    root = argparse.ArgumentParser(
        prog="kokoroe",
        description=say(
            "契約の情報セキュリティ別記を、約束どおりに動かします。",
            "Runs the information-security annex of a contract.",
        ),
        parents=[common],
    )
    root.add_argument("--version", action="version", version=f"kokoroe {version('kokoroe')}")
    commands = root.add_subparsers(title=say("コマンド", "commands"), metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(commands, common, language)
    options, rest = common.parse_known_args(given)
    if next((one for one in rest if not one.startswith("-")), None) not in commands.choices:
        for command in of_groups(getattr(options, "data", None), language):
            command.add_to(commands, common, language, before=open_installation)
    return root


def of_groups(folder: Path | None, language: str) -> Iterator[Command]:
    """The commands that groups declare. To name them nothing has to stand in the folder."""
    if folder:
        os.environ["KOKOROE_DATA"] = str(folder)
    try:
        load_django(language)
    except Refused:
        return
    from kokoroe.groups.registry import groups

    for group in groups():
        yield from group.commands


def common_options(say: Say) -> argparse.ArgumentParser:
    """What every command takes, before its name or after it."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help=say(
            "データフォルダー（指定がなければ環境変数 KOKOROE_DATA、それもなければ ./data）",
            "the data folder (else KOKOROE_DATA, else ./data)",
        ),
    )
    common.add_argument("--lang", choices=LANGUAGES, help=say("表示する言語", "the language to speak"))
    return common
