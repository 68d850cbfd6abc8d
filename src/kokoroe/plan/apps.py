from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "kokoroe.plan"

    def ready(self) -> None:
        from kokoroe.accounts.inviting import why_over
        from kokoroe.accounts.own_records import own_records
        from kokoroe.accounts.signin import factors
        from kokoroe.contracts.holdings import sources
        from kokoroe.contracts.visibility import participations, personal_participations
        from kokoroe.plan.addresses import contacts_on_record
        from kokoroe.plan.in_force import BY_ROSTER, leads_somewhere, participation, personal_participation
        from kokoroe.plan.inviting import why_off_roster
        from kokoroe.plan.own_records import of_rosters
        from kokoroe.submissions.addresses import providers

        participations.append(participation)
        personal_participations.append(personal_participation)
        sources.append(BY_ROSTER)
        factors.deciding.append(leads_somewhere)
        why_over.append(why_off_roster)
        own_records.append(of_rosters)
        providers.append(contacts_on_record)
