"""The rows of contracts from which facts, rights and periods are read, with what entries swear to of each."""

from kokoroe.contracts.sworn_words import FIELDS, LABELS
from kokoroe.ledger.sworn import Sworn, called

OF_CONTRACT = "contract__tree"
HELD = ("contract", "account", "since", "until")
MOVED = (
    "mover", "told_at", "unasked", "paper", "paper_at", "paper_counts", "agreed_at", "agreed_by", "refused_at",
    "refused_by",
)  # fmt: skip
"""Of what one party recorded, and what the other said of it (`models.Movable`)."""

ROWS = (
    Sworn(
        "contract",
        "contracts.Contract",
        tree="tree",
        plain=(
            "tree", "code", "title", "number", "client", "contractor", "parent", "client_label", "contractor_label",
            "created_at", "created_by",
        ),
    ),
    Sworn(
        "party",
        "contracts.Confirmation",
        tree=OF_CONTRACT,
        plain=(
            "contract", "party", "organisation", "corporate_number", "asked_at", "asked_by", "confirmed_at",
            "confirmed_by", "declined_at", "declined_by",
        ),
        words=("reason",),
    ),
    Sworn(
        "date",
        "contracts.ContractDate",
        tree=OF_CONTRACT,
        plain=("contract", "name", "on", "opens", "recorded_at", "recorded_by", *MOVED),
        words=("reason", "refusal"),
    ),
    Sworn(
        "move_paper",
        "contracts.MovePaper",
        tree=OF_CONTRACT,
        plain=("contract", "media_type", "recorded_at", "recorded_by"),
        words=("filename",),
    ),
    Sworn(
        "pack",
        "contracts.ContractPack",
        tree=OF_CONTRACT,
        plain=("contract", "name", "edition", "digest", "since", "recorded_at", "recorded_by"),
    ),
    Sworn(
        "pack_agreed",
        "contracts.ContractPack",
        tree=OF_CONTRACT,
        plain=("contract", "opens", *MOVED),
        words=("reason", "refusal"),
    ),
    Sworn("role", "contracts.ClientRole", tree=OF_CONTRACT, plain=(*HELD, "role")),
    Sworn("preparing", "contracts.Preparing", tree=OF_CONTRACT, plain=HELD),
    Sworn(
        "term",
        "contracts.Agreement",
        tree=OF_CONTRACT,
        plain=(
            "contract", "kind", "key", "value", "proposed_by", "proposed_for", "proposed_at", "agreed_by", "agreed_at",
            "refused_at",
        ),
        words=("note",),
    ),
    Sworn(
        "suspended",
        "contracts.AccessSuspension",
        tree=OF_CONTRACT,
        plain=(*HELD, "party", "by_party", "suspended_by", "lifted_by"),
        words=("reason",),
    ),
    Sworn(
        "stand_in",
        "contracts.StandIn",
        tree=OF_CONTRACT,
        plain=(*HELD, "absent", "named_by", "ended_by"),
        words=("reason",),
    ),
    Sworn(
        "audit",
        "contracts.Audit",
        tree=OF_CONTRACT,
        plain=(*HELD, "party", "personal", "granted_by", "ended_by"),
        words=("purpose",),
    ),
)  # fmt: skip
SWORN = called(ROWS, LABELS, FIELDS)
