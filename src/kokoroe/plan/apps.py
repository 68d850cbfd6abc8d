from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "kokoroe.plan"

    def ready(self) -> None:
        from kokoroe.contracts.visibility import participations
        from kokoroe.ledger.frozen import register_frozen
        from kokoroe.plan.content import MIRROR, read_frozen
        from kokoroe.plan.in_force import participation
        from kokoroe.plan.writings import WRITINGS
        from kokoroe.submissions.writings import register

        participations.append(participation)
        register_frozen(MIRROR, read_frozen)
        for writing in WRITINGS:
            register(writing)
