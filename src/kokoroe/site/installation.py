"""One installation on one machine: its data folder, its keys, its database.

Everything that must survive lies in the data folder (`--data DIR` or KOKOROE_DATA):

    keys/secret.key     signs sessions and links (mode 0600)
    keys/ledger.key     signs the ledger's checkpoints (mode 0600)
    logs/               the security log, unless KOKOROE_SECURITY_LOG says otherwise
    kokoroe.sqlite3     the database, unless KOKOROE_DATABASE names a PostgreSQL server
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kokoroe.ledger.keys import ANCHORS, SWORN, ensure_keys

DEFAULT_FOLDER = "data"
DEFAULT_URL = "http://127.0.0.1:8000"
NO_ADDRESS = (
    "KOKOROE_DATABASE must look like postgresql://user:password@host:5432/name "
    "(in the password write # / ? [ ] @ as %23 %2F %3F %5B %5D %40)"
)


@dataclass(frozen=True, slots=True)
class Installation:
    """Where an installation keeps its things, as the environment says."""

    folder: Path
    url: str = DEFAULT_URL
    database_url: str = ""
    hosts_inside: frozenset[str] = frozenset()
    smtp_url: str = ""
    url_is_set: bool = False
    security_log: str = ""
    proxies_named: str = ""
    hsts_subdomains: bool = True
    second_factor: str = "by_role"
    stamps_url: str = ""
    stamps_ca: Path | None = None
    stamps_policy: str = ""

    @classmethod
    def from_environment(cls) -> "Installation":
        """KOKOROE_DATA, _URL (the public address), _DATABASE, _SMTP_URL and what else is named below, with defaults.

        KOKOROE_SECURITY_LOG and _PROXIES are told in site.security_log and below, KOKOROE_HSTS=host leaves out
        subdomains, KOKOROE_WEBHOOK_PRIVATE names, with commas, the hosts of inner networks that may be asked; 1 is all.

        KOKOROE_SECOND_FACTOR is by_role, or off, where nobody is asked for a second factor or again for the first.
        KOKOROE_TSA_URL is where time stamps (RFC 3161) are asked for, KOKOROE_TSA_CA a PEM file of the authorities
        that are trusted, KOKOROE_TSA_POLICY the policy (OID) that stamps must name.
        KOKOROE_LOCAL_URL is where `kokoroe run` listens: the address as long as nobody has set another one.
        """
        return cls(
            folder=Path(os.environ.get("KOKOROE_DATA") or DEFAULT_FOLDER).expanduser().resolve(),
            url=(os.environ.get("KOKOROE_URL") or os.environ.get("KOKOROE_LOCAL_URL") or DEFAULT_URL).rstrip(
                "/"
            ),
            url_is_set=bool(os.environ.get("KOKOROE_URL")),
            smtp_url=os.environ.get("KOKOROE_SMTP_URL", ""),
            database_url=os.environ.get("KOKOROE_DATABASE", ""),
            hosts_inside=frozenset(
                name.strip().lower()
                for name in os.environ.get("KOKOROE_WEBHOOK_PRIVATE", "").split(",")
                if name.strip()
            ),
            security_log=os.environ.get("KOKOROE_SECURITY_LOG", "").strip(),
            hsts_subdomains=os.environ.get("KOKOROE_HSTS") != "host",
            proxies_named=os.environ.get("KOKOROE_PROXIES", "").strip(),
            stamps_url=os.environ.get("KOKOROE_TSA_URL", "").strip(),
            stamps_ca=Path(named).expanduser()
            if (named := os.environ.get("KOKOROE_TSA_CA", "").strip())
            else None,
            stamps_policy=os.environ.get("KOKOROE_TSA_POLICY", "").strip(),
            second_factor="off" if os.environ.get("KOKOROE_SECOND_FACTOR") == "off" else "by_role",
        )

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def secret_key_file(self) -> Path:
        return self.keys / "secret.key"

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https://")

    @property
    def proxies(self) -> int | None:
        """KOKOROE_PROXIES: how many proxies in front are ours, each adding to X-Forwarded-For whom it heard from."""
        named = self.proxies_named
        return int(named) if named.isascii() and named.isdigit() else None

    @property
    def hosts(self) -> list[str]:
        """Names this server answers to: the public address and, always, the machine itself."""
        return hosts_of(self.url)

    def ensure(self) -> bool:
        """Create the folder and the keys where they are missing; True when this was the first time.

        Folders get mode 0700, keys 0600. Existing keys are never replaced, and one that has signed is never made anew
        on the quiet: nothing that is recorded with another one would ever be signed.

        Raises:
            OSError: the folder cannot be made or written.
        """
        first = not self.secret_key_file.exists()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.keys.mkdir(exist_ok=True, mode=0o700)
        if first:
            handle = os.open(self.secret_key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
        if first or not any((self.keys / name).exists() for name in (ANCHORS, SWORN)):
            ensure_keys(self.keys)
        return first

    def secret_key(self) -> str:
        """The secret of this installation; before the first start, one that lives as long as the process."""
        if self.secret_key_file.exists():
            return self.secret_key_file.read_text().strip()
        return secrets.token_urlsafe(48)

    def database(self) -> dict[str, Any]:
        """Django's settings for the database: SQLite in the folder, or PostgreSQL where KOKOROE_DATABASE says so.

        Raises:
            ValueError: KOKOROE_DATABASE is not of the form postgresql://user:password@host:port/name.
        """
        if not self.database_url:
            return sqlite(self.folder / "kokoroe.sqlite3")
        return postgresql(self.database_url)


def hosts_of(url: str) -> list[str]:
    """The names to answer to where `url` is the public address."""
    public = urlsplit(url).hostname
    return sorted({"localhost", "127.0.0.1", "[::1]", *([public] if public else [])})


def sqlite(file: Path | str) -> dict[str, Any]:
    """SQLite with WAL, IMMEDIATE, and FULL: NORMAL can lose a commit whose receipt is out.

    What is deleted or changed is overwritten with zeros at once, by whatever build of SQLite: an erasure years later
    could not find what an edit has left in a page.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON;",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """PostgreSQL from an address such as postgresql://user:password@host:5432/name (or ?host=/a/socket/folder).

    Raises:
        ValueError: the address is of another form; the sentence repeats nothing of it, since it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(NO_ADDRESS) from None
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/") or parts.fragment:
        raise ValueError(NO_ADDRESS)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
