"""The rows of programs' access from which rights are read, with what entries swear to of each."""

from kokoroe.api.sworn_words import FIELDS, LABELS
from kokoroe.ledger.sworn import Sworn, called

ROWS = (
    Sworn(
        "service",
        "api.Service",
        tree="organisation__tree",
        plain=("account", "organisation", "created_at", "created_by", "ended_at"),
    ),
    Sworn(
        "token",
        "api.Token",
        tree="account__person__organisation__tree",
        plain=(
            "account", "service", "scopes", "strong", "created_at", "created_by", "expires_at", "revoked_at",
        ),
        words=("name", "secret_hash", "prefix"),
    ),
)  # fmt: skip
SWORN = called(ROWS, LABELS, FIELDS)
