"""What has to be seen on every page of a contract, such as a suspension of the work.

Apps above this one plug in who knows of it; the pages ask here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from kokoroe.annex.text import Text

if TYPE_CHECKING:
    from kokoroe.contracts.models import Contract


@dataclass(frozen=True, slots=True)
class Banner:
    """A sentence without personal values, for every seat; `href` opens only for a seat with the ability `needs`."""

    text: Text
    href: str = ""
    needs: str = "read"


Provider = Callable[["Contract", datetime], Iterable[Banner]]

# Filled by apps above this one when they are ready; each asks at most one query.
providers: list[Provider] = []


def banners(contract: "Contract", at: datetime) -> list[Banner]:
    """Everything that has to be seen of the contract at `at`."""
    return list(chain.from_iterable(provider(contract, at) for provider in providers))
