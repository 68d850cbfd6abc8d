"""The rows of plans from which facts and rights are read, with what entries swear to of each.

Roster, contacts and workplaces of a version are its frozen content, which verification reads again from their rows.
"""

from kokoroe.ledger.sworn import Sworn, called
from kokoroe.plan.sworn_words import FIELDS, LABELS

ROWS = (
    Sworn(
        "plan_version",
        "plan.PlanVersion",
        tree="contract__tree",
        plain=(
            "contract", "number", "correction", "based_on", "effective_on", "nationality_by", "nationality_japan",
            "nationality_other", "submission", "effective_at", "effective_recorded_at", "created_at", "created_by",
        ),
        words=("reason",),
        once="submission",
    ),
)  # fmt: skip
SWORN = called(ROWS, LABELS, FIELDS)
