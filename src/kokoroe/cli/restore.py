"""`kokoroe restore FILE`: bring a backup back. Its ledger continues in a new epoch, since acts after it may be lost.

Everything is unpacked, compared and brought up to date beside what is there; what is there is moved aside, not deleted.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kokoroe import clock
from kokoroe.annex.days import JST
from kokoroe.annex.text import Text
from kokoroe.cli import archive
from kokoroe.cli.backup import engine
from kokoroe.cli.clock import PREFIX
from kokoroe.cli.databases import dump_postgresql, leave_a_gap, restore_postgresql
from kokoroe.cli.installed import (
    ASIDE,
    UNFINISHED,
    load_django,
    sqlite_file,
    swear_to_what_stands,
    unapplied,
)
from kokoroe.cli.lock import FILE, Held, lock
from kokoroe.cli.outcome import DONE, refusal
from kokoroe.cli.worker import LOCK
from kokoroe.groups.commands import Argument, Command, flag
from kokoroe.outside.turns import PREFIX as TURN
from kokoroe.site.installation import Installation

if TYPE_CHECKING:
    from kokoroe.contracts.restoring import Undone

STAGING = ".restoring"
KEPT = frozenset({FILE, LOCK, STAGING, ASIDE, UNFINISHED})


@dataclass(frozen=True, slots=True)
class Replaced:
    """What the database knows that a restore replaces: the last checkpoints, and rights where they can be read.

    Of checkpoints also the last countersigned ones, by which witnesses know that the new epoch continues theirs.
    """

    notes: Mapping[str, str]
    rights: Mapping[str, Any] | None = None
    countersigned: Mapping[str, str] = field(default_factory=dict)


NOTHING = Replaced({})


@dataclass(frozen=True, slots=True)
class Brought:
    """A restored database: how many trees go on, what was ended, how many people are asked to look."""

    trees: int
    undone: "Undone"
    told: int


def run_restore(arguments: argparse.Namespace) -> int:
    """Restore; says how many trees continue in a new epoch, and where the replaced data lie."""
    installation = Installation.from_environment()
    now = clock.now()
    with nobody_serving(installation), staging(installation) as staged:
        refuse_occupied(installation, replace=arguments.replace)
        manifest = archive.unpack(arguments.file, staged)
        refuse_unfit(manifest, installation)
        reason = f"restored from the backup made at {manifest.made_at}"
        aside = installation.folder / ASIDE / now.astimezone(JST).strftime("%Y-%m-%dT%H%M%S-%f")
        steps = into_file if sqlite_file(installation) else into_server
        made_at = datetime.fromisoformat(manifest.made_at)
        brought = steps(
            installation, staged, aside, reason=reason, made_at=made_at, arguments=arguments, now=now
        )
    print(
        arguments.say(
            f"{manifest.made_at} の控えから戻しました。{brought.trees} の台帳が新しい期で続きます。"
            "相手方には、控えのあとの記録が失われたかもしれないことを伝えてください。\n"
            "控えより前に出るはずだった通知は、待っています。前のサーバーがもうないなら「kokoroe release send」、"
            "送り終えたか動いているなら「kokoroe release drop」を"
            "実行してください（「通知の設定」のページでもできます）。",
            f"Restored the backup made at {manifest.made_at}. {brought.trees} trees continue in a new epoch. "
            "Tell the other party that records made after it may be lost.\n"
            "Notices from before wait. Run `kokoroe release send` if the server from before is gone, `kokoroe release "
            "drop` if it has sent them or still runs (or use the page “Settings of notices”).",
        )
    )
    for line in of_rights(brought, arguments):
        print(line)
    if aside.exists():
        print(arguments.say(f"置き換えたデータは {aside} にあります。", f"What was replaced is in {aside}."))
    return DONE


@contextmanager
def nobody_serving(installation: Installation) -> Iterator[None]:
    """Keep servers out meanwhile. Raises Refused when one runs."""
    installation.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with ExitStack() as held:
            for file in (installation.folder / FILE, *installation.folder.glob(f"{PREFIX}*.lock")):
                held.enter_context(lock(file))
            yield
    except Held as by:
        raise refusal(
            f"サーバーが動いています（{by}）。止めてから戻してください。",
            f"A server is running ({by}). Stop it first.",
        ) from by


@contextmanager
def staging(installation: Installation) -> Iterator[Path]:
    """An empty folder on the same disk, so that moving out of it is one step; gone afterwards."""
    folder = installation.folder / STAGING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def occupants(installation: Installation) -> list[Path]:
    """What lies in the folder, besides what belongs to restoring itself."""
    return sorted(
        path
        for path in installation.folder.iterdir()
        if path.name not in KEPT and not (path.name.startswith((PREFIX, TURN)) and path.suffix == ".lock")
    )


def refuse_occupied(installation: Installation, *, replace: bool) -> None:
    """Raises Refused when data would be replaced and nobody said so."""
    if occupants(installation) and not replace:
        raise refusal(
            f"{installation.folder} にはデータがあります。--replace を付けると、脇に移して置き換えます。",
            f"{installation.folder} holds data. To take its place add --replace (what is there is kept aside).",
        )


def refuse_unfit(manifest: archive.Manifest, installation: Installation) -> None:
    """Raises Refused for a backup of a newer kokoroe, or from the other kind of database."""
    here = version("kokoroe")
    if numbers(manifest.kokoroe) > numbers(here):
        raise refusal(
            f"この控えは kokoroe {manifest.kokoroe} のものです（いまは {here}）。更新してから戻してください。",
            f"The backup was made by kokoroe {manifest.kokoroe}; this is {here}. Update first.",
        )
    if manifest.engine != engine(installation):
        raise refusal(
            f"この控えは {manifest.engine} のものです。KOKOROE_DATABASE の設定を合わせてから戻してください。",
            f"The backup is one of {manifest.engine}. Set KOKOROE_DATABASE accordingly first.",
        )


def numbers(release: str) -> list[int]:
    """A version's numbers, to be compared."""
    return [int(part) for part in release.split(".") if part.isdigit()]


def into_file(
    installation: Installation,
    staged: Path,
    aside: Path,
    *,
    reason: str,
    made_at: datetime,
    arguments: argparse.Namespace,
    now: datetime,
) -> Brought:
    """SQLite: the copy gets its new epochs before it takes the place; a power cut leaves the old data or the new."""
    old = installation.folder / "kokoroe.sqlite3"
    new = staged / old.name
    (staged / archive.DATABASE).rename(new)
    use_folder(staged, arguments.language)
    replaced = read_file(old, arguments, now) if old.exists() else NOTHING
    notes = with_anchors(installation, replaced.notes)
    brought = bring_up(replace(replaced, notes=notes), reason=reason, made_at=made_at, now=now)
    swap(installation, staged, aside)
    return brought


def into_server(
    installation: Installation,
    staged: Path,
    aside: Path,
    *,
    reason: str,
    made_at: datetime,
    arguments: argparse.Namespace,
    now: datetime,
) -> Brought:
    """PostgreSQL: a mark in the folder keeps everything else from starting until the epochs are open."""
    mark = installation.folder / UNFINISHED
    use_folder(installation.folder, arguments.language)
    from django.db import connection

    if mark.exists():
        told = json.loads(mark.read_text())
        replaced = Replaced(**told) if "notes" in told else Replaced(told)  # as versions before wrote it
    else:
        replaced = NOTHING
        if connection.introspection.table_names():
            if not arguments.replace:
                raise refusal(
                    "データベースは空ではありません。置き換えるなら --replace を付けてください。",
                    "The database is not empty. To take its place add --replace.",
                )
            replaced = read_replaced(arguments, now)
            aside.mkdir(parents=True, mode=0o700)
            dump_postgresql(installation.database(), aside / archive.DATABASE)
        replaced = replace(replaced, notes=with_anchors(installation, replaced.notes))
        mark.write_text(json.dumps(asdict(replaced)))
    dump = installation.folder / STAGING / archive.DATABASE
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
    connection.close()
    restore_postgresql(installation.database(), dump)
    dump.unlink()
    swap(installation, staged, aside)
    brought = bring_up(replaced, reason=reason, made_at=made_at, now=now)
    mark.unlink()
    return brought


def use_folder(folder: Path, language: str) -> None:
    """Let Django work on this folder; this process works on no other one."""
    import os

    os.environ["KOKOROE_DATA"] = str(folder)
    load_django(language)


def read_file(old: Path, arguments: argparse.Namespace, now: datetime) -> Replaced:
    """What the replaced database of SQLite knows; for that it stands in for the one that takes its place."""
    from django.db import connections

    own = connections["default"]
    connections.settings["replaced"] = {**connections.settings["default"], "NAME": str(old)}
    connections["default"] = connections["replaced"]
    try:
        with closing(connections["replaced"]):
            return read_replaced(arguments, now)
    finally:
        connections["default"] = own


def read_replaced(arguments: argparse.Namespace, now: datetime) -> Replaced:
    """The last checkpoint of each tree, which its new epoch names, and who held which right.

    Nothing of what cannot be read, where the database is damaged or of another version.
    """
    from django.db import DatabaseError

    from kokoroe.contracts.restoring import known_rights
    from kokoroe.ledger import trees

    replaced = NOTHING
    try:
        replaced = replace(replaced, notes=trees.last_notes(), countersigned=trees.countersigned_notes())
        return replace(replaced, rights=known_rights(now))
    except DatabaseError as error:
        lost = arguments.say(
            "新しい期は、その最後の検証点を示せません。",
            "the new epoch cannot name its last checkpoint.",
        )
        unknown = arguments.say(
            "控えのあとに取り消した権限も分かりません。",
            "What was revoked after the backup is not known.",
        )
        print(
            arguments.say(
                f"置き換えるデータベースを読めません（{error}）。",
                f"The replaced database cannot be read ({error}): ",
            )
            + ("" if replaced.notes else lost)
            + unknown,
            file=sys.stderr,
        )
        return replaced


def with_anchors(installation: Installation, notes: Mapping[str, str]) -> Mapping[str, str]:
    """These checkpoints, or newer ones that are kept beside the keys."""
    from kokoroe.ledger.anchors import furthest

    return furthest(installation.keys, notes)


def bring_up(replaced: Replaced, *, reason: str, made_at: datetime, now: datetime) -> Brought:
    """Bring the restored database up to date, open the new epochs, end what may not come back, and ask people to look.

    Ids begin after those that may have been given since, and what was to be sent waits.
    """
    from django.core.management import call_command
    from django.db import connections

    from kokoroe.clock.restore_news import ask_to_look
    from kokoroe.clock.restoring import hold
    from kokoroe.contracts.restoring import settle
    from kokoroe.ledger.first import mark_again
    from kokoroe.ledger.trees import open_epochs

    if unapplied():
        call_command("migrate", interactive=False, verbosity=0)
    leave_a_gap(made_at=made_at, now=now)
    hold(made_at=made_at, now=now)
    trees = open_epochs(
        reason=reason, now=now, last_checkpoints=replaced.notes, countersigned=replaced.countersigned
    )
    mark_again()
    swear_to_what_stands()  # in the new epochs: the old ones went on elsewhere
    undone = settle(replaced.rights, now=now)
    told = ask_to_look(undone, made_at=made_at, now=now)
    connections.close_all()
    return Brought(trees, undone, told)


def of_rights(brought: Brought, arguments: argparse.Namespace) -> Iterator[str]:
    """What was ended with the restore, what cannot be known, and who is asked to look."""
    undone = brought.undone
    for label, count in undone.counts.items():
        ended = label.in_language(arguments.language)
        yield arguments.say(f"終わらせたもの：{ended} {count}", f"Ended: {ended} {count}")
    if not undone.known:
        yield arguments.say(
            "控えのあとに取り消した役割や停止は、分からないので、戻っているかもしれません。",
            "Parts and access that were taken away after the backup are not known, and may have come back.",
        )
    yield arguments.say(
        f"両当事者の {brought.told} 人に、関係者とアクセスを確かめるよう知らせました。全員、ログインし直します。",
        f"{brought.told} people of both parties are asked to look at who may do what. Everybody signs in anew.",
    )


def swap(installation: Installation, staged: Path, aside: Path) -> None:
    """Move what is there aside, and the restored files into its place."""
    for path in occupants(installation):
        aside.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.rename(aside / path.name)
    for path in sorted(staged.iterdir()):
        path.rename(installation.folder / path.name)


COMMAND = Command(
    "restore",
    Text("控えから戻す（台帳は新しい期になる）", "bring a backup back (the ledger opens a new epoch)"),
    run_restore,
    (
        Argument("file", Text("backup が作ったファイル", "what backup wrote"), type=Path, metavar="FILE"),
        flag(
            "--replace",
            Text("いまあるデータを脇へ移して置き換える", "move what is there aside and take its place"),
        ),
    ),
)
