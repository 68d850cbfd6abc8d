from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "kokoroe.duties.incidents"
    label = "incidents"

    def ready(self) -> None:
        from kokoroe.clock.kinds import register
        from kokoroe.duties.incidents import evidence
        from kokoroe.duties.incidents.clockwork import INCIDENT_KIND
        from kokoroe.ledger.frozen import register_frozen

        register(INCIDENT_KIND)
        register_frozen(evidence.FROZEN, evidence.read_frozen)
