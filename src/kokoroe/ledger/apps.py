"""The ledger as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """記録台帳."""

    name = "kokoroe.ledger"
    label = "ledger"
    verbose_name = "記録台帳"

    def ready(self) -> None:
        """Have the accounts behind pseudonyms compared like any other frozen content; keep our triggers in place."""
        from django.db.models.signals import post_migrate, pre_migrate

        from kokoroe.ledger import guards, sworn
        from kokoroe.ledger.guards import AppendOnly
        from kokoroe.ledger.triggers import declared, make_again, take_away
        from kokoroe.ledger.unit import ACTOR, read_actors
        from kokoroe.ledger.values import register_frozen

        register_frozen(ACTOR, read_actors)
        names = (
            "Entry", "Disclosure", "Checkpoint", "Cosignature", "TimeStamp", "Stamped", "Pseudonym", "SwornKind",
        )  # fmt: skip
        guards.register(*(AppendOnly(f"ledger.{name}") for name in names))
        guards.blanks.append(lambda: [("ledger.Disclosure", {"content": None})])
        declared.append(guards.triggers)
        declared.append(sworn.triggers)
        pre_migrate.connect(take_away, sender=self, dispatch_uid="kokoroe.ledger.triggers")
        post_migrate.connect(make_again, sender=self, dispatch_uid="kokoroe.ledger.triggers")
