"""The rows from which it is read how long something is kept, with what entries swear to of each."""

from kokoroe.keeping.sworn_words import FIELDS, LABELS
from kokoroe.ledger.sworn import Sworn, called

OF_CONTRACT = "contract__tree"

ROWS = (
    Sworn(
        "retention",
        "keeping.ContractRetention",
        tree=OF_CONTRACT,
        plain=("contract", "months", "recorded_at", "recorded_by"),
    ),
    Sworn(
        "retention_2",
        "keeping.ContractRetention",
        tree=OF_CONTRACT,
        plain=("contract", "party"),
        words=("reason",),
    ),
    Sworn(
        "hold",
        "keeping.Hold",
        tree=OF_CONTRACT,
        plain=("contract", "party", "placed_at", "placed_by", "lifted_at", "lifted_by"),
        words=("reason",),
    ),
    Sworn(
        "erasure_announced",
        "keeping.Announcement",
        tree=OF_CONTRACT,
        plain=("contract", "at", "until"),
    ),
    Sworn("erasure", "keeping.Erasure", tree=OF_CONTRACT, plain=("contract", "at")),
    Sworn(
        "period",
        "keeping.RetentionPeriod",
        tree="changed_by__person__organisation__tree",
        plain=("kind", "months", "changed_at", "changed_by"),
    ),
    Sworn(
        "erasure_request",
        "keeping.ErasureRequest",
        tree="organisation__tree",
        plain=("account", "organisation", "asked_at", "answered_at", "answered_by"),
    ),
)
SWORN = called(ROWS, LABELS, FIELDS)
