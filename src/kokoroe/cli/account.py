"""`kokoroe account link`: for whoever runs the machine, a way in for somebody who has none."""

import argparse
from datetime import datetime
from typing import Any

from kokoroe.cli.contract import organisation_known
from kokoroe.cli.installed import open_installation
from kokoroe.cli.language import Say
from kokoroe.cli.outcome import DONE


def add(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """Add the group to the parser."""
    group = commands.add_parser("account", help=say("アカウントのリンクを作る", "links for accounts"))
    verbs = group.add_subparsers(metavar="VERB", required=True)
    link = verbs.add_parser(
        "link",
        parents=[common],
        help=say(
            "一度だけ使えるリンクを出す：新しい管理者、又は EMAIL の新しいパスワード",
            "print a link good once: for a new administrator, or a new password for EMAIL",
        ),
    )
    link.add_argument(
        "email",
        nargs="?",
        metavar="EMAIL",
        help=say("パスワードを決め直す人", "whose password is to be set anew"),
    )
    link.add_argument(
        "--forget-factors",
        action="store_true",
        help=say(
            "EMAIL の人のパスキー、認証アプリ、予備の番号も外す（すべてなくしたとき）",
            "take EMAIL's passkeys, authenticator app and recovery codes away too (when all are lost)",
        ),
    )
    link.add_argument(
        "--organisation",
        metavar="NAME",
        help=say(
            "管理者を迎える団体の名称又は法人番号（省略すると新しい団体）",
            "the administrator's organisation by name or corporate number; a new one when left out",
        ),
    )
    link.set_defaults(run=run_link)


def run_link(arguments: argparse.Namespace) -> int:
    """Print the link. Raises NotPossible, Refused."""
    open_installation(arguments.language)
    from django.conf import settings
    from django.urls import reverse

    from kokoroe import clock
    from kokoroe.accounts.actions import password_link
    from kokoroe.accounts.signin.actions import forget_factors

    now = clock.now()
    if arguments.email:
        if arguments.forget_factors:
            forget_factors(email=arguments.email, now=now)
        token = password_link(email=arguments.email, now=now)
    else:
        token = administrator_link(arguments.organisation, now=now)
    print(arguments.say("一度だけ使えるリンク（14日間）:", "A link good once, for 14 days:"))
    print(settings.KOKOROE_URL + reverse("invitation", args=[token]))
    return DONE


def administrator_link(name: str | None, *, now: datetime) -> str:
    """The token with which an administrator's account is made, on the organisation's ledger where it exists."""
    from kokoroe.accounts.models import Invitation
    from kokoroe.ledger.unit import unit

    home = organisation_known(name) if name else None
    with unit(now=now) as record:
        invitation, token = Invitation.issue(organisation=home, grants={"administrator": True}, now=now)
        if home is not None:
            record(
                home.tree,
                act="account.invited",
                actor=None,
                public={"invitation": invitation.pk, "expires_at": invitation.expires_at.isoformat()},
            )
    return token
