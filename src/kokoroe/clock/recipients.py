"""Who is told: an account, or a contact without one; and the words in both languages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.contracts.models import ClientRole, Contract, Preparing, StandIn
from kokoroe.contracts.roles import including
from kokoroe.contracts.visibility import open_to_act


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to be told. `key` is `account:5`, or `address:taro@contractor.example` without an account."""

    key: str
    name: str
    party: str
    """`client` or `contractor`."""
    email: str = ""
    account: int | None = None
    phone: str = ""
    language: str = "ja"


@dataclass(frozen=True, slots=True)
class Words:
    """What is said, in both languages; `href` is a path within the site, `button` what is done there."""

    subject: Text
    body: Text
    href: str = ""
    button: Text | None = None

    def as_json(self) -> dict[str, Any]:
        """As a notice keeps it."""
        button = {"button": {"ja": self.button.ja, "en": self.button.en}} if self.button else {}
        return button | {
            "subject": {"ja": self.subject.ja, "en": self.subject.en},
            "body": {"ja": self.body.ja, "en": self.body.en},
            "href": self.href,
        }


def of_account(account: Account, party: str) -> Recipient:
    """The recipient that an account is at a contract's table (its person is read)."""
    return Recipient(
        key=account.key,
        name=account.person.name,
        party=party,
        email=account.email,
        account=account.pk,
    )


def of_contact(*, name: str, party: str, email: str = "", phone: str = "") -> Recipient:
    """A contact by address, without looking whether it has an account."""
    return Recipient(
        key=f"address:{email.strip().lower() or phone or name}",
        name=name,
        party=party,
        email=email.strip(),
        phone=phone,
    )


def acting_recipients(contract: Contract, *, party: str, at: datetime) -> list[Recipient]:
    """Everyone with a seat who acts for a party: those who decide or handle, those who prepare.

    Those who stand in for them as well; nobody whose access is suspended.
    """
    here = Q(open_to_act(at), contract=contract)
    deciding = ClientRole.objects.filter(here, role__in=including("handle")).values("account")
    preparing = Preparing.objects.filter(here).values("account")
    acting: QuerySet[Any, Any] = deciding if party == "client" else preparing
    stand_ins = StandIn.objects.filter(here, absent__in=acting).order_by().values("account")
    accounts = Account.objects.filter(Q(pk__in=acting) | Q(pk__in=stand_ins), is_active=True)
    return [of_account(account, party) for account in accounts.order_by("pk")]
