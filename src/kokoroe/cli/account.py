"""`kokoroe account link`: for whoever runs the machine, a way in for somebody who has none."""

import argparse
from datetime import datetime

from kokoroe.annex.text import Text
from kokoroe.cli.contract import organisation_known
from kokoroe.cli.installed import open_installation
from kokoroe.cli.outcome import DONE
from kokoroe.groups.commands import Argument, Command, flag


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


COMMAND = Command(
    "account",
    Text("アカウントのリンクを作る", "links for accounts"),
    verbs=(
        Command(
            "link",
            Text(
                "一度だけ使えるリンクを出す：新しい管理者、又は EMAIL の新しいパスワード",
                "print a link good once: for a new administrator, or a new password for EMAIL",
            ),
            run_link,
            (
                Argument(
                    "email",
                    Text("パスワードを決め直す人", "whose password is to be set anew"),
                    nargs="?",
                    metavar="EMAIL",
                ),
                flag(
                    "--forget-factors",
                    Text(
                        "EMAIL の人のパスキー、認証アプリ、予備の番号も外す（すべてなくしたとき）",
                        "take EMAIL's passkeys, authenticator app and recovery codes away too (when all are lost)",
                    ),
                ),
                Argument(
                    "--organisation",
                    Text(
                        "管理者を迎える団体の名称又は法人番号（省略すると新しい団体）",
                        "the administrator's organisation by name or corporate number; a new one when left out",
                    ),
                    metavar="NAME",
                ),
            ),
        ),
    ),
)
