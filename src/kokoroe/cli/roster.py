"""`kokoroe roster import CONTRACT FILE`: an Excel or CSV file into the plan's draft, all of it or nothing."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kokoroe.annex.text import Text
from kokoroe.cli.contract import contract_named
from kokoroe.cli.installed import open_installation
from kokoroe.cli.outcome import BAD_INPUT, DONE, refusal
from kokoroe.groups.commands import CONTRACT, Argument, Command, flag

if TYPE_CHECKING:
    from kokoroe.contracts.models import Contract
    from kokoroe.plan.importing import Imported
    from kokoroe.plan.roster.errors import CellError


class UndoneError(Exception):
    """Nothing of the import is to stay: it was a rehearsal, or the file is not right."""

    def __init__(self, imported: "Imported") -> None:
        super().__init__()
        self.imported = imported


def run_import(arguments: argparse.Namespace) -> int:
    """Import, or say what is wrong with the file by row and column (exit 2). Raises Refused, OSError, NotPossible."""
    columns = columns_of(arguments)
    data = arguments.file.read_bytes()
    open_installation(arguments.language)
    imported = import_file(
        contract_named(arguments.contract),
        data,
        arguments.file.name,
        columns=columns,
        dry_run=arguments.dry_run,
    )
    summary = summary_of(imported, arguments)
    if arguments.json:
        rows = [as_json(error, arguments.language) for error in imported.errors]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        print(summary, file=sys.stderr)
    else:
        for error in imported.errors:
            place = error.place.in_language(arguments.language) if error.row else arguments.file.name
            print(f"{place} {error.message.in_language(arguments.language)}", file=sys.stderr)
        for note in imported.notes:
            at = f"{note.column}{note.row or ''}"
            print(f"{at}: {note.message.in_language(arguments.language)}")
        print(summary, file=sys.stderr if imported.errors else sys.stdout)
    return BAD_INPUT if imported.errors else DONE


def columns_of(arguments: argparse.Namespace) -> dict[str, str]:
    """The answers given with --column, by letter. Raises Refused for what is none."""
    from kokoroe.plan.roster.table_form import TARGETS

    found = {}
    for given in arguments.column:
        letter, _, target = given.partition("=")
        if not letter.isalpha() or target not in TARGETS:
            names = ", ".join(TARGETS)
            raise refusal(
                f"--column {given} は読めません。列の文字と項目を G=share のように。項目は {names} です。",
                f"--column {given} says nothing. Write letter and field as in G=share; fields are {names}.",
            )
        found[letter.upper()] = target
    return found


def import_file(
    contract: "Contract", data: bytes, filename: str, *, columns: dict[str, str], dry_run: bool
) -> "Imported":
    """The import as the operator; without effect when it is a rehearsal or something is wrong."""
    from kokoroe import clock
    from kokoroe.cli.operator import operator_seat
    from kokoroe.ledger.unit import unit
    from kokoroe.plan.importing import import_roster

    now = clock.now()
    try:
        with unit(now=now):
            seat = operator_seat(contract, now=now)
            imported = import_roster(
                seat=seat, data=data, filename=filename, columns=columns, now=now, dry_run=dry_run
            )
            if dry_run or imported.errors:
                raise UndoneError(imported)  # noqa: TRY301 (what leaves the unit undoes it)
    except UndoneError as undone:
        return undone.imported
    return imported


def summary_of(imported: "Imported", arguments: argparse.Namespace) -> str:
    """The last line: what was, or would be, taken."""
    if imported.errors or imported.taking is None:
        return str(
            arguments.say(
                f"{len(imported.errors)} 件の誤りがあるため、何も取り込んでいません。",
                f"{len(imported.errors)} errors: nothing was imported.",
            )
        )
    people, changes = len(imported.taking.lines), imported.taking.changes
    added, changed, removed = len(changes.added), len(changes.changed), len(changes.removed)
    counts = arguments.say(
        f"{people} 名（追加 {added}、変更 {changed}、除外 {removed}）",
        f"{people} people ({added} added, {changed} changed, {removed} removed)",
    )
    if imported.version is None:
        return str(arguments.say(f"取り込めます: {counts}。", f"It can be imported: {counts}."))
    number = imported.version.number
    return str(
        arguments.say(
            f"第{number}版の下書きに取り込みました: {counts}。",
            f"Imported into the draft of version {number}: {counts}.",
        )
    )


def as_json(error: "CellError", language: str) -> dict[str, Any]:
    """An error in JSON's types; without row or column where the file or the row as a whole is meant."""
    return {
        "row": error.row or None,
        "column": error.column or None,
        "value": error.value,
        "message": error.message.in_language(language),
    }


COMMAND = Command(
    "roster",
    Text("作業従事者名簿", "the roster"),
    verbs=(
        Command(
            "import",
            Text(
                "Excel 又は CSV の名簿を実施計画書の下書きに取り込む",
                "take an Excel or CSV roster into the plan's draft",
            ),
            run_import,
            (
                CONTRACT,
                Argument("file", Text("xlsx 又は csv", "xlsx or csv"), type=Path, metavar="FILE"),
                Argument(
                    "--column",
                    Text(
                        "列の読み方（例: G=share、取り込まない列は K=ignore）。次からは覚えています",
                        "what a column is (such as G=share, or K=ignore to leave it out); remembered from then on",
                    ),
                    action="append",
                    default=[],
                    metavar="LETTER=FIELD",
                ),
                flag("--dry-run", Text("確かめるだけで、何も変えない", "only look; change nothing")),
                flag("--json", Text("誤りの一覧を JSON で出す", "list the errors in JSON")),
            ),
        ),
    ),
)
