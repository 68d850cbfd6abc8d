"""The page behind the link in a mail: whoever holds it says that they have seen it. It tells what the mail told."""

from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from kokoroe.accounts.access import anyone
from kokoroe.clock.acknowledging import acknowledge_by_link, acknowledgement_of
from kokoroe.clock.channels.delivering import message_of
from kokoroe.clock.limits import within
from kokoroe.clock.models import Message

LIFE = timedelta(days=90)
TRIES, PER = 30, 60  # a minute: for each link, and for each place that tries links which open nothing


@anyone
def notified(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what is acknowledged, and record it on POST: mail scanners open links, and press no buttons."""
    key = message_of(token, max_age=int(LIFE.total_seconds()))
    place = f"message:{key}" if key is not None else f"place:{request.META.get('REMOTE_ADDR', '')}"
    if not within(f"notified:{place}", most=TRIES, seconds=PER):
        return render(request, "clock/notified_gone.html", {"busy": True}, status=429)
    rows = Message.objects.select_related("deadline__contract__tree")
    message = rows.filter(pk=key, deadline__isnull=False).first() if key is not None else None
    if message is None or message.deadline is None:
        return render(request, "clock/notified_gone.html", status=404)
    if request.method == "POST":
        acknowledge_by_link(message=message, now=request.now)  # type: ignore[attr-defined]
        return redirect("notified", token)
    done = acknowledgement_of(message.deadline, message.recipient_key)
    answer = render(request, "clock/notified.html", {"message": message, "done": done})
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
