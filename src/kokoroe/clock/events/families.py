"""The families of acts that a person can choose from. Every act of a contract's ledger is of one."""

from dataclasses import dataclass

from kokoroe.annex.text import Text


@dataclass(frozen=True, slots=True)
class Family:
    """Acts that are about one thing: those whose names begin with one of `begins`."""

    name: str
    title: Text
    about: Text
    begins: tuple[str, ...]


PEOPLE = Family(
    "people",
    Text("人と権限", "People and access"),
    Text(
        "招待、役割、停止、代理、監査人、個人に関する値の消去。",
        "Invitations, roles, suspensions, stand-ins, auditors, erasure of personal values.",
    ),
    (
        "account.",
        "keeping.",
        "contract.access_",
        "contract.audit_",
        "contract.invitation_",
        "contract.role_",
        "contract.roster_invited",
        "contract.stand_in_",
    ),
)
PLAN = Family(
    "plan",
    Text("実施計画書と体制", "Plan and structure"),
    Text("実施計画書、実施体制の変更、訂正の提出と決定。", "The plan, its changes and corrections."),
    ("plan.", "change.", "correction.", "roster."),
)
INCIDENTS = Family(
    "incidents",
    Text("インシデントと報告手順書", "Incidents and their procedure"),
    Text(
        "報告、対応の記録、各段階の報告書、協議、報告手順書。訓練も含みます。",
        "Reports, what was done, each stage's report, consultations, the procedure. Drills too.",
    ),
    ("incident.", "procedure.", "report_link.", "statutory_notice.", "consultation."),
)
TERMS = Family(
    "terms",
    Text("契約と取決め", "Contract and terms"),
    Text(
        "契約の開始、日付、取決め、期限の確認、台帳。",
        "The contract, its dates, terms and deadlines; the ledger.",
    ),
    ("contract.", "terms.", "deadline.", "ledger.", "subcontract."),
)
WRITINGS = Family(
    "writings",
    Text("そのほかの書面", "Other writings"),
    Text(
        "そのほかの書面の提出、受付、承諾、差戻し。",
        "Everything else in writing: submitted, received, decided.",
    ),
    (),
)
FAMILIES = {family.name: family for family in (PLAN, INCIDENTS, PEOPLE, TERMS, WRITINGS)}


def family_of(act: str) -> Family:
    """The family of an act; what no other one claims is a writing."""
    for family in (PEOPLE, PLAN, INCIDENTS, TERMS):
        if act.startswith(family.begins):
            return family
    return WRITINGS
