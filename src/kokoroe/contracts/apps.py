from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "kokoroe.contracts"

    def ready(self) -> None:
        from kokoroe.accounts import actions as accounts
        from kokoroe.accounts.inviting import why_over
        from kokoroe.accounts.signin import factors
        from kokoroe.annex.text import Text
        from kokoroe.contracts.act_names import ACTS
        from kokoroe.contracts.banners import providers
        from kokoroe.contracts.confirming import banners
        from kokoroe.contracts.holdings import decides_somewhere, participation
        from kokoroe.contracts.moving import PAPER, read_papers
        from kokoroe.contracts.opening import codes_with_tree
        from kokoroe.contracts.pages import Page, register
        from kokoroe.contracts.people import grant_from_invitation, why_not_inviting
        from kokoroe.contracts.subcontracting import hear
        from kokoroe.contracts.visibility import participations
        from kokoroe.ledger import act_names
        from kokoroe.ledger import unit as ledger
        from kokoroe.ledger.trees import register_owner
        from kokoroe.ledger.values import register_frozen

        register_frozen(PAPER, read_papers)
        ledger.listeners.append(hear)
        register_owner("contract", codes_with_tree)
        accounts.on_accepted.append(grant_from_invitation)
        why_over.append(why_not_inviting)
        participations.append(participation)
        factors.deciding.append(decides_somewhere)
        providers.append(banners)
        register(Page("contract_settings", Text("契約の設定", "Contract settings"), tab="settings"))
        act_names.register(ACTS)

        from kokoroe.accounts import rights
        from kokoroe.contracts.restoring import ACTS as RESTORING
        from kokoroe.contracts.restoring import RIGHTS

        act_names.register(RESTORING)
        rights.register(*RIGHTS)

        from kokoroe.contracts.sworn import SWORN
        from kokoroe.ledger import guards, sworn

        guards.register(guards.AppendOnly("contracts.AuditLook"))
        sworn.register(*SWORN)

        from kokoroe.contracts.annexes import FROZEN, read_packs
        from kokoroe.ledger import guards
        from kokoroe.ledger.values import register_frozen

        register_frozen(FROZEN, read_packs)
        guards.register(guards.AppendOnly("contracts.KeptPack"))
