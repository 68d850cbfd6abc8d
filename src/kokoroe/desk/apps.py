from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kokoroe.desk"

    def ready(self) -> None:
        from kokoroe.annex.text import Text
        from kokoroe.clock.kinds import register
        from kokoroe.contracts import pages
        from kokoroe.contracts.confirming import on_answered
        from kokoroe.desk.answered import ANSWERED, tell
        from kokoroe.desk.reminder_text import DUTY

        register(DUTY)
        register(ANSWERED)
        on_answered.append(tell)
        pages.register(
            pages.Page("contract", Text("契約の状況", "The contract"), tab="overview"),
            pages.Page("ledger", Text("記録台帳", "Ledger"), tab="records"),
            titles={
                "portfolio": Text("契約一覧の行", "Its line among the contracts"),
                "clause": Text("条項", "A clause"),
                "contract_access": Text("関係者とアクセス", "People and access"),
                "audit_looks": Text("監査で開いたページ", "Pages opened in an audit"),
                "subcontracts": Text("再委託", "Subcontracts"),
                "ledger": Text("記録台帳", "The ledger"),
            },
        )
