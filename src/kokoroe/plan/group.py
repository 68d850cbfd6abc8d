"""What the implementation plan is to the rest of the product."""

from kokoroe.annex.text import Text
from kokoroe.clock.events.families import Family
from kokoroe.contracts.pages import Page
from kokoroe.groups.group import Group, contractor_works_on
from kokoroe.plan.act_names import ACTS
from kokoroe.plan.content import MIRROR, read_frozen
from kokoroe.plan.facts import SUBJECT, facts_of
from kokoroe.plan.personal import KINDS
from kokoroe.plan.sworn import SWORN
from kokoroe.plan.writings import WRITINGS

GROUP = Group(
    name="plan",
    title=Text("実施計画書", "Implementation plan"),
    subjects=frozenset({SUBJECT}),
    facts=facts_of,
    works={SUBJECT: contractor_works_on("plan", Text("実施計画書を開く", "Open the plan"))},
    acts=ACTS,
    family=Family(
        "plan",
        Text("実施計画書と体制", "Plan and structure"),
        Text("実施計画書、実施体制の変更、訂正の提出と決定。", "The plan, its changes and corrections."),
        ("plan.", "change.", "correction.", "roster."),
    ),
    urls="kokoroe.plan.urls",
    pages=(Page("plan", Text("実施計画書", "Implementation plan"), tab="people"),),
    titles={
        "roster_template": Text("委託者の様式への書込み", "The roster in the client’s own form"),
        "plan": Text("実施計画書", "The plan"),
        "plan_version": Text("実施計画書の版", "A version of the plan"),
        "plan_review": Text("実施計画書の変更の比較", "A comparison of plans"),
        "roster_export": Text("名簿のファイル", "The roster as a file"),
    },
    places={"plan": "plan_version"},
    writings=tuple(WRITINGS),
    personal=KINDS,
    frozen={MIRROR: read_frozen},
    sworn=SWORN,
)
