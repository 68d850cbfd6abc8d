"""`kokoroe check --clock`: proof from the database alone that nothing due is unfired, and that the clock runs."""

from collections.abc import Iterator

from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.groups.findings import FAILURE, WARNING, Seen, ok, warning
from kokoroe.site.installation import Installation

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
    from kokoroe.clock.models import UNFIRED, Alarm, Heartbeat
    from kokoroe.clock.moments import read_clock
    from kokoroe.clock.proof import missed_alarms
    from kokoroe.clock.pulse import ODD, is_silent

    reading = read_clock()
    silent = is_silent(reading.mark, now=reading.said)
    if silent and not strictly and not Alarm.objects.filter(UNFIRED).exists():
        return
    level = FAILURE if strictly or not silent else WARNING
    if reading.mark is None:
        yield Seen(level, Text("時計はまだ一度も動いていません。", "The clock has never run."), REMEDY)
    elif silent:
        last = spoken(reading.mark)
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

    if (ahead := (reading.now - reading.said).total_seconds()) > ODD:
        yield warning(
            Text(
                f"時計が {ahead:.0f} 秒戻されています。期限の時計は、その時刻になるまで止まったままです。",
                f"The clock was set back by {ahead:.0f} s; deadlines stand still until that time comes again.",
            ),
            "時刻合わせ（NTP）を確かめてください。",
            "Check the time synchronisation (NTP).",
        )
    newest = Heartbeat.objects.order_by("-tick_at").first()
    for line in newest.warnings.splitlines() if newest else ():
        yield warning(
            Text(f"時刻の異常: {line}", f"Something odd about the time: {line}"),
            "時刻合わせ（NTP）を確かめてください。",
            "Check the time synchronisation (NTP).",
        )
