"""HTTP out of the house: one bounded POST to an address that somebody typed, so that it can reach nothing it may not.

The name is resolved once and every address it has is looked at; the connection goes to one of those, whatever the
name says a moment later. Redirects are not followed, proxies of the environment are not used.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from kokoroe.accounts.oidc.protocol import ProviderError, Said
from kokoroe.annex.text import Text
from kokoroe.clock.channels.outgoing import LIMIT, Undelivered, limited, one_line

READ = 16 << 10  # bytes of an answer that are read
LONGEST_WAIT = timedelta(hours=1)
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said. `body` is cut at 16 KiB."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class AddressError(ValueError):
    """An address that nothing is sent to; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


def checked(url: str) -> SplitResult:
    """The parts of an address that may be posted to, as far as can be told without asking a name server.

    Raises:
        AddressError: it is none, carries a password, or is not encrypted and not this machine's own.
    """
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
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise AddressError(
            Text(
                "http:// は使えません。https:// のアドレスを入れてください。",
                "http:// is not used. Give an https:// address.",
            )
        )
    if is_loopback(parts.hostname) and not settings.KOKOROE_WEBHOOK_PRIVATE:
        raise AddressError(inside(parts.hostname))
    return parts


def is_loopback(host: str) -> bool:
    """Whether the name or address means this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def inside(host: str) -> Text:
    """Why an address of the inner network is refused."""
    return Text(
        f"{host} は内部のネットワークのアドレスなので送りません。"
        "必要なら、運用者が環境変数 KOKOROE_WEBHOOK_PRIVATE=1 で許可できます。",
        f"{host} is an address of an inner network, so nothing is sent there. "
        "The operator can allow it with KOKOROE_WEBHOOK_PRIVATE=1.",
    )


def is_outside(address: Address) -> bool:
    """Whether the address is one of the public internet, also where it hides another one (RFC 4291, 6052, 3056)."""
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if hidden is not None:
            return is_outside(hidden)
    return address.is_global and not address.is_multicast


def resolved(host: str, port: int) -> Sequence[tuple[socket.AddressFamily, tuple[str, int]]]:
    """Where the name leads. The name server's own time-outs apply.

    Raises:
        Undelivered: nowhere, or to somewhere inside although that is not allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Undelivered(
            Text(f"{host} の名前を解決できません。", f"The name {host} leads nowhere.")
        ) from error
    places = [(family, (str(place[0]), int(place[1]))) for family, _, _, _, place in found]
    if not settings.KOKOROE_WEBHOOK_PRIVATE:
        for _, (place, _) in places:
            if not is_outside(ipaddress.ip_address(place.partition("%")[0])):
                raise Undelivered(inside(host), permanent=True)
    return places


class Line:
    """The connection of one attempt, in reach of the limit."""

    def __init__(self) -> None:
        self.sock: socket.socket | None = None

    def open(self, parts: SplitResult, seconds: float) -> socket.socket:
        """Connect to the first address that answers, with TLS where the address says https."""
        host = str(parts.hostname)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        failed: OSError = OSError("no address")
        for family, place in resolved(host, port):
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


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = LIMIT) -> Answer:
    """Send `body` and read the answer, whatever its status. Raises Undelivered; see `exchange`."""
    return exchange("POST", url, body, headers, seconds=seconds)


def exchange(
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float = LIMIT,
    most: int = READ,
) -> Answer:
    """Ask an address and read the answer, whatever its status, to at most `most` bytes.

    Raises:
        Undelivered: there was none within `seconds`, or nothing may be sent there.
    """
    try:
        parts = checked(url)
    except AddressError as error:
        raise Undelivered(error.text, permanent=True) from error
    host, line = str(parts.hostname), Line()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with limited(seconds, line.sever) as expired:
        try:
            speaker = http.client.HTTPConnection(host, parts.port)
            speaker.sock = line.open(parts, seconds)
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


def too_slow(host: str) -> Undelivered:
    """The time was up."""
    return Undelivered(
        Text(
            f"{host} が時間内に応答しませんでした。届いたかどうかは確認できていません。",
            f"{host} did not answer in time. Whether it arrived is not confirmed.",
        )
    )


def why(error: Exception, host: str) -> Undelivered:
    """What a failure on the way means to people."""
    match error:
        case ssl.SSLError():
            said = one_line(getattr(error, "verify_message", "") or error.reason or str(error))
            return Undelivered(
                Text(f"{host} との暗号化に失敗しました（{said}）。", f"TLS with {host} failed ({said}).")
            )
        case TimeoutError():
            return too_slow(host)
        case http.client.HTTPException():
            return Undelivered(
                Text(
                    f"{host} の応答が HTTP として読めません。届いたかどうかは確認できていません。",
                    f"The answer of {host} is no HTTP. Whether it arrived is not confirmed.",
                )
            )
    said = one_line(getattr(error, "strerror", None) or str(error))
    return Undelivered(Text(f"{host} に接続できません（{said}）。", f"{host} cannot be reached ({said})."))


def accepted(answer: Answer, host: str, *, at: datetime, said: str = "") -> None:
    """Nothing, when the other side took it (2xx).

    Raises:
        Undelivered: it did not. 4xx is for good, but for those that ask to come again.
    """
    code = answer.status
    if 200 <= code < 300:  # noqa: PLR2004 (RFC 9110, 15.3)
        return
    detail = f"{code}{f' {one_line(said)}' if said else ''}"
    if 300 <= code < 400:  # noqa: PLR2004
        text = Text(
            f"{host} が別のアドレスへ転送しようとしました（{detail}）。転送には従いません。",
            f"{host} points elsewhere ({detail}). Redirects are not followed.",
        )
        raise Undelivered(text, permanent=True)
    for_good = 400 <= code < 500 and code not in {408, 425, 429}  # noqa: PLR2004
    text = Text(f"{host} が受け取りませんでした（{detail}）。", f"{host} did not take it ({detail}).")
    raise Undelivered(
        text, permanent=for_good, retry_after=asked_to_wait(answer, at), gone=code == http.client.GONE
    )


def asked_to_wait(answer: Answer, at: datetime) -> timedelta | None:
    """The Retry-After of an answer, in seconds or as a date (RFC 9110, 10.2.3); an hour at most."""
    said = next((v for k, v in answer.headers.items() if k.lower() == "retry-after"), "").strip()
    if said.isascii() and said.isdigit():
        return min(timedelta(seconds=int(said[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    if until.tzinfo is None:
        return None
    return min(max(until - at, timedelta()), LONGEST_WAIT)


def ask(method: str, url: str, body: bytes, headers: Mapping[str, str], most: int) -> Said:
    """Ask an address. Raises ProviderError."""
    try:
        answer = exchange(method, url, body, headers, most=most)
    except Undelivered as error:
        raise ProviderError(error.reason) from error
    return Said(answer.status, answer.body)


def refuse_unfit_address(url: str) -> None:
    """Raises ProviderError for an address that may not be asked."""
    try:
        checked(url)
    except AddressError as error:
        raise ProviderError(error.text) from error
