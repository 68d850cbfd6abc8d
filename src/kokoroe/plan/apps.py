from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "kokoroe.plan"

    def ready(self) -> None:
        from kokoroe.accounts.inviting import still_good
        from kokoroe.accounts.own_records import own_records
        from kokoroe.accounts.signin import factors
        from kokoroe.contracts.holdings import sources
        from kokoroe.contracts.visibility import participations, personal_participations
        from kokoroe.ledger.frozen import register_frozen
        from kokoroe.plan.addresses import contacts_on_record
        from kokoroe.plan.content import MIRROR, read_frozen
        from kokoroe.plan.in_force import BY_ROSTER, leads_somewhere, participation, personal_participation
        from kokoroe.plan.inviting import is_on_roster
        from kokoroe.plan.own_records import of_rosters
        from kokoroe.plan.writings import WRITINGS
        from kokoroe.submissions.addresses import providers
        from kokoroe.submissions.writings import register

        participations.append(participation)
        personal_participations.append(personal_participation)
        sources.append(BY_ROSTER)
        factors.deciding.append(leads_somewhere)
        still_good.append(is_on_roster)
        own_records.append(of_rosters)
        register_frozen(MIRROR, read_frozen)
        providers.append(contacts_on_record)
        for writing in WRITINGS:
            register(writing)

        from kokoroe.keeping.kinds import register as keep
        from kokoroe.plan.personal import KINDS

        keep(*KINDS)
