"""`kokoroe check`: can notices leave this server? What is not set up is a warning, what is set and fails a failure."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.groups.findings import FAILURE, WARNING, Seen, failure, ok, warning
from kokoroe.site.installation import Installation
from kokoroe.site.security_log import place

if TYPE_CHECKING:
    from kokoroe.clock.moments import Reading

PATIENCE = 5.0  # seconds for the mail server
WHERE = Text("「通知の設定」のページで直してください。", "Mend it on the page “Settings of notices”.")


def notices(installation: Installation) -> Iterator[Seen]:  # noqa: ARG001
    """The public address, the mail server, and the channels' settings; sends nothing."""
    from kokoroe.clock.channels.setup import in_force
    from kokoroe.clock.restoring import count_waiting, waiting_restoration

    if restoration := waiting_restoration():
        count = count_waiting(restoration)
        yield warning(
            Text(
                f"復元のあと、{count} 件の通知が送られずに待っています。",
                f"{count} notices have waited since the restore.",
            ),
            "前のサーバーがもうないなら「kokoroe release send」、"
            "送り終えたか動いているなら「kokoroe release drop」を実行してください。",
            "Run `kokoroe release send` if the server from before is gone, "
            "`kokoroe release drop` if it has sent them or still runs.",
        )
    setup = in_force()
    if setup.lacks_address:
        yield warning(
            Text(
                "公開アドレスが決まっていません。通知のリンクをほかの機械から開けません。",
                "No public address is set: links in notices cannot be opened from other machines.",
            ),
            "「通知の設定」のページか KOKOROE_URL で決めてください。",
            "Set it on the page “Settings of notices”, or with KOKOROE_URL.",
        )
    elif not setup.address.startswith("https://"):
        yield warning(
            Text(
                f"通知のリンク（{setup.address}）は暗号化されていません。",
                f"Links in notices ({setup.address}) are not encrypted.",
            ),
            "https:// のアドレスにしてください。",
            "Use an https:// address.",
        )
    yield from mail_server()
    yield from channels()


def mail_server() -> Iterator[Seen]:
    """Whether the mail server greets us and lets us in."""
    from kokoroe.clock.channels.mail import reach
    from kokoroe.clock.channels.outgoing import Undelivered
    from kokoroe.clock.channels.setup import in_force

    setup = in_force()
    if setup.problem is not None:
        yield Seen(FAILURE, setup.problem, WHERE)
        return
    if setup.mail is None:
        yield warning(
            Text("メールの送信が設定されていません。", "Sending mail is not set up."),
            "「通知の設定」のページか KOKOROE_SMTP_URL で設定してください。それまで、だれにもメールが届きません。",
            "Set it up on the page “Settings of notices” or with KOKOROE_SMTP_URL. Nobody gets mail until then.",
        )
        return
    try:
        reach(setup.mail, seconds=PATIENCE)
    except Undelivered as undelivered:
        yield Seen(FAILURE, undelivered.reason, WHERE)
    else:
        where = setup.mail.where
        yield ok(f"メールサーバー {where} につながります。", f"The mail server {where} lets us in.")


def channels() -> Iterator[Seen]:
    """Whether what channels have sealed can be opened with this installation's key."""
    from kokoroe.accounts.sealing import SealError, unseal
    from kokoroe.clock.channels.models import Channel

    rows = list(Channel.objects.filter(removed_at__isnull=True).select_related("organisation"))
    shut = []
    for row in rows:
        try:
            unseal(row.sealed)
        except SealError:
            shut.append(row)
    for row in shut:
        yield failure(
            Text(
                f"「{row.organisation}」の経路「{row}」の設定を、この環境の鍵で開けません。",
                f"The settings of “{row}” of “{row.organisation}” cannot be opened with this installation's key.",
            ),
            "keys/secret.key をバックアップから戻すか、その経路を設定し直してください。",
            "Bring keys/secret.key back from a backup, or set the channel up anew.",
        )
    if rows and not shut:
        yield ok(
            f"{len(rows)}件の経路の設定を読めます。", f"The settings of {len(rows)} channels can be read."
        )


OPEN = 0o077


def security_log(installation: Installation) -> Iterator[Seen]:
    """The place that KOKOROE_SECURITY_LOG names, tried without leaving anything in it."""
    try:
        found = place(installation.folder, installation.security_log)
    except ValueError:
        yield failure(
            Text(
                f"KOKOROE_SECURITY_LOG={installation.security_log} がどこを指すのか分かりません。"
                "セキュリティログはデータフォルダーに書いています。",
                f"KOKOROE_SECURITY_LOG={installation.security_log} names no place. "
                "The security log goes to the data folder.",
            ),
            "空（データフォルダー）、ファイルの名前、syslog、syslog://ホスト:514 のどれかにしてください。",
            "Leave it empty (the data folder), or give a file, syslog, or syslog://host:514.",
        )
        return
    if isinstance(found, Path):
        yield from file(found)
        return
    try:
        reach(found)
    except OSError as error:
        yield failure(
            Text(
                f"syslog（{place_text(found)}）に届きません（{error.strerror or error}）。"
                "セキュリティログはデータフォルダーに書いています。",
                f"Syslog ({place_text(found)}) cannot be reached ({error.strerror or error}). "
                "The security log goes to the data folder.",
            ),
            "名前を直すか syslog を動かし、サーバーを起動し直してください。",
            "Correct the name or start syslog, then start the server again.",
        )
        return
    yield ok(
        f"セキュリティログは syslog（{place_text(found)}）に送ります。",
        f"The security log goes to syslog ({place_text(found)}).",
    )


def file(path: Path) -> Iterator[Seen]:
    """A file that the server makes when there is something to write."""
    there = next(each for each in (path, *path.parents) if each.exists())
    if path.is_dir() or not os.access(there, os.W_OK) or (there != path and not there.is_dir()):
        yield failure(
            Text(f"セキュリティログ {path} に書けません。", f"The security log {path} cannot be written."),
            "フォルダーの所有者と権限を確かめてください。",
            "Check the owner and the permissions of its folder.",
        )
        return
    if there == path and sys.platform != "win32" and path.stat().st_mode & OPEN:
        said = Text(
            f"セキュリティログ {path} をほかの利用者が読めます。",
            f"Other users can read the security log {path}.",
        )
        yield failure(said, f"chmod 600 {path}", f"chmod 600 {path}")
        return
    yield ok(f"セキュリティログ {path} に書けます。", f"The security log {path} can be written.")


def reach(found: tuple[str, int] | str) -> None:
    """Raises OSError where the socket is not there, or the name leads nowhere."""
    if isinstance(found, tuple):
        socket.getaddrinfo(*found, type=socket.SOCK_DGRAM)
    elif not Path(found).exists():
        raise FileNotFoundError(2, "not there")


def place_text(found: tuple[str, int] | str) -> str:
    """The place as people write it."""
    return found if isinstance(found, str) else f"{found[0]}:{found[1]}"


LISTED = 20
REMEDY = Text(
    "「kokoroe run」か「kokoroe clock」が動いているか、その記録（ログ）に何が出ているかを確かめてください。"
    "動き出せば、遅れている警報はすぐに出ます。",
    "See that `kokoroe run` or `kokoroe clock` runs, and what its log says. "
    "Once it runs, alarms that are late go out at once.",
)


def watch(installation: Installation, *, strictly: bool = False) -> Iterator[Seen]:  # noqa: ARG001
    """The alarms that were missed, the newest tick, and what was odd about the time.

    A clock that does not run is a failure where `strictly`; otherwise the server may just not be started yet, and
    it is said only where alarms wait.
    """
    from kokoroe.clock.models import UNFIRED, Alarm
    from kokoroe.clock.moments import read_clock
    from kokoroe.clock.pulse import is_silent, missed_alarms, newest

    reading = read_clock()
    yield from right_time(reading)
    tick = newest(reading.now)
    silent = is_silent(tick, now=reading.now)
    if silent and not strictly and not Alarm.objects.filter(UNFIRED).exists():
        return
    level = FAILURE if strictly or not silent else WARNING
    if tick is None:
        yield Seen(level, Text("時計はまだ一度も動いていません。", "The clock has never run."), REMEDY)
    elif silent:
        last = spoken(tick)
        said = Text(
            f"時計が止まっています（最後に動いたのは {last.ja}（日本時間））。",
            f"The clock has stopped (it last ticked at {last.en}).",
        )
        yield Seen(level, said, REMEDY)
    else:
        yield ok("時計は動いています。", "The clock runs.")

    late = missed_alarms(now=reading.now)
    if not late:
        yield ok("期限が来たのに出ていない警報はありません。", "No due alarm is unfired.")
    for one in late[:LISTED]:
        what = f"{one.contract} {one.kind} {one.ref} {one.stage}".strip()
        said = Text(
            f"出ていない警報: {what}（段 {one.rung} 秒、{one.fire_at} に出すはずだった）",
            f"An alarm did not fire: {what} (rung {one.rung} s, due at {one.fire_at})",
        )
        yield Seen(level, said, REMEDY)
    if len(late) > LISTED:
        more = len(late) - LISTED
        yield Seen(level, Text(f"ほか {more} 件の警報が出ていません。", f"{more} more did not fire."), REMEDY)


CONFIRM = Text(
    "機械の時刻合わせ（NTP）を直してください。時計がいま正しいなら、「kokoroe clock --confirm」と実行してください。",
    "Put the machine's clock right (NTP). If it is right now, run `kokoroe clock --confirm`.",
)


def right_time(reading: "Reading") -> Iterator[Seen]:
    """Whether the clocks agree, with each other and with what was written down, and what was odd about them lately."""
    from kokoroe.clock.confirming import fired_ahead
    from kokoroe.clock.models import Heartbeat
    from kokoroe.clock.moments import last_recorded
    from kokoroe.clock.pulse import oddities, why_wrong
    from kokoroe.clock.reckoning import TOLERANCE

    if wrong := why_wrong(now=reading.now, off=reading.off, mark=reading.mark):
        yield Seen(FAILURE, wrong, CONFIRM)
    last, shown = last_recorded(), reading.now if reading.off is None else reading.clocks.said[-1]
    if last is not None and shown < last - TOLERANCE:
        said = Text(
            f"時計（{spoken(shown).ja}）が、台帳の最後の記録（{spoken(last).ja}）より遅れているので、記録できません。",
            f"The clock ({spoken(shown).en}) is behind the ledger's last entry ({spoken(last).en}): "
            "nothing can be recorded.",
        )
        yield Seen(FAILURE, said, CONFIRM)
    if count := fired_ahead(reading.now).count():
        said = Text(
            f"先の時刻に出たことになっている警報が {count} 件あります。",
            f"{count} alarms have fired at a time that has not come.",
        )
        yield Seen(FAILURE, said, CONFIRM)
    for line in oddities(Heartbeat.objects.exclude(warnings="").order_by("-tick_at")):
        said = Text(f"時刻の異常: {line.ja}", f"Something odd about the time: {line.en}")
        yield warning(said, "時刻合わせ（NTP）を確かめてください。", "Check the time synchronisation (NTP).")
