"""What the ledger's entries about organisations and accounts are called in words."""

from kokoroe.annex.text import Text

ACTS: dict[str, Text] = {
    "organisation.registered": Text("団体を登録した", "Organisation registered"),
    "account.invited": Text("招待した", "Invitation issued"),
    "account.invitation_renewed": Text("招待のリンクを作り直した", "Invitation renewed"),
    "service.opened": Text("連携用アカウントを作った", "Account for a program made"),
    "service.ended": Text("連携用アカウントを終了した", "Account of a program ended"),
    "account.suspended": Text("アカウントを停止した", "Account suspended"),
    "account.restored": Text("アカウントの停止を解除した", "Account restored"),
    "account.created": Text("アカウントを作った", "Account created"),
}
