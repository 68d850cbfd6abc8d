"""The rows of incidents from which facts, periods and rights are read, with what entries swear to of each.

The bytes of evidence and the text of procedures are frozen content besides.
"""

from kokoroe.contracts.sworn import MOVED
from kokoroe.duties.incidents.sworn_words import FIELDS, LABELS
from kokoroe.ledger.sworn import Sworn, called

OF_CONTRACT, OF_INCIDENT = "contract__tree", "incident__contract__tree"
RECORDED = ("recorded_at", "by")
STRUCK = ("struck_at", "struck_by")


def of_incident(kind: str, model: str, *plain: str, words: tuple[str, ...] = ()) -> Sworn:
    """A kind of rows that belong to an incident."""
    return Sworn(kind, f"incidents.{model}", OF_INCIDENT, ("incident", *plain), words)


def of_contract(kind: str, model: str, *plain: str, words: tuple[str, ...] = (), once: str = "") -> Sworn:
    """A kind of rows that belong to a contract."""
    return Sworn(kind, f"incidents.{model}", OF_CONTRACT, ("contract", *plain), words, once)


ROWS = (
    of_contract(
        "incident", "Incident", "number", "kind", "drill", "created_at", "created_by", "happening",
        words=("title", "details"),
    ),
    of_incident("incident_detail", "DetailChange", "edit", "key", "at", "by", words=("value",)),
    of_incident(
        "incident_known", "Appraisal", "aware_at", "company_at", "occurred_at", "possibility", "tags", *RECORDED,
        *MOVED,
        words=("reason", "refusal"),
    ),
    of_incident(
        "incident_closed", "Closing", "how", "into", "at", "by", "reopened_at", "reopened_by",
        words=("reason", "reopening"),
    ),
    of_incident(
        "incident_stage", "StageReport", "stage", "subject", "sequence", "version", "further", "submission",
        "arrived_at", "arrival_recorded_at", words=("delay_reason",),
    ),
    of_incident(
        "incident_delivery", "Delivery", "report", "stage", "how", "at", "subject", "confirmed_at", "confirmed_by",
        *RECORDED, words=("who", "whom", "note"),
    ),
    of_incident("incident_responder", "Responder", "since", "until", *RECORDED, words=("name", "role", "phone")),
    of_incident("incident_measure", "Measure", "key", "applies", "done_at", *RECORDED, *STRUCK, words=("text",)),
    of_incident(
        "incident_task", "Task", "permanent", "due_at", "done_at", "dropped_at", "created_at", "created_by",
        words=("what", "owner", "result"),
    ),
    of_incident("incident_note", "TimelineNote", "at", *RECORDED, *STRUCK, words=("text",)),
    of_incident("incident_lesson", "Lesson", "party", *RECORDED, words=("text",)),
    of_incident(
        "incident_law", "LawCheck", "number", "known_at", "spares", "party", *RECORDED, words=("answers", "note")
    ),
    of_incident("incident_items", "StatutoryItems", "edit", "saved_at", "by", words=("texts",)),
    of_incident(
        "incident_filing", "Filing", "clock", "made_at", "party", *RECORDED, *STRUCK, words=("reference", "note")
    ),
    of_incident(
        "incident_minutes", "Minutes", "number", "held_at", "party", "submission", *RECORDED,
        words=("means", "attended", "topics"),
    ),
    of_incident("incident_consent", "Consent", "minutes", "at", "party", *RECORDED),
    of_contract(
        "incident_suspension", "Suspension", "incident", "basis", "starts_at", "ends_at", *RECORDED, "resumed_at",
        "resumed_by", words=("scope", "told_by"),
    ),
    of_contract(
        "incident_report", "Report", "incident", "kind", "party", "noticed_at", "source", "claimed_at", "possibility",
        "drill", "link", "received_at", "time_uncertain", "by", "confirmed_at", "dismissed_at", "settled_by",
        words=("text", "name", "reach", "dismissal"),
    ),
    of_contract(
        "report_link", "ReportLink", "created_at", "created_by", "revoked_at", "revoked_by", words=("label",)
    ),
    of_contract(
        "incident_file", "EvidenceFile", "incident", "report", "media_type", "size", "added_at", "by",
        words=("name", "note"),
    ),
    Sworn(
        "incident_custody", "incidents.Custody", "file__contract__tree", ("file", "since", *RECORDED),
        ("holder", "place"),
    ),
    of_contract(
        "procedure", "Procedure", "number", "created_at", "created_by", "finished_at", "submission",
        once="finished_at",
    ),
)  # fmt: skip
SWORN = called(ROWS, LABELS, FIELDS)
