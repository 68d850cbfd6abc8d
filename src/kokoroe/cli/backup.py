"""`kokoroe backup FILE`: the whole installation in one file, while it is being used."""

import argparse
import tempfile
from importlib.metadata import version
from pathlib import Path

from kokoroe import clock
from kokoroe.annex.text import Text
from kokoroe.cli import archive
from kokoroe.cli.databases import copy_sqlite, dump_postgresql
from kokoroe.cli.installed import open_installation, sqlite_file
from kokoroe.cli.outcome import DONE, refusal
from kokoroe.groups.commands import Argument, Command
from kokoroe.site.installation import Installation


def run_backup(arguments: argparse.Namespace) -> int:
    """Write the backup; says what a keeper of it must know."""
    installation = open_installation(arguments.language)
    manifest = back_up(installation, arguments.file)
    size = arguments.file.stat().st_size
    print(
        arguments.say(
            f"{arguments.file} に控えました（{size:,} バイト、{len(manifest.files)} ファイル）。"
            "鍵と個人情報が入っています。本体と同じように守り、別の場所に保管してください。",
            f"Wrote {arguments.file} ({size:,} bytes, {len(manifest.files)} files). It holds the keys and personal "
            "information: guard it as you guard the installation, and keep it elsewhere.",
        )
    )
    return DONE


def back_up(installation: Installation, target: Path) -> archive.Manifest:
    """The installation's database, keys and packs in a new file of mode 0600.

    Raises:
        Refused: the file exists, the database cannot be read, or pg_dump is missing.
        OSError: it cannot be written.
    """
    if target.exists():
        raise refusal(
            f"{target} はすでにあります。上書きはしません。別の名前にしてください。",
            f"{target} exists and is not overwritten. Please choose another name.",
        )
    with tempfile.TemporaryDirectory(prefix=".kokoroe-backup-", dir=target.parent) as scratch:
        database = Path(scratch) / archive.DATABASE
        source = sqlite_file(installation)
        if source is not None:
            copy_sqlite(source, database)
        else:
            dump_postgresql(installation.database(), database)
        return archive.write(
            target,
            database=database,
            folder=installation.folder,
            kokoroe=version("kokoroe"),
            made_at=clock.now().isoformat(timespec="seconds"),
            engine=engine(installation),
        )


def engine(installation: Installation) -> str:
    """The kind of database an installation runs on."""
    return "sqlite" if sqlite_file(installation) else "postgresql"


COMMAND = Command(
    "backup",
    Text("動いたまま、全体を1つのファイルに控える", "copy everything into one file while it is being used"),
    run_backup,
    (Argument("file", Text("新しいファイル（.tar.gz）", "a new file (.tar.gz)"), type=Path, metavar="FILE"),),
)
