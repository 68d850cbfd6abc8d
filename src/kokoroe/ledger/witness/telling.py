"""Telling one's own people by mail, through one's own mail server: that of the other side is not relied upon."""

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from kokoroe.ledger.witness.keeping import WitnessError

PASSWORD = "KOKOROE_WITNESS_SMTP_PASSWORD"  # noqa: S105 (where it is, not what it is)
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server as `smtp://host:25`, `smtp+tls://user@host:587` or `smtps://user@host:465`, from whom, to whom."""

    server: str
    sender: str
    to: tuple[str, ...]

    def send(self, subject: str, body: str) -> None:
        """Hand a message over. Raises WitnessError."""
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, self.sender, ", ".join(self.to)
        message["Date"], message["Message-ID"] = formatdate(), make_msgid()
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        try:
            parts = urlsplit(self.server)
            host, port = parts.hostname or "localhost", parts.port
            kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
            with kind(host, port or (465 if parts.scheme == "smtps" else 25), timeout=SECONDS) as server:
                if parts.scheme == "smtp+tls":
                    server.starttls(context=ssl.create_default_context())
                if parts.username:
                    server.login(unquote(parts.username), os.environ.get(PASSWORD, ""))
                server.send_message(message)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            raise WitnessError(
                f"メールサーバー {self.server} に渡せません（{error}）。",
                f"The mail server {self.server} does not take the message ({error}).",
            ) from error
