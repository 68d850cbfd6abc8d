"""`kokoroe roster import CONTRACT FILE`: an Excel or CSV file into the plan's draft, all of it or nothing."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
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
    from kokoroe.plan.roster.draft import Draft
    from kokoroe.plan.roster.errors import CellError
    from kokoroe.tables.cells import Place

CHOICES_SHOWN = 6


class UndoneError(Exception):
    """Nothing of the import is to stay: it was a rehearsal, or the file is not right."""

    def __init__(self, imported: "Imported") -> None:
        super().__init__()
        self.imported = imported


def run_import(arguments: argparse.Namespace) -> int:
    """Import, or say what is wrong or asked, with what answers it (exit 2). Raises Refused, OSError, NotPossible."""
    decided, same = decisions(arguments)
    data = arguments.file.read_bytes()
    open_installation(arguments.language)
    imported = import_file(
        contract_named(arguments.contract),
        data,
        arguments.file.name,
        decided=decided,
        same=same,
        dry_run=arguments.dry_run,
    )
    summary = summary_of(imported, arguments)
    if arguments.json:
        print(json.dumps(as_json(imported, arguments.language), ensure_ascii=False, indent=2))
        print(summary, file=sys.stderr)
        return BAD_INPUT if imported.errors else DONE
    for error in imported.errors:
        print(sentence(error, arguments), file=sys.stderr)
    for line in told(imported, arguments):
        print(line)
    print(summary, file=sys.stderr if imported.errors else sys.stdout)
    return BAD_INPUT if imported.errors else DONE


def decisions(arguments: argparse.Namespace) -> tuple["Draft", dict[tuple[str, str], bool]]:
    """What the options say about the file, and who is one person. Raises Refused for what says nothing."""
    from kokoroe.plan.roster.draft import Draft
    from kokoroe.plan.roster.table_form import TARGETS
    from kokoroe.tables.answers import Answers, column_answers

    columns = {letter.upper(): target for letter, target in pairs(arguments.column)}
    if not all(letter.isalpha() and target in TARGETS for letter, target in columns.items()):
        wrong, names = " ".join(arguments.column), ", ".join(TARGETS)
        raise refusal(
            f"--column {wrong} は読めません。列の文字と項目を G=share のように。項目は {names} です。",
            f"--column {wrong} says nothing. Write letter and field as in G=share; fields are {names}.",
        )
    given = dict(pairs(arguments.answer))
    same = {
        (old, new): answer == "yes"
        for key, answer in given.items()
        if key.startswith("same:")
        for old, _, new in [key.removeprefix("same:").partition("=")]
    }
    answers = Answers(
        sheets=tuple(arguments.sheet),
        header_row=arguments.header_row,
        given={
            **column_answers(columns),
            **{key: answer for key, answer in given.items() if not key.startswith("same:")},
        },
        taken=frozenset(arguments.take),
        left=frozenset(arguments.leave),
        typed={key: text for key, _, text in (each.partition("=") for each in arguments.cell)},
    )
    return Draft(answers), same


def pairs(given: Sequence[str]) -> list[tuple[str, str]]:
    """Options of the form KEY=VALUE, parted at the last sign. Raises Refused for one without."""
    found = []
    for each in given:
        key, sign, value = each.rpartition("=")
        if not sign or not key:
            raise refusal(
                f"{each} は読めません。G=share のように、= でつないでください。",
                f"{each} says nothing. Write it with a sign between, as in G=share.",
            )
        found.append((key, value))
    return found


def import_file(
    contract: "Contract",
    data: bytes,
    filename: str,
    *,
    decided: "Draft",
    same: dict[tuple[str, str], bool],
    dry_run: bool,
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
                seat=seat, data=data, filename=filename, decided=decided, same=same, now=now, dry_run=dry_run
            )
            if dry_run or imported.errors:
                raise UndoneError(imported)  # noqa: TRY301 (what leaves the unit undoes it)
    except UndoneError as undone:
        return undone.imported
    return imported


def sentence(error: "CellError", arguments: argparse.Namespace) -> str:
    """What is wrong or asked, where, and by which option it is answered."""
    language = arguments.language
    place = error.place.in_language(language) if error.row else arguments.file.name
    lines = [f"{place} {error.message.in_language(language)}"]
    if error.question is not None:
        examples = "、".join(error.question.examples)
        if examples:
            lines.append(str(arguments.say(f"    値の例: {examples}", f"    Values: {examples}")))
        lines += [
            f"    --answer '{error.key}={choice.key}'  {choice.label.in_language(language)}"
            for choice in error.question.choices[:CHOICES_SHOWN]
        ]
    elif error.key.startswith("same:"):
        lines += [
            str(
                arguments.say(
                    f"    --answer '{error.key}=yes'  同じ人", f"    --answer '{error.key}=yes'  one person"
                )
            ),
            str(
                arguments.say(
                    f"    --answer '{error.key}=no'  別の人", f"    --answer '{error.key}=no'  two people"
                )
            ),
        ]
    elif error.key and not error.row:
        lines.append(f"    --answer {error.key}={error.value}")
    elif error.key and error.column:
        lines.append(
            str(
                arguments.say(
                    f"    --cell '{error.key}=値' 又は --leave '{error.row_key}'",
                    f"    --cell '{error.key}=VALUE' or --leave '{error.row_key}'",
                )
            )
        )
    return "\n".join(lines)


def told(imported: "Imported", arguments: argparse.Namespace) -> Iterator[str]:
    """Which sheet was read and which not, what was left out and read otherwise: everything that is no error."""
    if imported.reading is None:
        return
    read, language = imported.reading.read, arguments.language
    for sheet in read.sheets:
        did = (
            arguments.say("読んだシート", "read")
            if sheet.taken
            else arguments.say("読まないシート", "not read")
        )
        yield f"{did}: {sheet.name} ({sheet.records}) {sheet.why.in_language(language)}"
    for left in read.left_out:
        if left.weighty:
            take = f" --take '{left.key}'" if left.can_be_taken else ""
            yield f"{left.place.words.in_language(language)}: {left.text} {left.says.in_language(language)}{take}"
    for reason, count in Counter(
        left.says.in_language(language) for left in read.left_out if not left.weighty
    ).items():
        yield str(arguments.say(f"取り込まないところ {count}: {reason}", f"left out {count}: {reason}"))
    for changed in read.changed:
        where = changed.place.key.partition("!")[2]
        yield f"{where}: {changed.before} → {changed.after} {changed.says.in_language(language)}"
    for note in read.notes:
        where = note.place.key.partition("!")[2]
        yield f"{where}: {note.says.in_language(language)}"


def summary_of(imported: "Imported", arguments: argparse.Namespace) -> str:
    """The last line: what was, or would be, taken."""
    if imported.errors or imported.taking is None:
        return str(
            arguments.say(
                f"{len(imported.errors)} 件の誤りや問いがあるため、何も取り込んでいません。",
                f"{len(imported.errors)} errors or questions: nothing was imported.",
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


def as_json(imported: "Imported", language: str) -> dict[str, Any]:
    """All of an import in JSON's types: what was read of which sheet, what is wrong or asked, left out and changed."""
    read = imported.reading.read if imported.reading else None
    changes = imported.taking.changes if imported.taking else None
    return {
        "taken": imported.version is not None,
        "people": len(read.records) if read else 0,
        "added": [person.text("name") for person in changes.added] if changes else [],
        "removed": [person.text("name") for person in changes.removed] if changes else [],
        "changed": [change.new.text("name") for change in changes.changed] if changes else [],
        "errors": [error_as_json(error, language) for error in imported.errors],
        "sheets": [
            {
                "name": sheet.name,
                "taken": sheet.taken,
                "records": sheet.records,
                "why": sheet.why.in_language(language),
            }
            for sheet in (read.sheets if read else ())
        ],
        "left_out": [
            {
                **place_as_json(left.place),
                "key": left.key,
                "value": left.text,
                "message": left.says.in_language(language),
                "weighty": left.weighty,
            }
            for left in (read.left_out if read else ())
        ],
        "read_otherwise": [
            {
                **place_as_json(changed.place),
                "before": changed.before,
                "after": changed.after,
                "message": changed.says.in_language(language),
            }
            for changed in (read.changed if read else ())
        ],
        "notes": [
            {**place_as_json(note.place), "message": note.says.in_language(language)}
            for note in (read.notes if read else ())
        ],
    }


def place_as_json(place: "Place") -> dict[str, Any]:
    """Where something stands; null for a row or column as a whole."""
    return {"sheet": place.sheet, "row": place.row or None, "column": place.column or None}


def error_as_json(error: "CellError", language: str) -> dict[str, Any]:
    """An error or a question, with what answers it; without row or column where more than a cell is meant."""
    question = error.question
    return {
        "sheet": error.sheet or None,
        "row": error.row or None,
        "column": error.column or None,
        "value": error.value,
        "message": error.message.in_language(language),
        "key": error.key or None,
        "choices": [
            {
                "key": choice.key,
                "label": choice.label.in_language(language),
                "examples": list(choice.examples),
            }
            for choice in (question.choices if question else ())
        ],
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
                Argument(
                    "--sheet",
                    Text("読むシート（いくつでも）", "a sheet to be read (as often as there are)"),
                    action="append",
                    default=[],
                    metavar="NAME",
                ),
                Argument(
                    "--header-row",
                    Text("見出しの行の番号", "the row of the header"),
                    type=int,
                    metavar="ROW",
                ),
                Argument(
                    "--answer",
                    Text(
                        "問いへの答え（問いと一緒に示す KEY=VALUE）",
                        "an answer to a question (KEY=VALUE as it is told with the question)",
                    ),
                    action="append",
                    default=[],
                    metavar="KEY=VALUE",
                ),
                Argument(
                    "--cell",
                    Text(
                        "セルの代わりに読む値（例: E8=50%）",
                        "what is read instead of a cell (such as E8=50%)",
                    ),
                    action="append",
                    default=[],
                    metavar="CELL=VALUE",
                ),
                Argument(
                    "--take",
                    Text("取り込まないとされた行を取り込む", "take in what was left out"),
                    action="append",
                    default=[],
                    metavar="KEY",
                ),
                Argument(
                    "--leave",
                    Text("取り込まない行やセル（例: 12）", "a row or cell that is not taken (such as 12)"),
                    action="append",
                    default=[],
                    metavar="KEY",
                ),
                flag("--dry-run", Text("確かめるだけで、何も変えない", "only look; change nothing")),
                flag("--json", Text("結果のすべてを JSON で出す", "all of it in JSON")),
            ),
        ),
    ),
)
