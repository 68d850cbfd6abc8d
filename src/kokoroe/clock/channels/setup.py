"""What is in force: the environment's word first, then what was set on the page, then the defaults."""

from dataclasses import dataclass
from datetime import time
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from kokoroe.accounts.encrypted import settings_for
from kokoroe.accounts.sealing import SealError, unseal
from kokoroe.annex.text import Text
from kokoroe.clock.channels.mail import SECURITIES, MailServer
from kokoroe.clock.channels.models import DIGEST_AT, ONLY, QUIET_FROM, QUIET_UNTIL, Setup

ENVIRONMENT, PAGE, DEFAULT = "environment", "page", "default"
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class SetupError(ValueError):
    """What is set cannot be used; `text` says why, and holds no secret."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


@dataclass(frozen=True, slots=True)
class Hours:
    """Quiet hours and the time of the digest, JST."""

    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL
    digest_at: time = DIGEST_AT


@dataclass(frozen=True, slots=True)
class InForce:
    """How notices leave this server. `..._by` says who set it: environment, page, or default (nobody)."""

    address: str
    address_by: str
    mail: MailServer | None
    mail_by: str
    hours: Hours
    problem: Text | None = None
    """Why the mail server that is set cannot be used."""

    @property
    def lacks_address(self) -> bool:
        return self.address_by == DEFAULT

    def url(self, path: str) -> str:
        """The address of a page, for people outside."""
        return f"{self.address}{path}" if path else ""


def stored() -> Setup:
    """What was set on the page, or what is usual where nothing was."""
    return Setup.objects.filter(pk=ONLY).first() or Setup()


def in_force() -> InForce:
    """How things stand."""
    row = Setup.objects.filter(pk=ONLY).first()
    mail, mail_by, problem = None, DEFAULT, None
    try:
        mail, mail_by = mail_of(row)
    except SetupError as error:
        mail_by, problem = (ENVIRONMENT if settings.KOKOROE_SMTP_URL else PAGE), error.text
    address, address_by = address_of(row)
    return InForce(address, address_by, mail, mail_by, hours_of(row), problem)


def hours() -> Hours:
    """The quiet hours in force."""
    return hours_of(Setup.objects.filter(pk=ONLY).first())


def hours_of(row: Setup | None) -> Hours:
    """The quiet hours that were set, or the usual ones."""
    return Hours(row.quiet_from, row.quiet_until, row.digest_at) if row else Hours()


def address_of(row: Setup | None) -> tuple[str, str]:
    """The public address, and who set it."""
    if settings.KOKOROE_URL_IS_SET:
        return settings.KOKOROE_URL, ENVIRONMENT
    if row is not None and row.address:
        return row.address, PAGE
    return settings.KOKOROE_URL, DEFAULT


def mail_of(row: Setup | None) -> tuple[MailServer | None, str]:
    """The mail server, and who set it. Raises SetupError."""
    if settings.KOKOROE_SMTP_URL:
        return from_url(settings.KOKOROE_SMTP_URL), ENVIRONMENT
    if row is None or not row.smtp_host:
        return None, DEFAULT
    try:
        secret = unseal(row.smtp_sealed)
    except SealError as error:
        raise SetupError(
            Text(
                "メールサーバーのパスワードを、この環境の鍵で開けません。入れ直してください。",
                "The mail server's password cannot be opened with this installation's key. Enter it anew.",
            )
        ) from error
    server = MailServer(
        host=row.smtp_host,
        port=row.smtp_port,
        sender=row.smtp_sender,
        security=row.smtp_security,
        user=row.smtp_user,
        password=secret.get("password", ""),
    )
    return server, PAGE


def from_url(url: str) -> MailServer:
    """A mail server from `smtp://user:password@host:587?from=…`.

    `smtps://` speaks TLS from the first byte; `&security=none` leaves it out. In user and password special characters
    are written as %40 and the like.

    Raises:
        SetupError: the address is of another form; the sentence repeats nothing of it, since it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SetupError(NOT_THE_FORM) from None
    asked = parse_qs(parts.query)
    sender = asked.get("from", [""])[-1]
    security = "tls" if parts.scheme == "smtps" else asked.get("security", ["starttls"])[-1]
    if (
        parts.scheme not in {"smtp", "smtps"}
        or not parts.hostname
        or security not in SECURITIES
        or "@" not in parseaddr(sender)[1]
    ):
        raise SetupError(NOT_THE_FORM)
    return MailServer(
        host=parts.hostname,
        port=port or PORTS[security],
        sender=sender,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


NOT_THE_FORM = Text(
    "KOKOROE_SMTP_URL は smtp://利用者:パスワード@ホスト:587?from=差出人のアドレス の形で設定してください。",
    "KOKOROE_SMTP_URL must look like smtp://user:password@host:587?from=sender@example.com.",
)


def adopt_address() -> None:
    """Let this process answer to the public address that was set on the page; once, at its start."""
    address, by = address_of(Setup.objects.filter(pk=ONLY).first())
    if by != PAGE:
        return
    host = urlsplit(address).hostname
    is_https = address.startswith("https://")
    settings.KOKOROE_URL = address
    settings.ALLOWED_HOSTS = sorted({*settings.ALLOWED_HOSTS, *([host] if host else [])})
    settings.CSRF_TRUSTED_ORIGINS = sorted({*settings.CSRF_TRUSTED_ORIGINS, address})
    found = settings_for(
        is_https=is_https, subdomains=settings.KOKOROE_HSTS_SUBDOMAINS, proxies=settings.KOKOROE_PROXIES
    )
    for name, value in found.items():
        setattr(settings, name, value)
