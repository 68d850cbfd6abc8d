from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kokoroe.accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from kokoroe.accounts.signin.entering import signed_in

        user_logged_in.connect(signed_in, dispatch_uid="kokoroe.accounts.signed_in")

        from kokoroe.accounts.act_names import ACTS
        from kokoroe.ledger import act_names

        act_names.register(ACTS)

        from kokoroe.accounts.rights import OF_ACCOUNTS, register

        register(*OF_ACCOUNTS)

        from kokoroe.accounts.sworn import SWORN
        from kokoroe.ledger import sworn

        sworn.register(*SWORN)
