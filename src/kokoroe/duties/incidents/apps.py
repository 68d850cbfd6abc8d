from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "kokoroe.duties.incidents"
    label = "incidents"

    def ready(self) -> None:
        from kokoroe.clock.kinds import register
        from kokoroe.duties.incidents import evidence
        from kokoroe.duties.incidents.clockwork import INCIDENT_KIND
        from kokoroe.duties.incidents.law.clockwork import STATUTORY_KIND
        from kokoroe.duties.incidents.writing import writings
        from kokoroe.ledger.frozen import register_frozen
        from kokoroe.submissions.writings import register as register_writing

        register(INCIDENT_KIND)
        register(STATUTORY_KIND)
        register(writings.KIND)
        register_writing(writings.WRITING)
        register_frozen(evidence.FROZEN, evidence.read_frozen)
