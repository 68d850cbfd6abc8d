"""The sample's HR system: an account that nobody signs in with, its role at the contract, a token that was used."""

from datetime import timedelta

from kokoroe.api.authentication import note_use
from kokoroe.api.tokens import create_token, open_service, place_service
from kokoroe.cli.sample.contracts import Contracted


def programs(lived: Contracted) -> None:
    """Set up by the officer nine days ago, and used this morning. The secrets are kept by nobody."""
    at, officer = lived.calendar.at, lived.officer
    service = open_service(by=officer, name="人事システム", now=at(-9, 10))
    place_service(by=officer, service=service, contract=lived.contract, role="prepares", now=at(-9, 10))
    token, _secret = create_token(
        by=officer,
        name="作業従事者名簿の同期",
        scopes=["write", "personal"],
        service=service,
        now=at(-9, 10) + timedelta(minutes=2),
    )
    note_use(token, now=at(-1, 6))
    create_token(by=officer, name="状況をチャットへ", scopes=[], days=30, now=at(-8, 15))
