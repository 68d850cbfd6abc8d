"""Chat services through apprise: only those named here, and only at their makers' own addresses.

apprise knows about 150 services, among them files, programs and any host: an address that somebody typed must not
reach those. What it asks goes through our own door, whatever it thinks of redirects, proxies and certificates.
"""

import logging
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import charset
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from kokoroe.annex.text import Text
from kokoroe.clock.channels.outgoing import Outgoing, Undelivered
from kokoroe.clock.channels.posting import accepted
from kokoroe.outside.reaching import LIMIT, Unreached, ask, one_line

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


def understood(url: str) -> Any:
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
    led_through_the_door(sys.modules[type(made).__module__])
    return made


def led_through_the_door(plugin: Any) -> None:
    """Give apprise's module of a service our way to ask in place of `requests`.

    Raises:
        ValueError: it has no such thing, so that nobody knows how it would ask.
    """
    library = getattr(plugin, "requests", None)
    if isinstance(library, Door):
        return
    if getattr(library, "__name__", "") != "requests":
        raise ValueError("a version of apprise that asks in another way")
    plugin.requests = Door(library)


class Door:
    """What a service's module of apprise takes for `requests`: it says what to ask, and we say how.

    Redirects, proxies, certificates and times of its own are left out.
    """

    def __init__(self, library: Any) -> None:
        self.library = library
        self.codes = library.codes
        self.RequestException = library.RequestException

    def get(self, url: str, **given: Any) -> Any:
        return self.request("GET", url, **given)

    def post(self, url: str, **given: Any) -> Any:
        return self.request("POST", url, **given)

    def request(self, method: str, url: str, **given: Any) -> Any:
        """The answer as `requests` has it. Raises its RequestException; why, stands in the attempt of this thread."""
        what = {name: given.get(name) for name in ("params", "data", "json", "headers")}
        made = self.library.Request(method, url, **what).prepare()
        body = made.body.encode() if isinstance(made.body, str) else made.body or b""
        attempt: Attempt = underway.attempt
        try:
            answer = ask(made.method, made.url, body, made.headers, seconds=attempt.seconds)
            if 300 <= answer.status < 400:  # noqa: PLR2004 (RFC 9110, 15.4)
                accepted(answer, attempt.name, at=attempt.at)
        except Unreached as error:
            attempt.failed = Undelivered(error.text, permanent=error.permanent)
            raise self.RequestException from error
        except Undelivered as error:
            attempt.failed = error
            raise self.RequestException from error
        told = self.library.Response()
        told.status_code, told._content = answer.status, answer.body  # noqa: SLF001 (as its own test doubles do)
        told.headers.update(answer.headers)
        return told


@dataclass(slots=True)
class Attempt:
    """One message on its way through apprise: to which service, since when, for how long, and why it failed."""

    name: str
    at: datetime
    seconds: float
    failed: Undelivered | None = None


underway = threading.local()
"""The attempt of this thread."""


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
        chat = understood(config["url"])
    except ValueError as error:
        raise Undelivered(
            Text("このチャットのアドレスには送れません。", "Nothing is sent to this chat address."),
            permanent=True,
        ) from error
    name = service(config["url"])
    attempt = underway.attempt = Attempt(name, message.at, seconds)
    log, complaints = logging.getLogger("apprise"), Complaints()
    log.addHandler(complaints)
    try:
        taken = chat.notify(body=message.text, title=one_line(message.subject), notify_type="info")
    finally:
        log.removeHandler(complaints)
        del underway.attempt
    if taken:
        return name
    if attempt.failed is not None:
        raise attempt.failed
    said = one_line(complaints.said[-1]) if complaints.said else "?"
    raise Undelivered(Text(f"{name} が受け取りませんでした（{said}）。", f"{name} did not take it ({said})."))
