"""How it was established who took a step: kept with the step, shown with the decision.

A contractor that creates its client's account proves nothing by it, so an account is as good as who vouched for it.
"""

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text

OWN_SIGN_IN = "own_sign_in"
VOUCHED_BY_OTHER = "vouched_by_other"
RECORDED_FROM_PAPER = "recorded_from_paper"

WORDS: dict[str, Text] = {
    OWN_SIGN_IN: Text(
        "本人のログイン（所属する団体が招待したアカウント）",
        "Own sign-in (account vouched for by their organisation)",
    ),
    VOUCHED_BY_OTHER: Text(
        "本人のログイン（相手方が招待したアカウント）", "Own sign-in (account created by the other party)"
    ),
    RECORDED_FROM_PAPER: Text(
        "紙又はメールの回答を相手方が記録", "Recorded by the other party from an answer on paper or by mail"
    ),
}


def of_account(account: Account) -> str:
    """The assurance of a step that this account takes itself."""
    vouched = account.vouched_by_id
    if vouched is None or vouched == account.person.organisation_id:
        return OWN_SIGN_IN
    return VOUCHED_BY_OTHER
