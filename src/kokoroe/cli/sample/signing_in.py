"""How the sample's organisations want their people to sign in: one asks all for a second factor, one has a provider."""

from datetime import datetime

from kokoroe.accounts.oidc.actions import set_provider
from kokoroe.accounts.signin.actions import demand_second_factor
from kokoroe.cli.sample.cast import Cast


def signing_in(cast: Cast, now: datetime) -> None:
    """Set both by their administrators at `now`."""
    demand_second_factor(by=cast.accounts["city-officer"], wanted=True, now=now)
    set_provider(
        by=cast.accounts["officer"],
        issuer="https://login.sample.example",
        client_id="kokoroe",
        secret="made up",  # noqa: S106
        now=now,
    )
