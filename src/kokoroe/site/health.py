"""Is this server alive, can it reach its database, and does anybody watch the deadlines?"""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from kokoroe.accounts.access import anyone
from kokoroe.clock.loop import running
from kokoroe.clock.moments import read_clock
from kokoroe.clock.pulse import is_silent, newest, why_wrong


@anyone
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """200 when a query is answered and the clock ticks and is right; 503 where the database is away, as any page.

    503 as well while the clocks disagree, and once none has ticked for 30 s: alarms are late then, whatever else works.
    Where none has run at all (a server of its own without a loop, a new database) that alone is no failure.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    reading = read_clock()
    now, tick = reading.now, newest(reading.now)
    age = None if tick is None else round((now - tick).total_seconds(), 1)
    if wrong := why_wrong(now=now, off=reading.off, mark=reading.mark):
        return JsonResponse({"ok": False, "why": wrong.en, "clock_age_s": age}, status=503)
    if is_silent(tick, now=now) and (tick is not None or running()):
        why = "the clock has not ticked yet" if tick is None else f"the clock last ticked {age} s ago"
        return JsonResponse({"ok": False, "why": why, "clock_age_s": age}, status=503)
    return JsonResponse({"ok": True, "clock_age_s": age})
