"""The rows of plans from which facts and rights are read, with the fields that say so."""

from kokoroe.groups.sworn import Sworn

SWORN = (
    Sworn(
        "plan.PlanVersion",
        (
            "contract",
            "number",
            "correction",
            "based_on",
            "submission",
            "created_at",
            "effective_on",
            "effective_at",
            "effective_recorded_at",
        ),
    ),
    Sworn("plan.RosterEntry", ("version", "person", "role", "starts_on", "ends_on")),
    Sworn("plan.Contact", ("version", "party", "hours")),
    Sworn("plan.Workplace", ("version",)),
)
