from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "kokoroe.keeping"

    def ready(self) -> None:
        from kokoroe.keeping import of_accounts, of_api, of_contracts
        from kokoroe.keeping.kinds import register

        register(*of_accounts.KINDS, *of_contracts.KINDS, *of_api.KINDS)
