"""The one door out: a bounded HTTP request to an address that somebody typed, so that it can reach nothing it may not.

The name is resolved once and every address it has is looked at; the connection goes to one of those, whatever the
name says a moment later. Redirects are not followed, proxies of the environment are not used.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from kokoroe.annex.text import Text

LIMIT = 10.0  # seconds that one attempt may take; leases of messages are longer
AGAIN = 0.5  # seconds: the connection may be made, or wrapped in TLS, just after the end
READ = 16 << 10  # bytes of an answer that are read
SETTING = "KOKOROE_WEBHOOK_PRIVATE"
NAT64 = ipaddress.ip_network("64:ff9b::/96")
UNICAST = ipaddress.ip_network(
    "2000::/3"
)  # all that IANA has given out of IPv6; the rest is inside, old, or nowhere

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said. `body` is cut at the bound that was given."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class Unreached(Exception):  # noqa: N818 (what happened, not a fault of ours)
    """There was no answer. `text` says why and holds no secret; `permanent`: another attempt alone will not help."""

    def __init__(self, text: Text, *, permanent: bool = False) -> None:
        super().__init__(text.ja)
        self.text = text
        self.permanent = permanent


class AddressError(ValueError):
    """An address that nothing is sent to; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


def ask(
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float = LIMIT,
    most: int = READ,
    operators_own: bool = False,
) -> Answer:
    """Ask an address and read the answer, whatever its status, to at most `most` bytes.

    `operators_own`: whoever runs the server set this very address, which may lie inside and be unencrypted.

    Raises:
        Unreached: there was no answer within `seconds`, or nothing may be sent there.
    """
    try:
        parts = spelt(url) if operators_own else checked(url)
    except AddressError as error:
        raise Unreached(error.text, permanent=True) from error
    host, line = str(parts.hostname), Line()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with limited(seconds, line.sever) as expired:
        try:
            speaker = http.client.HTTPConnection(host, parts.port)
            speaker.sock = line.open(parts, seconds, inside=operators_own or may_be_inside(host))
            named = host if ":" not in host else f"[{host}]"
            at = named if parts.port is None else f"{named}:{parts.port}"
            speaker.request(method, path, body or None, {**headers, "Host": at, "Connection": "close"})
            answer = speaker.getresponse()
            read = Answer(answer.status, answer.read(most), dict(answer.headers.items()))
        except (OSError, http.client.HTTPException) as error:
            raise (too_slow(host) if expired.is_set() else why(error, host)) from error
        finally:
            line.close()
    if expired.is_set():  # cut off in mid-answer, which then looks like its end
        raise too_slow(host)
    return read


def checked(url: str) -> SplitResult:
    """The parts of an address that may be asked, as far as can be told without asking a name server.

    Raises:
        AddressError: it is none, carries a password, or is not encrypted and not this machine's own.
    """
    parts = spelt(url)
    host = str(parts.hostname)
    if parts.scheme == "http" and not is_loopback(host):
        raise AddressError(
            Text(
                "http:// は使えません。https:// のアドレスを入れてください。",
                "http:// is not used. Give an https:// address.",
            )
        )
    if is_loopback(host) and not may_be_inside(host):
        raise AddressError(inside(host))
    return parts


def spelt(url: str) -> SplitResult:
    """The parts of an address of the web. Raises AddressError: it is none, or carries a password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    plain = url.isascii() and url.isprintable() and " " not in url
    if not plain or parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise AddressError(
            Text("https:// で始まるアドレスを入れてください。", "Give an address that begins with https://.")
        )
    if parts.username is not None or parts.fragment:
        raise AddressError(
            Text(
                "利用者名や # を含まないアドレスを入れてください。",
                "Give an address without a user name and without #.",
            )
        )
    return parts


def is_loopback(host: str) -> bool:
    """Whether the name or address means this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def may_be_inside(host: str) -> bool:
    """Whether the operator's setting lets this host lie within an inner network: `1` every one, else those it names."""
    allowed: frozenset[str] = settings.KOKOROE_WEBHOOK_PRIVATE
    return "1" in allowed or host.lower() in allowed


def inside(host: str) -> Text:
    """Why an address of the inner network is refused."""
    return Text(
        f"{host} は内部のネットワークのアドレスなので送りません。"
        f"必要なら、運用者が環境変数 {SETTING}={host} で許可できます。",
        f"{host} is an address of an inner network, so nothing is sent there. "
        f"The operator can allow it with {SETTING}={host}.",
    )


def is_outside(address: Address) -> bool:
    """Whether the address is one of the public internet, also where it hides another one (RFC 4291, 6052, 3056)."""
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if hidden is not None:
            return is_outside(hidden)
        if address not in UNICAST:
            return False
    return address.is_global and not address.is_multicast


def resolved(
    host: str, port: int, *, inside_too: bool
) -> Sequence[tuple[socket.AddressFamily, tuple[str, int]]]:
    """Where the name leads. The name server's own time-outs apply.

    Raises:
        Unreached: nowhere, or to somewhere inside although that is not allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # a label of more than 63 characters is UnicodeError
        raise Unreached(
            Text(f"{host} の名前を解決できません。", f"The name {host} leads nowhere.")
        ) from error
    places = [(family, (str(place[0]), int(place[1]))) for family, _, _, _, place in found]
    if not inside_too:
        for _, (place, _) in places:
            if not is_outside(ipaddress.ip_address(place.partition("%")[0])):
                raise Unreached(inside(host), permanent=True)
    return places


class Line:
    """The connection of one attempt, in reach of the limit."""

    def __init__(self) -> None:
        self.sock: socket.socket | None = None

    def open(self, parts: SplitResult, seconds: float, *, inside: bool) -> socket.socket:
        """Connect to the first address that answers, with TLS where the address says https."""
        host = str(parts.hostname)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        failed: OSError = OSError("no address")
        for family, place in resolved(host, port, inside_too=inside):
            self.sock = socket.socket(family, socket.SOCK_STREAM)
            self.sock.settimeout(seconds)
            try:
                self.sock.connect(place)
                if parts.scheme == "https":
                    self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=host)
            except OSError as error:
                self.close()
                failed = error
                if isinstance(error, ssl.SSLError):
                    break
            else:
                return self.sock
        raise failed

    def sever(self) -> None:
        """End it, whoever waits on it."""
        if (sock := self.sock) is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self.sock is not None:
            self.sock.close()


@contextmanager
def limited(seconds: float, sever: Callable[[], None]) -> Iterator[threading.Event]:
    """Call `sever` when the block takes longer than this, again and again until it ends; the event tells that it did.

    `sever` runs in another thread, closes whatever is open and does not raise.
    """
    done, expired = threading.Event(), threading.Event()

    def watch() -> None:
        if done.wait(seconds):
            return
        expired.set()
        while True:
            sever()
            if done.wait(AGAIN):
                return

    watcher = threading.Thread(target=watch, name="kokoroe-limit", daemon=True)
    watcher.start()
    try:
        yield expired
    finally:
        done.set()


def one_line(text: str, limit: int = 200) -> str:
    """A text as one printable line of at most `limit` characters: for headers, titles and what servers answer."""
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())[:limit]


def too_slow(host: str) -> Unreached:
    """The time was up."""
    return Unreached(
        Text(
            f"{host} が時間内に応答しませんでした。届いたかどうかは確認できていません。",
            f"{host} did not answer in time. Whether it arrived is not confirmed.",
        )
    )


def why(error: Exception, host: str) -> Unreached:
    """What a failure on the way means to people."""
    match error:
        case ssl.SSLError():
            said = one_line(getattr(error, "verify_message", "") or error.reason or str(error))
            return Unreached(
                Text(f"{host} との暗号化に失敗しました（{said}）。", f"TLS with {host} failed ({said}).")
            )
        case TimeoutError():
            return too_slow(host)
        case http.client.HTTPException():
            return Unreached(
                Text(
                    f"{host} の応答が HTTP として読めません。届いたかどうかは確認できていません。",
                    f"The answer of {host} is no HTTP. Whether it arrived is not confirmed.",
                )
            )
    said = one_line(getattr(error, "strerror", None) or str(error))
    return Unreached(Text(f"{host} に接続できません（{said}）。", f"{host} cannot be reached ({said})."))
