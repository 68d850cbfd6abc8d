from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "kokoroe.duties.incidents"
    label = "incidents"

    def ready(self) -> None:
        from kokoroe.clock.kinds import register
        from kokoroe.contracts.banners import providers
        from kokoroe.duties.incidents import evidence
        from kokoroe.duties.incidents.after import suspending
        from kokoroe.duties.incidents.after import writings as after
        from kokoroe.duties.incidents.clockwork import INCIDENT_KIND
        from kokoroe.duties.incidents.law import notifying
        from kokoroe.duties.incidents.law.clockwork import STATUTORY_KIND
        from kokoroe.duties.incidents.procedure import content
        from kokoroe.duties.incidents.procedure import writings as procedures
        from kokoroe.duties.incidents.writing import writings
        from kokoroe.ledger.frozen import register_frozen
        from kokoroe.submissions.writings import register as register_writing

        register(INCIDENT_KIND)
        register(STATUTORY_KIND)
        register(writings.KIND)
        register_writing(writings.WRITING)
        register_writing(notifying.WRITING)
        register_writing(after.WRITING)
        providers.append(suspending.banners)
        register_frozen(evidence.FROZEN, evidence.read_frozen)
        register_frozen(content.MIRROR, content.read_frozen)
        register_writing(procedures.WRITING)

        from kokoroe.duties.incidents.personal import KINDS
        from kokoroe.keeping.kinds import register as keep

        keep(*KINDS)
