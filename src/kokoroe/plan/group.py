"""What the implementation plan is to the rest of the product."""

from kokoroe.annex.text import Text
from kokoroe.contracts.pages import Page
from kokoroe.groups.group import Group
from kokoroe.plan.content import MIRROR, read_frozen
from kokoroe.plan.facts import SUBJECT, facts_of
from kokoroe.plan.personal import KINDS
from kokoroe.plan.writings import WRITINGS

GROUP = Group(
    name="plan",
    title=Text("実施計画書", "Implementation plan"),
    subjects=frozenset({SUBJECT}),
    facts=facts_of,
    pages=(Page("plan", Text("実施計画書", "Implementation plan"), tab="people"),),
    writings=tuple(WRITINGS),
    personal=KINDS,
    frozen={MIRROR: read_frozen},
)
