"""The way out to organisations' sign-in providers: the one that webhooks take, with its looks at where it leads."""

from collections.abc import Mapping

from kokoroe.accounts.oidc.protocol import ProviderError, Said
from kokoroe.clock.channels.outgoing import Undelivered
from kokoroe.clock.channels.posting import AddressError, checked, exchange


def ask(method: str, url: str, body: bytes, headers: Mapping[str, str], most: int) -> Said:
    """Ask an address. Raises ProviderError."""
    try:
        answer = exchange(method, url, body, headers, most=most)
    except Undelivered as error:
        raise ProviderError(error.reason) from error
    return Said(answer.status, answer.body)


def refuse_unfit_address(url: str) -> None:
    """Raises ProviderError for an address that may not be asked."""
    try:
        checked(url)
    except AddressError as error:
        raise ProviderError(error.text) from error
