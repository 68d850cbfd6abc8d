"""What incidents are to the rest of the product."""

from kokoroe.annex.text import Text
from kokoroe.contracts.pages import Button, Page
from kokoroe.duties.incidents import evidence
from kokoroe.duties.incidents.after import suspending
from kokoroe.duties.incidents.after import writings as after
from kokoroe.duties.incidents.clockwork import INCIDENT_KIND
from kokoroe.duties.incidents.facts import RELATED, WATCHED, facts_of
from kokoroe.duties.incidents.law import notifying
from kokoroe.duties.incidents.law.clockwork import STATUTORY_KIND
from kokoroe.duties.incidents.personal import KINDS
from kokoroe.duties.incidents.procedure import content
from kokoroe.duties.incidents.procedure import writings as procedures
from kokoroe.duties.incidents.writing import writings
from kokoroe.groups.group import Group

GROUP = Group(
    name="incidents",
    title=Text("インシデント", "Incidents"),
    subjects=frozenset(WATCHED),
    facts=facts_of,
    related=RELATED,
    pages=(
        Page("incidents", Text("インシデント", "Incidents"), tab="response"),
        Page("procedure", Text("報告手順書", "Reporting procedure"), tab="response"),
    ),
    buttons=(
        Button("incident_report", Text("インシデントを報告", "Report an incident"), party="contractor"),
    ),
    banners=(suspending.banners,),
    writings=(writings.WRITING, notifying.WRITING, after.WRITING, procedures.WRITING),
    clock=(INCIDENT_KIND, STATUTORY_KIND, writings.KIND),
    personal=KINDS,
    frozen={evidence.FROZEN: evidence.read_frozen, content.MIRROR: content.read_frozen},
)
