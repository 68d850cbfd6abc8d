"""Servers on this machine that behave as a test says, and end with it."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kokoroe import clock


@dataclass
class Request:
    """One POST that arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class WebServer:
    """An HTTP server: what it got, and how it answers the next one (status, headers, body), for a time in seconds."""

    port: int = 0
    scheme: str = "http"
    got: list[Request] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    wait: float = 0
    drip: bool = False
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/hook"

    def answer(self, status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> None:
        self.answers.append((status, headers or {}, body))


def handler(server: WebServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.got.append(Request(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, headers, said = server.answers.pop(0) if server.answers else (200, {}, b"")
            if server.drip:
                self.drop_by_drop()
                return
            server.ended.wait(server.wait)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
            except OSError:
                pass

        def drop_by_drop(self) -> None:
            """One byte at a time, for ever: no time-out of a single read notices."""
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not server.ended.wait(0.05):
                    self.wfile.write(b"x")
                    self.wfile.flush()
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def web(*, tls: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    made = WebServer(scheme="https" if tls else "http")
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler(made))
    http.daemon_threads = True
    http.handle_error = lambda *_: None
    if tls:
        http.socket = tls.wrap_socket(http.socket, server_side=True, do_handshake_on_connect=False)
    made.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.ended.set()
        http.shutdown()
        http.server_close()


@contextmanager
def silent() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@dataclass
class MailBox:
    """An SMTP server's behaviour, and what it took."""

    port: int = 0
    got: list[Any] = field(default_factory=list)
    recipient: str = "250 OK"
    refused: dict[str, str] = field(default_factory=dict)  # what is said to one address alone
    data: str = "250 2.0.0 Ok: queued as 4F1"
    wait: float = 0
    user: tuple[str, str] | None = None
    signed_in: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        said = self.refused.get(address, self.recipient)
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        import asyncio

        if self.data.startswith("2"):
            self.got.append(envelope)
        await asyncio.sleep(self.wait)
        return self.data

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        given = (data.login.decode(), data.password.decode())
        if given == self.user:
            self.signed_in.append(given[0])
        return AuthResult(success=given == self.user, handled=given == self.user)


@contextmanager
def smtp(tls: ssl.SSLContext | None = None, **behaviour: Any) -> Iterator[MailBox]:
    """A real SMTP server on a free port; with `tls` it offers STARTTLS."""
    box = MailBox(**behaviour)
    options: dict[str, Any] = {"tls_context": tls} if tls else {}
    if box.user:
        options |= {"authenticator": box.authenticate, "auth_required": True, "auth_require_tls": bool(tls)}
    with socket.create_server(("127.0.0.1", 0)) as probe:
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def certificate(folder: Path, name: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS with a certificate that nobody vouches for, and that certificate's file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    at = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .sign(key, SHA256())
    )
    pem, secret = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    return context, pem


def took(act: Callable[[], object]) -> float:
    """How many seconds it ran, whether it raises or not."""
    began = time.monotonic()
    with suppress(Exception):
        act()
    return time.monotonic() - began
