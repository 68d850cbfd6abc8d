"""`kokoroe demo`: a complete sample under made-up names in a data folder of its own, then the server on it."""

import argparse
import os
import sys
from pathlib import Path

from kokoroe import clock
from kokoroe.annex.text import Text
from kokoroe.cli import serve
from kokoroe.cli.installed import open_installation, prepare_installation, sqlite_file
from kokoroe.cli.outcome import DONE, refusal
from kokoroe.groups.commands import Command, flag
from kokoroe.site.installation import Installation

FOLDER = "data-demo"
MARK = "demo"
BUILDING, BUILT = "building", "built"


def run_demo(arguments: argparse.Namespace) -> int:
    """Make the sample unless it is there, say who can sign in, serve. Raises Refused."""
    if not hasattr(arguments, "data"):
        os.environ["KOKOROE_DATA"] = os.environ.get("KOKOROE_DATA") or FOLDER
    os.environ["KOKOROE_SECOND_FACTOR"] = "off"  # a sample that anyone may walk through; its pages say so
    os.environ.pop("KOKOROE_DATABASE", None)  # never into a database that may hold somebody's data
    installation = Installation.from_environment()
    mark = installation.folder / MARK
    refuse_real_data(installation, mark)
    if not mark.exists() or mark.read_text() != BUILT:
        build(installation, mark, arguments)
    else:
        open_installation(arguments.language)
    print_sign_ins(arguments)
    return DONE if arguments.no_run else serve.serve(arguments)


def refuse_real_data(installation: Installation, mark: Path) -> None:
    """Raises Refused when the folder holds an installation that this command did not make."""
    if installation.secret_key_file.exists() and not mark.exists():
        raise refusal(
            f"{installation.folder} には実際のデータがあります。見本は別のフォルダー（--data）に作ってください。",
            f"{installation.folder} holds real data. Please make the sample in another folder (--data).",
        )


def build(installation: Installation, mark: Path, arguments: argparse.Namespace) -> None:
    """Make the sample; what an interrupted attempt left is dropped first."""
    installation.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if mark.exists():
        database = sqlite_file(installation)
        assert database is not None
        for left in database.parent.glob(f"{database.name}*"):
            left.unlink()
    mark.write_text(BUILDING)
    print(
        arguments.say(
            f"見本を {installation.folder} に作っています（1分ほど）…",
            f"Making the sample in {installation.folder} (about a minute) …",
        ),
        file=sys.stderr,
    )
    prepare_installation(arguments.language)
    from kokoroe.cli.sample.around import keeping, mark_delivered, programs, seating, signing_in, subscribed
    from kokoroe.cli.sample.cast import engage
    from kokoroe.cli.sample.contracts import play, play_groups, subcontracts
    from kokoroe.groups.sample import LIVED, Calendar

    now = clock.now()
    calendar = Calendar.of(now)
    cast = engage(calendar.at(-240, 9))
    signing_in(cast, calendar.at(-200, 10))
    lived = play(cast, calendar, now)
    system = subscribed(lived)
    play_groups(LIVED, lived, now)
    mark_delivered(system)
    keeping(lived)
    seating(cast, lived)
    subcontracts(cast, lived)
    programs(lived)
    mark.write_text(BUILT)


def print_sign_ins(arguments: argparse.Namespace) -> None:
    """Who can sign in, as what."""
    from kokoroe.cli.sample.cast import PASSWORD, SIGN_INS

    print(
        arguments.say(
            f"ログイン（パスワードはどれも {PASSWORD}）", f"Sign-ins (each with the password {PASSWORD})"
        )
    )
    for one in SIGN_INS:
        if one.part is not None:
            print(f"  {one.email:24} {one.name}  {one.part.in_language(arguments.language)}")


COMMAND = Command(
    "demo",
    Text(
        f"見本の契約を ./{FOLDER} に作り、ログインの一覧を出してサーバーを始める",
        f"make sample contracts in ./{FOLDER}, print who can sign in, and serve",
    ),
    run_demo,
    (flag("--no-run", Text("作るだけで、サーバーは始めない", "only make it; do not serve")), *serve.OPTIONS),
)
