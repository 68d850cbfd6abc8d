from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "kokoroe.plan"

    def ready(self) -> None:
        from kokoroe.contracts.holdings import sources
        from kokoroe.contracts.visibility import participations, personal_participations
        from kokoroe.ledger.frozen import register_frozen
        from kokoroe.plan.content import MIRROR, read_frozen
        from kokoroe.plan.in_force import BY_ROSTER, participation, personal_participation
        from kokoroe.plan.writings import WRITINGS
        from kokoroe.submissions.writings import register

        participations.append(participation)
        personal_participations.append(personal_participation)
        sources.append(BY_ROSTER)
        register_frozen(MIRROR, read_frozen)
        for writing in WRITINGS:
            register(writing)
