"""The installation a command works on: opened as it is, or prepared where the command may be the first."""

import logging
import os
from pathlib import Path

from kokoroe.cli.outcome import refusal
from kokoroe.ledger.keys import FILE, load_key
from kokoroe.site.installation import Installation

SETTINGS = "kokoroe.site.settings"
NOT_ALLOWED = "42501"  # of PostgreSQL: insufficient_privilege
ASIDE = "replaced"
UNFINISHED = "unfinished-restore.json"


def load_django(language: str) -> None:
    """Set Django up for the folder that KOKOROE_DATA names, once for each process.

    Raises:
        Refused: KOKOROE_DATABASE cannot be understood.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.conf import settings
    from django.utils import translation

    if not settings.configured:
        try:
            django.setup()
        except ValueError as error:
            if "KOKOROE_DATABASE" not in str(error):
                raise
            raise refusal(
                "KOKOROE_DATABASE は postgresql://利用者:パスワード@ホスト:5432/名前 の形で設定してください。",
                str(error),
            ) from error
    translation.activate(language)


def open_installation(language: str, *, of_any_age: bool = False) -> Installation:
    """The installation that stands.

    With `of_any_age` its database may be older than the newest checkpoint known, as for looking at it.

    Raises:
        Refused: nothing stands in the folder, its database cannot be reached, is not at this version's state, or older
            than what is known.
    """
    installation = Installation.from_environment()
    if not installation.secret_key_file.exists():
        folder = installation.folder
        raise refusal(
            f"{folder} にはまだ何もありません。「kokoroe run --data {folder}」で始めてください。",
            f"There is nothing in {folder} yet. Start with `kokoroe run --data {folder}`.",
        )
    refuse_unfinished(installation)
    load_django(language)
    if unapplied():
        raise refusal(
            "データベースがこの版の kokoroe より古い形です。「kokoroe run」を一度起動すると更新されます。",
            "The database is older than this kokoroe. Start `kokoroe run` once to bring it up to date.",
        )
    if not of_any_age:
        refuse_older(installation)
    from kokoroe.clock.moments import read_clock

    read_clock()  # what is done goes by the time that all processes reckon
    return installation


def prepare_installation(language: str) -> tuple[Installation, bool]:
    """The installation, with folder, keys and database made or brought up to date; True when it is new.

    Raises:
        Refused: the database cannot be reached, a restore was not finished, or the ledger is another key's.
        KeyMissingError: the ledger's key cannot be read.
        OSError: the folder cannot be made.
    """
    installation = Installation.from_environment()
    refuse_unfinished(installation)
    first = installation.ensure()
    load_key(installation.keys)
    load_django(language)
    set_in_order()
    refuse_other_key(installation)
    refuse_older(installation)
    swear_to_what_stands()
    return installation, first


def set_in_order() -> None:
    """Apply what migrations wait, and set the triggers that are missing, as in a copy that lost them.

    Raises:
        Refused: the role that works on PostgreSQL owns no tables.
    """
    from django.core.management import call_command
    from django.db import ProgrammingError, connection

    from kokoroe.ledger.triggers import differences, install

    try:
        if unapplied():
            make_tables()
            call_command("migrate", interactive=False, verbosity=0)
        if missed := differences(connection):
            logging.getLogger(__name__).warning("triggers were missing or changed: %s", ", ".join(missed))
            install(connection)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != NOT_ALLOWED:
            raise
        raise refusal(
            "この役割は表を所有していないので更新できません。所有する役割で「kokoroe run」を一度起動してください。",
            "This role owns no tables and cannot update them. Start `kokoroe run` once as the role that does.",
        ) from error


def refuse_other_key(installation: Installation) -> None:
    """Raises Refused where no head of the database was written with this installation's key."""
    from kokoroe.ledger.models import Tree
    from kokoroe.ledger.seals import is_sealed

    sealed = [head for head in Tree.objects.all() if head.seal]
    if sealed and not any(map(is_sealed, sealed)):
        file = installation.keys / FILE
        raise refusal(
            f"{file} は、このデータベースの台帳を書いた鍵ではありません。元の鍵をバックアップから戻してください"
            "（別の場所にマウントされていないかも確かめてください）。"
            "なくしたときだけ「kokoroe ledger epoch --reason 理由」で新しい期を開いてください。",
            f"{file} is not the key that wrote the ledger of this database. Bring that one back from a backup "
            "(and look whether it is mounted elsewhere). "
            "Only where it is lost, open a new epoch with `kokoroe ledger epoch --reason WHY`.",
        )


def refuse_older(installation: Installation) -> None:
    """Raises Refused where the database lacks what this installation has signed: put back by hand, or truncated."""
    from kokoroe.ledger import anchors
    from kokoroe.ledger.keys import KeyMissingError

    try:
        found = anchors.older(installation.keys)
    except KeyMissingError:
        return  # `kokoroe check` names it
    if found is not None:
        there = 0 if found.there is None else found.there
        raise refusal(
            f"データベースは、このサーバーが署名した最新の検証点より古いか、別の続きです（台帳 {found.origin}："
            f"署名した {found.known} 件、いま {there} 件）。控えから戻すなら「kokoroe restore」、"
            "このデータベースで続けると決めたなら「kokoroe ledger epoch --reason 理由」で新しい期を開いてください。"
            "何が足りないかは「kokoroe ledger verify」が示します。",
            f"The database is older than the newest checkpoint that this server signed, or another continuation (tree "
            f"{found.origin}: {found.known} entries were signed, {there} are here). Use `kokoroe restore`; or, to "
            "go on with this database, open a new epoch with `kokoroe ledger epoch --reason WHY`. "
            "`kokoroe ledger verify` says what is missing.",
        )


def make_tables() -> None:
    """Make all tables of a database that has none, from the models: over all migrations it takes fifty times as long.

    These are recorded as applied in the same transaction; tests/shape/test_migrations.py holds that both agree.
    """
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    if connection.introspection.table_names():
        return
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        recorder.ensure_schema()
        for model in apps.get_models():
            editor.create_model(model)
        for app, name in MigrationLoader(None).graph.nodes:
            recorder.record_applied(app, name)


def swear_to_what_stands() -> None:
    """Once, after an older version: seal and swear to what no entry told of, and have contracts name their packs."""
    from django.conf import settings

    from kokoroe import clock
    from kokoroe.contracts.annexes import name_packs
    from kokoroe.ledger.first import begin

    now = clock.now()
    begin(settings.KOKOROE_KEYS, now=now)
    name_packs(now=now)


def refuse_unfinished(installation: Installation) -> None:
    """Raises Refused while a restore into a database server waits to be finished: its ledger has no new epoch yet."""
    if (installation.folder / UNFINISHED).exists():
        raise refusal(
            f"{installation.folder} への復元が途中で止まっています。"
            "同じバックアップで「kokoroe restore --replace」をもう一度実行してください。",
            f"A restore into {installation.folder} was not finished. "
            "Run `kokoroe restore --replace` again with the same backup.",
        )


def unapplied() -> bool:
    """Whether migrations wait to be applied.

    Raises:
        Refused: the database cannot be reached.
    """
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    from kokoroe.site.trouble import FULL, trouble_of

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        if trouble_of(error) is FULL:
            raise refusal(FULL.heading.ja, FULL.heading.en) from error
        said = str(error).strip()
        raise refusal(
            f"データベースに接続できません（{said}）。KOKOROE_DATABASE とサーバーの稼働を確かめてください。",
            f"The database cannot be reached ({said}). Check KOKOROE_DATABASE and that the server runs.",
        ) from error
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def sqlite_file(installation: Installation) -> Path | None:
    """The database's file; None where it is on a server."""
    return None if installation.database_url else Path(installation.database()["NAME"])
