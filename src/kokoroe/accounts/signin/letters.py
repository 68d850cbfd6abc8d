"""知らせる: whoever's sign-in changes hears of it by mail, in case it was somebody else."""

import secrets
from datetime import datetime, timedelta

from kokoroe.accounts import letters
from kokoroe.accounts.letters import Letter
from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text

KIND = "security"
GOOD_FOR = timedelta(days=3)
SUBJECT = Text("【kokoroe】ログインの設定が変わりました", "[kokoroe] Your sign-in was changed")
CLOSE = Text(
    "\n\n心当たりがないときは、すぐにパスワードを変え、あなたの団体の管理者に知らせてください。",
    "\n\nIf it was not you, change your password at once and tell your organisation's administrator.",
)
PASSWORD_CHANGED = Text(
    "kokoroe のパスワードが変わりました。ほかの端末のログインと、自分のAPIトークンは使えなくなりました。",
    "Your password for kokoroe was changed. Other devices were signed out, and your own tokens for the API were ended.",
)
FACTOR_ADDED = Text(
    "kokoroe に、新しいパスキー又は認証アプリが登録されました。",
    "A new passkey or authenticator app was added to your account at kokoroe.",
)
FACTOR_REMOVED = Text(
    "kokoroe から、パスキー又は認証アプリが外されました。",
    "A passkey or authenticator app was taken away from your account at kokoroe.",
)


def notify_account(account: Account, what: Text, *, now: datetime) -> None:
    """Write to the account's address what has changed, in the caller's transaction."""
    letters.send(
        Letter(
            key=f"{KIND}:{account.pk}:{secrets.token_hex(8)}",
            kind=KIND,
            ref=str(account.pk),
            to=account.email,
            name=account.person.name,
            subject=SUBJECT,
            body=Text(what.ja + CLOSE.ja, what.en + CLOSE.en),
            expires_at=now + GOOD_FOR,
        ),
        now=now,
    )
