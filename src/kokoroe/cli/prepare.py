"""What happens before a server listens: keys, database, static files, and the link for the first account."""

from datetime import datetime

from kokoroe.cli.installed import prepare_installation
from kokoroe.cli.language import speaker


def prepare(language: str) -> None:
    """Make the installation ready to be served and load what serves it; says what a person must know.

    Raises:
        Refused: the database cannot be reached, or a restore was not finished.
    """
    installation, first = prepare_installation(language)
    from django.conf import settings
    from django.db import connections
    from django.urls import get_resolver

    from kokoroe import clock
    from kokoroe.clock.channels.setup import adopt_address
    from kokoroe.site.statistics import refresh_statistics

    say = speaker(language)
    collect_static()
    refresh_statistics()
    adopt_address()
    if first:
        print(say(f"データフォルダー: {installation.folder}", f"Data folder: {installation.folder}"))
    if link := first_link(settings.KOKOROE_URL, now=clock.now()):
        print(
            say(
                f"最初のアカウントを作るリンク（一度だけ使えます）:\n  {link}",
                f"The link that makes the first account (good once):\n  {link}",
            ),
            flush=True,
        )
    get_resolver().url_patterns  # noqa: B018 (loads every view: workers forked from here have them)
    connections.close_all()


def collect_static() -> None:
    """Collect static files under their hashed names where this version's are not there yet."""
    from importlib.metadata import version
    from io import StringIO

    from django.conf import settings
    from django.core.management import call_command

    stamp, current = settings.STATIC_ROOT / ".collected", fingerprint(version("kokoroe"))
    if stamp.exists() and stamp.read_text() == current:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, stdout=StringIO())
    stamp.write_text(current)


def fingerprint(version: str) -> str:
    """The version and the newest change among the static files there are: what collected files were made from."""
    from django.contrib.staticfiles.finders import get_finders

    changed = [
        storage.get_modified_time(path).timestamp()
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    return f"{version} {len(changed)} {max(changed, default=0)}"


def first_link(url: str, *, now: datetime) -> str | None:
    """A link that makes the first account; those printed before are withdrawn. None once somebody can sign in."""
    from django.urls import reverse

    from kokoroe.accounts.models import Account, Invitation

    if Account.objects.filter(is_active=True, signs_in=True).exists():
        return None
    Invitation.objects.filter(
        organisation__isnull=True, used_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=now)
    _, token = Invitation.issue(grants={"administrator": True}, now=now)
    return url + reverse("invitation", args=[token])
