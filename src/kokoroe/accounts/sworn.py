"""The rows of accounts from which rights and assurances are read, with what entries swear to of each."""

from kokoroe.accounts.sworn_words import FIELDS, LABELS
from kokoroe.ledger.sworn import Sworn, called

OF_ORGANISATION = "organisation__tree"

ROWS = (
    Sworn(
        "organisation",
        "accounts.Organisation",
        tree="tree",
        plain=("tree", "name", "corporate_number", "address", "representative", "phone", "created_at"),
    ),
    Sworn(
        "account",
        "accounts.Account",
        tree="person__organisation__tree",
        plain=("person", "person__organisation", "vouched_by", "is_active", "signs_in", "created_at"),
        words=("email",),
    ),
    Sworn(
        "administrator",
        "accounts.Administrator",
        tree=OF_ORGANISATION,
        plain=("account", "organisation", "since", "until"),
    ),
    Sworn(
        "invitation",
        "accounts.Invitation",
        tree=OF_ORGANISATION,
        plain=(
            "organisation", "person", "grants", "letters", "invited_by", "created_at", "expires_at", "used_at",
            "used_by", "withdrawn_at",
        ),
        words=("email", "name", "token_hash"),
    ),
    Sworn(
        "provider",
        "accounts.IdentityProvider",
        tree=OF_ORGANISATION,
        plain=("organisation", "code", "issuer", "client_id", "changed_at", "changed_by"),
    ),
    Sworn(
        "sign_in_policy",
        "accounts.SignInPolicy",
        tree=OF_ORGANISATION,
        plain=("organisation", "second_factor", "provider_only", "changed_at", "changed_by"),
    ),
)  # fmt: skip
SWORN = called(ROWS, LABELS, FIELDS)
