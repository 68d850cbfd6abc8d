"""Chat services through apprise: only those named here, and only at their makers' own addresses.

apprise knows about 150 services, among them files, programs and any host: an address that somebody typed must not
reach those.
"""

import logging
import threading
from collections.abc import Mapping
from email import charset
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from kokoroe.annex.text import Text
from kokoroe.clock.channels.outgoing import LIMIT, Outgoing, Undelivered, one_line

# Schemes whose host is fixed by apprise, and the services' own addresses, which it understands as well.
SCHEMES = {
    "slack": "Slack",
    "gchat": "Google Chat",
    "discord": "Discord",
    "wxteams": "Webex",
    "webex": "Webex",
}
OWN = {"hooks.slack.com": "Slack", "chat.googleapis.com": "Google Chat", "discord.com": "Discord"}
# Teams takes messages by a workflow (Power Automate) at an address of its own.
TEAMS = "Microsoft Teams"
WORKFLOWS = frozenset({"workflow", "workflows"})
TEAMS_ENDINGS = (".logic.azure.com", ".api.powerplatform.com")
# All that an address needs to say; apprise would take more, such as files to send and certificates not to look at.
ASKED = frozenset({"sig", "sp", "sv", "api-version", "ver", "pa", "key", "token", "threadKey", "thread"})
CONNECT_SHARE, READ_SHARE = 0.4, 0.5


def service(url: str) -> str:
    """The name of the service that an address leads to; empty where nothing is sent."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme in SCHEMES:
        return SCHEMES[scheme]
    if port not in {None, 443} or scheme not in {"https", *WORKFLOWS}:
        return ""
    if host.endswith(TEAMS_ENDINGS):
        return TEAMS
    return OWN.get(host, "") if scheme == "https" else ""


def understood(url: str, *, seconds: float = LIMIT) -> Any:
    """The object that apprise makes of an address of an allowed service.

    Raises:
        ValueError: another service, or not an address of it.
    """
    if not service(url):
        raise ValueError("not an allowed service")
    parts = urlsplit(url.strip())
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] in ASKED]
    made = instantiated(urlunsplit(parts._replace(query=urlencode(kept))))
    if made is None or service(url) not in names_of(made):
        raise ValueError("no address of the service")
    made.socket_connect_timeout = seconds * CONNECT_SHARE
    made.socket_read_timeout = seconds * READ_SHARE
    return made


def instantiated(url: str) -> Any:
    """What apprise makes of an address. With its plugins it changes how this process encodes mails; that is undone."""
    before = charset.CHARSETS["utf-8"]
    try:
        import apprise

        return apprise.Apprise.instantiate(url, suppress_exceptions=True)
    finally:
        charset.CHARSETS["utf-8"] = before


def names_of(made: Any) -> set[str]:
    """The services that apprise's object stands for."""
    schemes = made.secure_protocol
    known = {**SCHEMES, **dict.fromkeys(WORKFLOWS, TEAMS)}
    return {known.get(each, "") for each in ([schemes] if isinstance(schemes, str) else schemes)}


class Complaints(logging.Handler):
    """What apprise logs in this thread while it sends: the only place where it says why it could not."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.said.append(record.getMessage())


def send(config: Mapping[str, str], message: Outgoing, *, seconds: float = LIMIT) -> str:
    """Say it in the chat that `config["url"]` leads to; returns the service's name.

    Raises:
        Undelivered: nobody confirmed it.
    """
    try:
        chat = understood(config["url"], seconds=seconds)
    except ValueError as error:
        raise Undelivered(
            Text("このチャットのアドレスには送れません。", "Nothing is sent to this chat address."),
            permanent=True,
        ) from error
    name = service(config["url"])
    log, complaints = logging.getLogger("apprise"), Complaints()
    log.addHandler(complaints)
    try:
        taken = chat.notify(body=message.text, title=one_line(message.subject), notify_type="info")
    finally:
        log.removeHandler(complaints)
    if taken:
        return name
    said = one_line(complaints.said[-1]) if complaints.said else "?"
    raise Undelivered(Text(f"{name} が受け取りませんでした（{said}）。", f"{name} did not take it ({said})."))
