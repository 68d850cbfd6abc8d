"""`kokoroe check`: is this installation sound? Each thing looked at has a sentence, and a remedy where it is not."""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from kokoroe import clock
from kokoroe.annex.text import Text
from kokoroe.cli.installed import ASIDE, load_django, open_installation, refuse_older, sqlite_file, unapplied
from kokoroe.cli.looks import notices, security_log, watch
from kokoroe.cli.outcome import BAD_ANSWER, DONE, Refused
from kokoroe.clock.reckoning import RELEASED
from kokoroe.groups.commands import AS_JSON, Command, flag
from kokoroe.groups.findings import FAILURE, OK, WARNING, Seen, described, failure, ok, warning
from kokoroe.site.installation import Installation

LEAST_FREE = 200 << 20  # bytes: a backup beside the data, and a day's papers
ROOM_FREE = 1 << 30
MOST_NAMED = 20
STAMPED_WITHIN = timedelta(days=2)


def run_check(arguments: argparse.Namespace) -> int:
    """Look at everything; changes nothing."""
    installation = Installation.from_environment()
    if arguments.clock:
        open_installation(arguments.language)
        found = list(watch(installation, strictly=True))
    else:
        found = list(findings(installation, arguments.language))
    if arguments.json:
        print(json.dumps([described(one, arguments.language) for one in found], ensure_ascii=False, indent=2))
    else:
        marks = {OK: "OK", WARNING: "--", FAILURE: "NG"}
        for one in found:
            print(f"{marks[one.level]} {one.said.in_language(arguments.language)}")
            if one.remedy is not None:
                print(f"   → {one.remedy.in_language(arguments.language)}")
    return BAD_ANSWER if any(one.level == FAILURE for one in found) else DONE


def findings(installation: Installation, language: str) -> Iterator[Seen]:
    """Everything there is to see; what needs the database is left out where there is none."""
    yield from keys(installation)
    yield from disk(installation)
    yield from put_aside(installation)
    if not installation.secret_key_file.exists():
        return
    try:
        load_django(language)
        behind = unapplied()
    except Refused as refusal:
        yield Seen(
            FAILURE, refusal.text, Text("直してから、もう一度確かめてください。", "Mend it and check again.")
        )
        return
    if behind:
        said = Text(
            "データベースがこの版の kokoroe より古い形です。", "The database is older than this kokoroe."
        )
        yield failure(said, "「kokoroe run」を一度起動してください。", "Start `kokoroe run` once.")
        return
    yield ok("データベースに接続でき、形はこの版のものです。", "The database is reachable and up to date.")
    looks: tuple[Callable[[Installation], Iterator[Seen]], ...] = (
        sqlite, guarded, anchored, stamped, recomputed, system_clock, watch, notices, annexes, static_files, https,
        second_factor, security_log, django_checks,
    )  # fmt: skip
    for one in looks:
        yield from one(installation)
    yield from of_groups()


def of_groups() -> Iterator[Seen]:
    """What the groups of duties look at."""
    from kokoroe.groups.registry import groups

    for group in groups():
        for check in group.checks:
            yield from check(clock.now())


def keys(installation: Installation) -> Iterator[Seen]:
    """Both keys, readable by their owner alone."""
    from kokoroe.ledger.keys import KeyMissingError, load_key

    if not installation.secret_key_file.exists():
        said = Text(
            f"{installation.folder} にはまだ何もありません。",
            f"There is nothing in {installation.folder} yet.",
        )
        yield failure(
            said,
            f"「kokoroe run --data {installation.folder}」で始めるか、--data を確かめてください。",
            f"Start with `kokoroe run --data {installation.folder}`, or check --data.",
        )
        return
    try:
        load_key(installation.keys)
    except KeyMissingError as error:
        yield failure(
            error.text,
            "それまで、新しく始まったプロセスは何も記録できず（503）、「kokoroe run」は始まりません。"
            "新しい鍵では、これまでの検証点を確かめられません。",
            "Until then a process that starts records nothing (503), and `kokoroe run` does not start. "
            "A new key could not confirm earlier checkpoints.",
        )
    loose = [path for path in [installation.keys, *sorted(installation.keys.iterdir())] if is_open(path)]
    for path in loose:
        said = Text(f"{path} をほかの利用者が読めます。", f"Other users can read {path}.")
        mode = "700" if path.is_dir() else "600"
        yield failure(said, f"chmod {mode} {path}", f"chmod {mode} {path}")
    if not loose:
        yield ok("鍵があり、所有者だけが読めます。", "The keys are there, and only their owner reads them.")


def is_open(path: Path) -> bool:
    """Whether group or others have any right to it; on Windows the folder's own rights decide."""
    return sys.platform != "win32" and bool(path.stat().st_mode & 0o077)


def disk(installation: Installation) -> Iterator[Seen]:
    """Whether the folder can be written, and how much room is left."""
    folder = installation.folder
    if not folder.exists():
        return
    if not os.access(folder, os.W_OK):
        said = Text(f"{folder} に書き込めません。", f"{folder} cannot be written to.")
        yield failure(said, "所有者と権限を確かめてください。", "Check its owner and permissions.")
    free = shutil.disk_usage(folder).free
    said = Text(f"空き容量は {free >> 20:,} MiB です。", f"{free >> 20:,} MiB of disk are free.")
    remedy = (
        "容量を空けてください。足りなくなると記録ができません。",
        "Make room: without it nothing can be recorded.",
    )
    if free < LEAST_FREE:
        yield failure(said, *remedy)
    elif free < ROOM_FREE:
        yield warning(said, *remedy)
    else:
        yield Seen(OK, said)


def put_aside(installation: Installation) -> Iterator[Seen]:
    """Databases that restores moved aside: no erasure reaches them."""
    kept = sorted(path.name for path in (installation.folder / ASIDE).glob("*"))
    if kept:
        names = ", ".join(kept)
        yield warning(
            Text(
                f"復元で脇へ移したデータが {ASIDE}/ に残っています（{names}）。個人データの消去は届きません。",
                f"What restores moved aside is still in {ASIDE}/ ({names}). No erasure of personal data reaches it.",
            ),
            "要らなくなったら、フォルダーごと消してください。",
            "Delete those folders once they are not needed any more.",
        )


def sqlite(installation: Installation) -> Iterator[Seen]:
    """The pragmas on which receipts rest, and the file's own integrity."""
    if sqlite_file(installation) is None:
        return
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
        cursor.execute("PRAGMA synchronous")
        synchronous = cursor.fetchone()[0]
        cursor.execute("PRAGMA quick_check(1)")
        integrity = cursor.fetchone()[0]
    full = 2
    said = Text(
        f"SQLite: journal_mode={journal}、synchronous={synchronous}、整合性={integrity}",
        f"SQLite: journal_mode={journal}, synchronous={synchronous}, integrity={integrity}",
    )
    if journal != "wal" or synchronous != full:
        yield failure(
            said,
            "データフォルダーを、ネットワーク越しでないディスクに置いてください（WAL と FULL が要ります）。",
            "Put the data folder on a local disk (WAL and FULL are needed).",
        )
    elif integrity != "ok":
        yield failure(said, "バックアップから戻してください。", "Restore from a backup.")
    else:
        yield Seen(OK, said)


def guarded(installation: Installation) -> Iterator[Seen]:
    """The database's own triggers are those of this version, and whether who works on it could lift them."""
    from django.db import connection

    from kokoroe.ledger.guards import owned
    from kokoroe.ledger.triggers import differences

    if missed := differences(connection):
        names = ", ".join(missed)
        yield failure(
            Text(
                f"データベースのトリガーが、この版のものと違います: {names}",
                f"Triggers of the database are missing or were changed: {names}",
            ),
            "だれが外したかを調べ、「kokoroe ledger verify」で確かめてください。「kokoroe run」が作り直します。",
            "Find out who changed them, and see `kokoroe ledger verify`. Starting `kokoroe run` makes them anew.",
        )
    elif sqlite_file(installation) is not None:
        yield ok(
            "増えるだけの表は、データベースが変更と削除を拒みます（ファイルに書ける人は外せます）。",
            "The database refuses changes in tables that only grow (who can write the file can lift that).",
        )
    elif owned():
        yield warning(
            Text(
                "増えるだけの表は、データベースが変更と削除を拒みますが、接続している役割は表の所有者で、それを外せます。",
                "The database refuses changes in tables that only grow, but the role in use owns them.",
            ),
            "表を所有しない役割で接続してください（docs/operations.md「PostgreSQL の役割」）。",
            "Connect as a role that owns no tables (docs/operations.en.md, “Roles of PostgreSQL”).",
        )
    else:
        yield ok(
            "増えるだけの表は、データベースが変更と削除を拒み、接続している役割には外せません。",
            "The database refuses changes in tables that only grow, and the role in use cannot lift that.",
        )


def anchored(installation: Installation) -> Iterator[Seen]:
    """Whether the database has all that was signed, and what says so beside the keys can be read and written."""
    from kokoroe.ledger import anchors, first
    from kokoroe.ledger.keys import ANCHORS, SWORN

    folder = installation.keys
    for name, is_damaged in ((ANCHORS, anchors.is_damaged), (SWORN, first.is_damaged)):
        if is_damaged(folder):
            said = Text(
                f"{folder / name} が壊れています。古いデータベースや、書き加えた行を、これで見つけられません。",
                f"{folder / name} is damaged: an older database, or rows put there by hand, are not found by it.",
            )
            yield failure(
                said,
                "「kokoroe ledger verify」で確かめ、異常がなければこのファイルを別の場所に移してください。"
                "次の起動で作り直します。",
                "See `kokoroe ledger verify`. Where all is well, move the file away: the next start makes it anew.",
            )
    if not os.access(folder, os.W_OK):
        said = Text(
            f"{folder} に書き込めません。最新の検証点を控えられません。",
            f"{folder} cannot be written: the newest checkpoints are not kept there.",
        )
        yield failure(
            said,
            "サーバーを動かす利用者が書き込めるようにしてください。",
            "Let the user write there who runs the server.",
        )
    try:
        refuse_older(installation)
    except Refused as refused:
        remedy = Text("「kokoroe ledger verify」で確かめてください。", "See `kokoroe ledger verify`.")
        yield Seen(FAILURE, refused.text, remedy)


def stamped(installation: Installation) -> Iterator[Seen]:
    """Where time stamps are asked for: that the certificates can be read, and that the newest one is not long ago."""
    if not installation.stamps_url:
        return
    from kokoroe.ledger.models import TimeStamp
    from kokoroe.ledger.stamping import roots, unstamped
    from kokoroe.ledger.timestamps import StampError

    try:
        trusted = roots()
    except StampError as error:
        yield Seen(FAILURE, error.text, Text("KOKOROE_TSA_CA を確かめてください。", "Check KOKOROE_TSA_CA."))
        return
    if not trusted:
        yield warning(
            Text(
                "タイムスタンプの発行元の証明書を、確かめられません（KOKOROE_TSA_CA がありません）。",
                "Who issues the time stamps cannot be checked (KOKOROE_TSA_CA is not set).",
            ),
            "認証局の証明書（PEM）を置き、そのパスを KOKOROE_TSA_CA に設定してください。",
            "Set KOKOROE_TSA_CA to a PEM file with the authority's certificates.",
        )
    newest = TimeStamp.objects.order_by("day").last()
    at = None if newest is None else newest.at
    waiting = min((mark.at for mark in unstamped()), default=None)
    if (
        waiting is not None
        and clock.now() - waiting > STAMPED_WITHIN
        and (at is None or clock.now() - at > STAMPED_WITHIN)
    ):
        since = "—" if at is None else f"{at:%Y-%m-%d %H:%M} (UTC)"
        yield failure(
            Text(
                f"タイムスタンプを2日以上受けていません（最後は {since}）。",
                f"There was no time stamp for more than two days (the last: {since}).",
            ),
            "「kokoroe ledger stamp」で理由を確かめてください。",
            "See why with `kokoroe ledger stamp`.",
        )
    elif at is not None:
        yield ok(
            f"最後のタイムスタンプは {at:%Y-%m-%d %H:%M} (UTC) です。",
            f"The last time stamp is of {at:%Y-%m-%d %H:%M} (UTC).",
        )


def recomputed(installation: Installation) -> Iterator[Seen]:  # noqa: ARG001
    """Standings and deadlines that are kept are what is computed from the record."""
    from kokoroe.desk.rechecking import recheck

    found = list(recheck(now=clock.now()))
    for one in found[:MOST_NAMED]:
        what_ja = [*(["状況"] if one.standing else []), *(f"期限 {duty}" for duty in one.duties)]
        what_en = [*(["standing"] if one.standing else []), *(f"deadline of {duty}" for duty in one.duties)]
        yield failure(
            Text(
                f"契約 {one.contract.code} の控え（{'、'.join(what_ja)}）が、記録から計算したものと違います。",
                f"What is kept of contract {one.contract.code} ({', '.join(what_en)}) is not what the record says.",
            ),
            "だれが変えたかを調べ、「kokoroe ledger verify」で確かめてください。"
            "次に何かが記録されると、計算し直されます。",
            "Find out who changed it, and see `kokoroe ledger verify`. The next act on it has it computed anew.",
        )
    if not found:
        yield ok(
            "控えている状況と期限は、記録から計算したものと同じです。",
            "Standings and deadlines that are kept are what the record says.",
        )


def system_clock(installation: Installation) -> Iterator[Seen]:  # noqa: ARG001
    """The clock is not before this software."""
    now = clock.said()
    said = Text(f"時計は {now:%Y-%m-%d %H:%M} (UTC) です。", f"The clock says {now:%Y-%m-%d %H:%M} (UTC).")
    if now < RELEASED:
        yield failure(said, "時刻合わせ（NTP）を確かめてください。", "Check the time synchronisation (NTP).")
    else:
        yield Seen(OK, said)


def annexes(installation: Installation) -> Iterator[Seen]:
    """Every pack loads."""
    from kokoroe import packs

    extra = installation.folder / "packs"
    names = packs.available(extra)
    problems = [problem for name in names for problem in packs.check(packs.find(name, extra))]
    for problem in problems:
        said = Text(problem.in_language("ja"), problem.in_language("en"))
        yield Seen(FAILURE, said, problem.remedy)
    if not problems:
        listed = ", ".join(names)
        yield ok(f"別記を読み込めます: {listed}", f"The annexes load: {listed}")


def static_files(installation: Installation) -> Iterator[Seen]:  # noqa: ARG001
    """Stylesheets and scripts have been collected."""
    from django.contrib.staticfiles.storage import staticfiles_storage

    with suppress(ValueError):
        staticfiles_storage.url("ui/base.css")
        yield ok("画面の部品（静的ファイル）がそろっています。", "The static files are there.")
        return
    said = Text("画面の部品（静的ファイル）がそろっていません。", "Static files are missing.")
    yield failure(
        said, "「kokoroe run」を一度起動すると集められます。", "Starting `kokoroe run` once collects them."
    )


def https(installation: Installation) -> Iterator[Seen]:
    """Whether people reach it over an encrypted connection."""
    if installation.is_https:
        yield ok(f"{installation.url} は暗号化されています。", f"{installation.url} is encrypted.")
        return
    said = Text(
        f"{installation.url} は暗号化されていません（https ではない）。", f"{installation.url} is not https."
    )
    yield warning(
        said,
        "この機械だけで使うならこのままで構いません。ほかの機械から使うなら、TLS を終端するプロキシーを前に置き、"
        "KOKOROE_URL を https:// のアドレスにしてください。",
        "Fine on this machine alone. For others put a proxy that ends TLS in front, and set KOKOROE_URL to https://.",
    )


def second_factor(installation: Installation) -> Iterator[Seen]:
    """Whether those who decide and manage need a second factor to sign in."""
    if installation.second_factor != "off":
        yield ok(
            "決定や管理をする人には、二つ目の要素を求めます。",
            "Those who decide or manage need a second factor.",
        )
        return
    yield warning(
        Text(
            "二つ目の要素を誰にも求めません（KOKOROE_SECOND_FACTOR=off）。",
            "Nobody is asked for a second factor (KOKOROE_SECOND_FACTOR=off).",
        ),
        "見本でなければ、KOKOROE_SECOND_FACTOR を消してサーバーを起動し直してください。",
        "Unless this is a sample, remove KOKOROE_SECOND_FACTOR and start the server again.",
    )


# What `https` has said already, or what the proxy in front decides for the whole domain.
SAID_BY_HTTPS = frozenset(f"security.W0{number:02}" for number in (4, 5, 8, 11, 12, 16, 21))


def django_checks(installation: Installation) -> Iterator[Seen]:  # noqa: ARG001
    """Django's own checks, those for deployment among them."""
    from django.core import checks

    found = [
        message
        for message in checks.run_checks(include_deployment_checks=True)
        if message.id not in SAID_BY_HTTPS
    ]
    for message in found:
        said = Text(f"{message.id}: {message.msg}", f"{message.id}: {message.msg}")
        hint = message.hint or "https://docs.djangoproject.com/en/5.2/ref/checks/"
        yield Seen(FAILURE if message.level >= checks.ERROR else WARNING, said, Text(hint, hint))
    if not found:
        yield ok("Django の検査で指摘はありません。", "Django's own checks find nothing.")


COMMAND = Command(
    "check",
    Text("この環境が健全か確かめる（だめなら終了コード 1）", "is this installation sound? (exit 1 when not)"),
    run_check,
    (
        AS_JSON,
        flag(
            "--clock",
            Text(
                "時計だけを調べる：期限が来たのに出ていない警報がないか、時計が動いているか",
                "look at the clock alone: is no due alarm unfired, and does it run?",
            ),
        ),
    ),
)
