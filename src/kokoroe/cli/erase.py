"""`kokoroe erase --due`: announce and erase personal data whose time is over; with --dry-run say what goes when."""

import argparse
import json
from typing import TYPE_CHECKING

from kokoroe.annex.text import Text
from kokoroe.cli.installed import open_installation
from kokoroe.cli.outcome import DONE
from kokoroe.groups.commands import AS_JSON, Argument, Command, flag

if TYPE_CHECKING:
    from kokoroe.keeping.erasing import Due


def run_erase(arguments: argparse.Namespace) -> int:
    """Erase, or say what would go. Raises Refused where there is no installation."""
    open_installation(arguments.language)
    from kokoroe import clock
    from kokoroe.keeping.erasing import due_at, erase_due

    found = due_at(clock.now()) if arguments.dry_run else erase_due(now=clock.now())
    if arguments.json:
        print(json.dumps([as_json(due) for due in found], indent=2))
        return DONE
    for due in found:
        print(line(due, arguments))
    if not found:
        print(arguments.say("消去するものはありません。", "There is nothing to erase."))
    elif arguments.dry_run:
        print(arguments.say("まだ何も消していません。", "Nothing has been erased yet."))
    return DONE


def as_json(due: "Due") -> dict[str, object]:
    """One thing that goes, in JSON's types; `goes_on` is null where it is now."""
    day = due.goes_on.isoformat() if due.goes_on else None
    return {"what": due.what, "name": due.name, "rows": due.rows, "goes_on": day, "told": due.told}


def line(due: "Due", arguments: argparse.Namespace) -> str:
    """One thing that goes, with how many rows of each kind."""
    from kokoroe.keeping.kinds import kind_of

    what = {
        "contract": arguments.say(f"契約 {due.name}", f"contract {due.name}"),
        "old": arguments.say("古い記録", "old records"),
        "person": arguments.say(f"人 {due.name}", f"person {due.name}"),
    }[due.what]
    counted = [
        f"{kind.label.in_language(arguments.language)} {count}"
        for key, count in due.rows.items()
        if (kind := kind_of(key)) is not None
    ]
    colon, comma = arguments.say("：", ": "), arguments.say("、", ", ")
    said = f"{what}{colon}{comma.join(counted)}" if counted else str(what)
    if due.goes_on is None:
        return said
    day = due.goes_on.isoformat()
    if due.told:
        return said + str(arguments.say(f"（予告済み、{day} に消去）", f" (announced, goes on {day})"))
    return said + str(
        arguments.say(
            f"（これから双方に予告、{day} に消去）", f" (both parties are told next, goes on {day})"
        )
    )


COMMAND = Command(
    "erase",
    Text("保存期間が終わった個人データを消去する", "erase personal data whose time is over"),
    run_erase,
    (
        Argument(
            "--due",
            Text(
                "期間が終わったものすべて（停止中の契約を除く）", "everything due, but for contracts on hold"
            ),
            action="store_true",
            required=True,
        ),
        flag("--dry-run", Text("何がいつ消えるかを示すだけ", "only say what goes when")),
        AS_JSON,
    ),
    epilog=Text(
        "サーバーは毎日これを行います。契約のデータは、双方に予告して30日たってから消えます。バックアップの中のデータは消えません。",
        "The server does this every day. A contract's data go thirty days after both parties were told. What lies in "
        "backups is not erased.",
    ),
)
