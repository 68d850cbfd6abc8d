"""E-mail by SMTP: plain text in Japanese or English, one recipient a message."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import format_datetime, parseaddr
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from kokoroe.annex.text import Text
from kokoroe.clock.channels.outgoing import Outgoing, Undelivered
from kokoroe.outside.reaching import LIMIT, limited, one_line

SECURITIES = ("starttls", "tls", "none")
REFUSED = 500  # from this code on a server refuses for good (RFC 5321, 4.2.1)


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server that takes our messages. `security`: starttls, tls (from the first byte), or none."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = ""

    @property
    def where(self) -> str:
        return f"{self.host}:{self.port}"


class Watched(smtplib.SMTP):
    """An SMTP connection that keeps what the server said on taking a message."""

    taken = ""

    def __init__(self, *args: Any, note: Callable[[smtplib.SMTP], None], **kwargs: Any) -> None:
        self.sock: socket.socket | None = None
        note(self)
        super().__init__(*args, **kwargs)

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, said = super().data(msg)
        self.taken = one_line(f"{code} {said.decode('utf-8', 'replace')}")
        return code, said


class WatchedTls(Watched, smtplib.SMTP_SSL):
    """The same with TLS from the first byte."""


class Backend(EmailBackend):
    """Django's SMTP, with the connection in reach of the limit, and no failure once the message was taken."""

    client: smtplib.SMTP | None = None

    @property
    def connection_class(self) -> Any:
        kind = WatchedTls if self.use_ssl else Watched
        return partial(kind, note=partial(setattr, self, "client"))

    def close(self) -> None:
        with suppress(OSError, smtplib.SMTPException):
            super().close()

    def sever(self) -> None:
        """End the connection, whoever waits on it."""
        sock = self.client.sock if self.client is not None else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def backend(config: MailServer, *, seconds: float = LIMIT) -> Backend:
    """A connection to the server, not yet open."""
    return Backend(
        host=config.host,
        port=config.port,
        username=config.user,
        password=config.password,
        use_tls=config.security == "starttls",
        use_ssl=config.security == "tls",
        fail_silently=False,
        timeout=seconds,
    )


def send(config: MailServer, message: Outgoing, *, seconds: float = LIMIT) -> str:
    """Hand the message to the server; returns its answer, such as `250 2.0.0 Ok: queued as 4F1`.

    The Message-ID is the message's own at every attempt (RFC 5322, 3.6.4), and says to other machines that a machine
    sent it (RFC 3834).

    Raises:
        Undelivered: nobody took it, or nobody said so within `seconds`.
    """
    mail = letter(config, message)
    made = backend(config, seconds=seconds)
    with limited(seconds, made.sever) as expired:
        try:
            made.send_messages([mail])
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise (too_slow(config) if expired.is_set() else why(error, config)) from error
    return made.client.taken if isinstance(made.client, Watched) else ""


def reach(config: MailServer, *, seconds: float) -> None:
    """Connect, greet, and sign in where there is a user; sends nothing.

    Raises:
        Undelivered: why it would not work.
    """
    made = backend(config, seconds=seconds)
    with limited(seconds, made.sever) as expired:
        try:
            made.open()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise (too_slow(config) if expired.is_set() else why(error, config)) from error
        finally:
            made.close()


def letter(config: MailServer, message: Outgoing) -> EmailMessage:
    """The message as a mail.

    Raises:
        Undelivered: the recipient's or the sender's address is none.
    """
    for address in (message.to, parseaddr(config.sender)[1]):
        try:
            validate_email(address)
        except ValidationError as error:
            shown = one_line(address)
            raise Undelivered(
                Text(
                    f"「{shown}」はメールアドレスではありません。",
                    f"“{shown}” is no e-mail address.",
                ),
                permanent=True,
            ) from error
    domain = parseaddr(config.sender)[1].rpartition("@")[2]
    return EmailMessage(
        subject=one_line(message.subject),
        body=message.text,
        from_email=one_line(config.sender, 300),
        to=[message.to],
        headers={
            "Message-ID": f"<{message.id}@{domain}>",
            "Date": format_datetime(message.at),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }
        | ({"Importance": "high", "X-Priority": "1"} if message.urgent else {}),
    )


def too_slow(config: MailServer) -> Undelivered:
    """The time was up."""
    return Undelivered(
        Text(
            f"メールサーバー {config.where} が時間内に応答しませんでした。届いたかどうかは確認できていません。",
            f"The mail server {config.where} did not answer in time. Whether it arrived is not confirmed.",
        )
    )


def why(error: Exception, config: MailServer) -> Undelivered:
    """What a failure means to people, and whether it is for good."""
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return too_slow(config)  # smtplib says of a time-out that the server hung up
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()))
            return refusal(code, answer(code, said), config)
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPConnectError() | smtplib.SMTPHeloError():
            pass
        case smtplib.SMTPResponseException():
            return refusal(error.smtp_code, answer(error.smtp_code, error.smtp_error), config)
    return Undelivered(unreachable_text(error, config.where))


def unreachable_text(error: Exception, at: str) -> Text:  # noqa: PLR0911 (one sentence for each way to fail)
    """Why there was nobody to give the message to."""
    match error:
        case smtplib.SMTPAuthenticationError():
            shown = answer(error.smtp_code, error.smtp_error)
            return Text(
                f"メールサーバー {at} に利用者名かパスワードを拒まれました（{shown}）。",
                f"The mail server {at} refused the user or the password ({shown}).",
            )
        case smtplib.SMTPResponseException():
            shown = answer(error.smtp_code, error.smtp_error)
            return Text(
                f"メールサーバー {at} が応対しません（{shown}）。", f"{at} does not serve us ({shown})."
            )
        case smtplib.SMTPNotSupportedError():
            shown = one_line(str(error))
            return Text(
                f"メールサーバー {at} が求めた機能に対応していません（{shown}）。暗号化の種類を確かめてください。",
                f"The mail server {at} does not support what was asked ({shown}). Check the kind of encryption.",
            )
        case smtplib.SMTPServerDisconnected():
            return Text(
                f"メールサーバー {at} が途中で接続を切りました。",
                f"The mail server {at} ended the connection.",
            )
        case ssl.SSLError():
            shown = one_line(getattr(error, "verify_message", "") or error.reason or str(error))
            return Text(
                f"メールサーバー {at} との暗号化に失敗しました（{shown}）。",
                f"TLS with {at} failed ({shown}).",
            )
        case OSError():
            shown = one_line(error.strerror or str(error))
            return Text(
                f"メールサーバー {at} に接続できません（{shown}）。", f"{at} cannot be reached ({shown})."
            )
    shown = one_line(str(error))
    return Text(f"メールを送れません（{shown}）。", f"The mail cannot be sent ({shown}).")


def refusal(code: int, shown: str, config: MailServer) -> Undelivered:
    """The server would not take it: for good from 500 on, for now below."""
    at = config.where
    if code >= REFUSED:
        text = Text(
            f"メールサーバー {at} が受取りを拒みました（{shown}）。", f"{at} refused the message ({shown})."
        )
    else:
        text = Text(
            f"メールサーバー {at} は今は受け取れません（{shown}）。",
            f"{at} cannot take it for now ({shown}).",
        )
    return Undelivered(text, permanent=code >= REFUSED)


def answer(code: int, said: bytes | str) -> str:
    """A server's answer on one line."""
    return one_line(f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}")
