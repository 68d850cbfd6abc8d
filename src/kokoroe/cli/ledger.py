"""`kokoroe ledger verify`, and `kokoroe ledger epoch` to go on with a database that was put back by hand."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from kokoroe.annex.text import Text
from kokoroe.cli.contract import contract_named
from kokoroe.cli.installed import open_installation
from kokoroe.cli.outcome import BAD_ANSWER, DONE
from kokoroe.cli.restore import Replaced, bring_up, nobody_serving, of_rights, with_anchors
from kokoroe.groups.commands import AS_JSON, Argument, Command
from kokoroe.site.installation import Installation

if TYPE_CHECKING:
    from kokoroe.ledger.report import Problem, Report


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify one contract's tree, or every tree there is."""
    open_installation(arguments.language, of_any_age=True)
    from kokoroe import clock
    from kokoroe.ledger.models import Tree
    from kokoroe.ledger.verify import verify

    now = clock.now()
    trees = (
        [contract_named(arguments.contract).tree]
        if arguments.contract
        else Tree.objects.only("pk").order_by("pk")
    )
    reports = []
    for tree in trees:
        reports.append(verify(tree, now=now))
        if not arguments.json:
            print_report(reports[-1], arguments)
    sound = all(report.ok for report in reports)
    if arguments.json:
        answer = [as_json(report, arguments.language) for report in reports]
        print(json.dumps({"ok": sound, "trees": answer}, ensure_ascii=False, indent=2))
    else:
        entries = sum(report.entries for report in reports)
        verdict = (
            arguments.say("改ざんは見つかりません", "nothing was altered")
            if sound
            else arguments.say("記録と合わないところがあります", "something does not fit the record")
        )
        print(
            arguments.say(
                f"台帳 {len(reports)}、記録 {entries} 件: {verdict}。",
                f"{len(reports)} trees, {entries} entries: {verdict}.",
            )
        )
        print(
            arguments.say(
                "データベースと鍵の両方を持つ人が作り直した台帳は、ここからは分かりません。渡してある検証点・紙と照らしてください。",
                "A ledger made anew by who holds database and key looks right from here: "
                "hold it against checkpoints and papers that were handed over.",
            )
        )
    return DONE if sound else BAD_ANSWER


def run_epoch(arguments: argparse.Namespace) -> int:
    """Let every tree continue in a new epoch, as after a restore; says how many.

    Raises:
        Refused: a server runs.
    """
    installation = Installation.from_environment()
    with nobody_serving(installation):
        open_installation(arguments.language, of_any_age=True)
        from kokoroe import clock
        from kokoroe.clock.moments import last_recorded
        from kokoroe.ledger.trees import last_notes

        now = clock.now()
        notes = with_anchors(installation, last_notes())
        made_at = last_recorded() or now
        brought = bring_up(Replaced(notes), reason=arguments.reason, made_at=made_at, now=now)
    print(
        arguments.say(
            f"{brought.trees} の台帳が新しい期で続きます。相手方に理由を伝えてください。\n"
            "待っている通知は「kokoroe release send」か「kokoroe release drop」で進めてください。",
            f"{brought.trees} trees continue in a new epoch. Tell the other party why.\n"
            "Notices that wait go on with `kokoroe release send` or `kokoroe release drop`.",
        )
    )
    for line in of_rights(brought, arguments):
        print(line)
    return DONE


def print_report(report: "Report", arguments: argparse.Namespace) -> None:
    """A line for the tree, one for the first place of each kind of finding, and one for each note."""
    counts = arguments.say(
        f"記録 {report.entries}（うち署名前 {report.unsigned}）、検証点 {report.checkpoints}、"
        f"開示値 {report.disclosures}（消去 {report.erased}）、"
        f"行 {report.rows}（うち以前の版から引き継いだもの {report.rows_first}）",
        f"{report.entries} entries ({report.unsigned} not signed yet), {report.checkpoints} checkpoints,"
        f" {report.disclosures} values ({report.erased} erased),"
        f" {report.rows} rows ({report.rows_first} as an older version left them)",
    )
    print(f"{'OK' if report.ok else 'NG'} {report.origin}: {counts}")
    from kokoroe.ledger.report import first_of_each

    for mark, found in (("", report.problems), ("- ", report.notes)):
        for problem, more in first_of_each(found):
            others = arguments.say(f"（ほか {more} か所）", f" (and {more} more)") if more else ""
            print(f"   {mark}{problem.text.in_language(arguments.language)}{others}")


def as_json(report: "Report", language: str) -> dict[str, Any]:
    """A report in JSON's types."""
    return {
        "origin": report.origin,
        "ok": report.ok,
        "entries": report.entries,
        "checkpoints": report.checkpoints,
        "disclosures": report.disclosures,
        "erased": report.erased,
        "rows": report.rows,
        "rows_first": report.rows_first,
        "unsigned": report.unsigned,
        "problems": [problem_as_json(problem, language) for problem in report.problems],
        "notes": [problem_as_json(note, language) for note in report.notes],
    }


def problem_as_json(problem: "Problem", language: str) -> dict[str, Any]:
    """A finding, or a note, in JSON's types."""
    return {
        "finding": problem.finding.value,
        "epoch": problem.epoch,
        "first": problem.first,
        "last": problem.last,
        "what": problem.what,
        "message": problem.text.in_language(language),
    }


COMMAND = Command(
    "ledger",
    Text("記録台帳を検証する", "verify the ledger"),
    verbs=(
        Command(
            "verify",
            Text(
                "台帳が記録したときのままか確かめる（違えば終了コード 1）",
                "is the ledger what was recorded? (exit 1 when not)",
            ),
            run_verify,
            (
                Argument(
                    "contract",
                    Text(
                        "契約の ID 又は契約番号（省略するとすべての台帳）",
                        "id or number; every tree when left out",
                    ),
                    nargs="?",
                    metavar="CONTRACT",
                ),
                AS_JSON,
            ),
        ),
        Command(
            "epoch",
            Text(
                "手で戻したデータベースで続ける：すべての台帳に新しい期を開く",
                "go on with a database that was put back by hand: open a new epoch of every tree",
            ),
            run_epoch,
            (
                Argument(
                    "--reason",
                    Text(
                        "台帳に残る理由（相手方も読む。個人の情報を書かない）",
                        "why; it stays on the ledger for both parties: nothing personal",
                    ),
                    required=True,
                    metavar="WHY",
                ),
            ),
        ),
    ),
)
