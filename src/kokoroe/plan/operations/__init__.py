"""What programs do with the plan, its draft and the roster."""

from kokoroe.annex.text import Text
from kokoroe.plan.operations import corrections, drafts, roster, roster_imports, templates, versions

TITLES = {
    "plan": Text("実施計画書", "The plan"),
    "draft": Text("実施計画書の下書き", "The plan's draft"),
}

routers = (
    versions.router,
    drafts.router,
    templates.router,
    roster.router,
    roster_imports.router,
    corrections.router,
)
