"""The one form that grows from the first report to the result, declared in `form.yaml`.

`Incident.details` holds the values by the fields' keys, as texts (numbers and choices too). Which
fields a stage's report has follows from the subject that answers the stage; a subject that is not known here has
everything that can be known of an incident, and asks only for what a first report asks for.
"""

from pathlib import Path

from kokoroe.annex.text import Text
from kokoroe.declare import Field
from kokoroe.packs.forms import read_form

FORM = read_form(Path(__file__).with_name("form.yaml"))
FIRST, DETAILED, PLAN, RESULT = FORM.stages
"""How far the form has grown."""

SUBJECTS = {
    "incident:first-report": FIRST,
    "incident:detailed-report": DETAILED,
    "incident:corrective-plan": PLAN,
    "incident:result-report": RESULT,
}

NAMES = {
    "incident:structure": Text("緊急対応体制", "Emergency structure"),
    "incident:first-report": Text("第一報", "First report"),
    "incident:detailed-report": Text("詳細報告", "Detailed report"),
    "incident:corrective-plan": Text("是正処置案", "Corrective plan"),
    "incident:result-report": Text("結果報告", "Result report"),
    "incident:containment": Text("緊急時対策", "Emergency measures"),
}
"""What stages are called, by the subject that answers them; others by what their duty wants as proof."""

CATEGORY_OF_KIND = {
    "mis-sent": "leak",
    "lost": "loss",
    "malware": "access",
    "unauthorised-access": "access",
    "insider": "misuse",
    "outage": "outage",
}
"""What a kind of incident is in a report, until somebody says otherwise."""


def grown(subject: str) -> str:
    """How far the form has grown in the report that answers with `subject`."""
    return SUBJECTS.get(subject, RESULT)


def fields_of(subject: str) -> tuple[Field, ...]:
    """The fields of that report, in the form's order."""
    return FORM.at(grown(subject))


def required_in(subject: str) -> tuple[Field, ...]:
    """The fields without which that report is not complete."""
    return FORM.required_at(SUBJECTS.get(subject, FIRST))


def delay_key(stage: str, version: int) -> str:
    """Under which key the reason for a delay is kept while a version is drafted."""
    return f"delay.{version}.{stage}"


def change_key(stage: str, version: int) -> str:
    """Under which key the reason for a correction is kept while it is drafted."""
    return f"change.{version}.{stage}"


def is_key(key: str) -> bool:
    """Whether something can be written under this key: a field, or what goes with the submission of a stage."""
    return key in FORM.by_key or key.startswith(("delay.", "change."))
