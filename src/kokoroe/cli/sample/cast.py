"""Who takes part in the sample, and who can sign in, as `cast.yaml` has it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from kokoroe.accounts.actions import accept_invitation, invite, register_organisation
from kokoroe.accounts.models import Account, Invitation, Organisation
from kokoroe.annex.text import Text
from kokoroe.cli.account import administrator_link

PASSWORD = "kokoroe-demo-2026"  # noqa: S105 (printed by the demo itself, for made-up people)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who can sign in, with what they are there for."""

    key: str
    home: str
    name: str
    email: str
    part: Text | None = None


DATA = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
ORGANISATIONS: dict[str, dict[str, Any]] = DATA["organisations"]
SIGN_INS = tuple(
    SignIn(**{**one, "part": Text(**one["part"]) if "part" in one else None}) for one in DATA["people"]
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The organisations and accounts of the sample, by their keys."""

    organisations: dict[str, Organisation]
    accounts: dict[str, Account]


def engage(now: datetime) -> Cast:
    """Register everybody at `now`, which lies before the first contract."""
    organisations = {key: register_organisation(**given, now=now) for key, given in ORGANISATIONS.items()}
    accounts: dict[str, Account] = {}
    inviting: dict[str, Account] = {}
    for one in SIGN_INS:
        account = sign_up(one, organisations[one.home], inviting.get(one.home), now=now)
        accounts[one.key] = inviting[one.home] = account
    return Cast(organisations, accounts)


def sign_up(one: SignIn, home: Organisation, invited_by: Account | None, *, now: datetime) -> Account:
    """Make the account by an invitation, as everybody's is made; the very first one is of who runs the server."""
    if invited_by is None:
        token = administrator_link(home.name if Account.objects.exists() else None, now=now)
    else:
        nothing: dict[str, Any] = {}
        token = invite(
            organisation=home, email=one.email, name=one.name, grants=nothing, invited_by=invited_by, now=now
        )
    invitation = Invitation.opened_by(token, now=now)
    assert invitation is not None
    return accept_invitation(
        invitation=invitation,
        name=one.name,
        email=one.email,
        password=PASSWORD,
        organisation=home,
        now=now,
    )
