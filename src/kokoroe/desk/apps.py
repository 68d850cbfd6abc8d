from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kokoroe.desk"

    def ready(self) -> None:
        from kokoroe.annex.text import Text
        from kokoroe.clock.kinds import register
        from kokoroe.contracts import pages
        from kokoroe.contracts.confirming import on_answered
        from kokoroe.contracts.moving import tellers
        from kokoroe.desk import moved
        from kokoroe.desk.answered import ANSWERED, tell
        from kokoroe.desk.reminder_text import DUTY
        from kokoroe.desk.witnessing import KIND as WITNESS

        register(DUTY)
        register(ANSWERED)
        register(WITNESS)
        register(moved.MOVED)
        register(moved.ANSWERED)
        on_answered.append(tell)
        tellers.append(moved.tell)
        pages.register(
            pages.Page(
                "contract",
                Text("契約の状況", "The contract"),
                tab="overview",
                holds=("clause", "contract_here"),
            ),
            pages.Page("subcontracts", Text("再委託", "Subcontracts"), tab="people"),
            pages.Page("ledger", Text("記録台帳", "Ledger"), tab="records"),
            pages.Page(
                "contract_access",
                Text("関係者とアクセス", "People and access"),
                tab="settings",
                order=1,
                holds=(
                    "contract_invite",
                    "contract_role_end",
                    "contract_invitation_resend",
                    "contract_invitation_withdraw",
                    "contract_roster_access",
                    "access_suspend",
                    "stand_in_name",
                    "audit_grant",
                ),
            ),
            titles={
                "portfolio": Text("契約一覧の行", "Its line among the contracts"),
                "clause": Text("条項", "A clause"),
                "ledger_growth": Text("台帳が増えただけであることの証明", "Proof that the ledger only grew"),
                "contract_date_scan": Text("日付への同意の写し", "The scan of an agreement to a date"),
                "audit_looks": Text("監査で開いたページ", "Pages opened in an audit"),
            },
        )
