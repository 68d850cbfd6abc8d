"""The rows of incidents from which facts, periods and rights are read, with the fields that say so."""

from kokoroe.groups.sworn import Sworn

SWORN = (
    Sworn("incidents.Incident", ("contract", "number", "kind", "drill", "created_at")),
    Sworn(
        "incidents.Appraisal", ("incident", "aware_at", "company_at", "possibility", "tags", "recorded_at")
    ),
    Sworn("incidents.Closing", ("incident", "how", "reason", "into", "at", "reopened_at")),
    Sworn(
        "incidents.StageReport",
        (
            "incident",
            "stage",
            "subject",
            "version",
            "submission",
            "arrived_at",
            "arrival_recorded_at",
            "delay_reason",
        ),
    ),
    Sworn("incidents.Responder", ("incident", "since", "recorded_at")),
    Sworn("incidents.Measure", ("incident", "key", "applies", "done_at", "recorded_at", "struck_at")),
    Sworn(
        "incidents.Delivery",
        ("incident", "stage", "subject", "how", "at", "recorded_at", "confirmed_at"),
    ),
    Sworn("incidents.LawCheck", ("incident", "number", "answers", "spares", "party", "recorded_at")),
    Sworn("incidents.Filing", ("incident", "clock", "made_at", "party", "recorded_at", "struck_at")),
    Sworn(
        "incidents.Minutes", ("incident", "number", "held_at", "topics", "party", "recorded_at", "submission")
    ),
    Sworn("incidents.Consent", ("incident", "minutes", "at", "party", "recorded_at")),
    Sworn(
        "incidents.Suspension", ("contract", "incident", "basis", "starts_at", "recorded_at", "resumed_at")
    ),
    Sworn("incidents.Procedure", ("contract", "number", "submission", "created_at", "finished_at")),
)
