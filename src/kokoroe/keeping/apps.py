from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "kokoroe.keeping"

    def ready(self) -> None:
        from kokoroe.keeping.kinds import blanks, register
        from kokoroe.keeping.of_apps_below import KINDS
        from kokoroe.ledger import guards
        from kokoroe.ledger.guards import AppendOnly

        register(*KINDS)
        guards.blanks.append(blanks)
        guards.register(
            AppendOnly("keeping.Announcement"),
            AppendOnly("keeping.ContractRetention"),
            AppendOnly("keeping.Erasure"),
            AppendOnly("keeping.RetentionPeriod"),
        )

        from kokoroe.keeping.unfinished import PROPOSAL
        from kokoroe.keeping.unfinished import register as watch

        watch(PROPOSAL)

        from kokoroe.keeping.erasing import ERASED
        from kokoroe.keeping.sworn import SWORN
        from kokoroe.ledger import sworn, unit

        sworn.register(*SWORN)
        unit.erasing.add(ERASED)

        from kokoroe.keeping.act_names import ACTS
        from kokoroe.ledger import act_names

        act_names.register(ACTS)

        from kokoroe.annex.text import Text
        from kokoroe.contracts import banners, pages
        from kokoroe.keeping.announcing import banner

        banners.providers.append(banner)
        pages.register(
            pages.Page("keeping", Text("個人データの保存", "Keeping personal data"), tab="settings", order=3)
        )
