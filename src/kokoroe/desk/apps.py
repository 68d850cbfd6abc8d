from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kokoroe.desk"

    def ready(self) -> None:
        from kokoroe.annex.text import Text
        from kokoroe.clock.kinds import register
        from kokoroe.contracts import editions, pages
        from kokoroe.contracts.confirming import on_answered
        from kokoroe.contracts.moving import tellers
        from kokoroe.desk import annex_news, moved
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
        register(annex_news.PROPOSED)
        register(annex_news.ANSWERED)
        editions.tellers.append(annex_news.tell)
        pages.register(
            pages.Page(
                "contract",
                Text("契約の状況", "The contract"),
                tab="overview",
                holds=("clause", "contract_here"),
            ),
            pages.Page("subcontracts", Text("再委託", "Subcontracts"), tab="people"),
            pages.Page("contract_annex", Text("別記", "The annex"), tab="settings", order=2),
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
                "contract_pack_scan": Text("別記への同意の写し", "The scan of an agreement to the annex"),
                "contract_pack_file": Text("別記の控え", "The annex as it was kept"),
                "audit_looks": Text("監査で開いたページ", "Pages opened in an audit"),
            },
        )
