"""The families of acts that a person can choose from. Every act of a contract's ledger is of one."""

from dataclasses import dataclass

from kokoroe.annex.text import Text
from kokoroe.declare.names import take_name


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

_families: list[Family] = []


def register(family: Family) -> None:
    """Add a family of an app's own acts, from its ready(). Raises ValueError for a name that is taken."""
    take_name(all_families(), family.name, family, "family")
    _families.append(family)


def all_families() -> dict[str, Family]:
    """All families by name, the apps' own first."""
    return {family.name: family for family in (*_families, PEOPLE, TERMS, WRITINGS)}


def family_of(act: str) -> Family:
    """The family of an act; what no other one claims is a writing."""
    for family in (PEOPLE, *_families, TERMS):
        if act.startswith(family.begins):
            return family
    return WRITINGS
