"""The ledger as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """記録台帳."""

    name = "kokoroe.ledger"
    label = "ledger"
    verbose_name = "記録台帳"

    def ready(self) -> None:
        """Have the accounts behind pseudonyms compared with their entries, like any other frozen content."""
        from kokoroe.ledger.unit import ACTOR, read_actors
        from kokoroe.ledger.values import register_frozen

        register_frozen(ACTOR, read_actors)
