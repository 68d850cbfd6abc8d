"""The ledger's entries, as its page and programs show them."""

from collections.abc import Iterable
from contextlib import suppress

from kokoroe.accounts.models import Account
from kokoroe.annex.clause import parse
from kokoroe.ledger.models import Entry, Pseudonym

# Somebody waits while a ledger is verified; longer ones are verified from the command line.
MOST_ENTRIES = 100_000


def in_order(refs: Iterable[str]) -> list[str]:
    """Clauses in the annex's order; what is none, as in an entry that somebody edited, is left out."""
    parsed = []
    for ref in refs:
        with suppress(ValueError):
            parsed.append(parse(ref))
    return [str(ref) for ref in sorted(parsed)]


def actors_of(entries: Iterable[Entry]) -> dict[str, Account]:
    """The accounts behind the entries' pseudonyms, as far as they are still known."""
    tokens = {entry.actor for entry in entries if entry.actor}
    behind = dict(Pseudonym.objects.filter(token__in=tokens).values_list("token", "account"))
    accounts = Account.objects.select_related("person__organisation").in_bulk(
        [int(account) for account in behind.values() if account.isdigit()]
    )
    return {
        token: accounts[int(account)]
        for token, account in behind.items()
        if account.isdigit() and int(account) in accounts
    }
