"""役割: the words that give somebody a seat, each declared once.

What a word lets somebody do, how the pages say so, which party gives it, and whether a program may have it: seat,
forms, pages, alarms and the API read it here. A new role is one more `Role`; what it includes of a duty's own abilities
stands in the `Ability.holders` of that group.
"""

from dataclasses import dataclass
from typing import Literal

from kokoroe.annex.text import Text

Party = Literal["client", "contractor"]


def other_than(party: str) -> Party:
    """The other party."""
    return "contractor" if party == "client" else "client"


PREPARES, ADMINISTERS, AUDITS = "prepares", "administers", "audits"
ROSTER = "roster:"
"""Before the key of a role of the roster (kokoroe.plan.roster.fields.ROLES); one that is not declared here reads."""
OFFICER = f"{ROSTER}officer"


@dataclass(frozen=True, slots=True)
class Role:
    """A word, and what it comes to for a party's people.

    `may` are its abilities (see kokoroe.contracts.seats.Seat), `says` is the same in plain language. What a party gives
    its people, by invitation, and ends again has a `label`; `of_ours` is what its own people call that, where it
    differs. `why` says where the word comes from; the plan's roster says so itself. A program may be given what is
    `for_programs`: it never decides.
    """

    word: str
    party: Party
    may: frozenset[str]
    says: Text
    why: Text | None = None
    label: Text | None = None
    of_ours: Text | None = None
    for_programs: bool = False

    @property
    def key(self) -> str:
        """The party and the word, as forms and programs send them."""
        return f"{self.party}:{self.word}"


# `read` opens the pages, `handle` receives and returns, `decide` accepts.
READING = frozenset({"read", "chain"})
PREPARING = READING | {"personal", "prepare", "submit", "agree"}
PREPARING_SAYS = Text(
    "計画などを作って提出し、取決めに同意し、人を招待し、自社の人のアクセスを停止できます",
    "prepares and submits writings, agrees on terms, invites people, suspends the own side's people",
)
ADMINISTRATOR = Text("団体の管理者", "administrator of the organisation")

# Whoever decides or prepares stands first, and so on down.
ROLES: tuple[Role, ...] = (
    Role(
        "decides",
        "client",
        READING | {"personal", "handle", "decide", "agree"},
        Text(
            "書面を了承・承認し、取決めに同意し、人を招待し、双方の人のアクセスを停止できます",
            "decides on writings, agrees on terms, invites people, suspends people of both sides",
        ),
        Text("委託者が付けた役割「決定する」", "role “decides”, given by the client"),
        label=Text("決定する（了承・承認）", "Decide (accept, approve)"),
    ),
    Role(
        PREPARES,
        "contractor",
        PREPARING,
        PREPARING_SAYS,
        Text("受託者が付けた役割「書面を準備する」", "role “prepares”, given by the contractor"),
        label=Text("書面を準備する", "Prepare documents"),
        of_ours=Text("書面を準備する（自社の担当者）", "Prepare documents (our own staff)"),
        for_programs=True,
    ),
    Role(OFFICER, "contractor", PREPARING, PREPARING_SAYS),
    Role(f"{ROSTER}deputy", "contractor", PREPARING, PREPARING_SAYS),
    Role(
        "handles",
        "client",
        READING | {"handle"},
        Text("書面を受け付け、差し戻せます", "receives and returns writings"),
        Text("委託者が付けた役割「受け付ける」", "role “handles”, given by the client"),
        label=Text("受け付ける・差し戻す", "Receive and return"),
        for_programs=True,
    ),
    # A contractor's administrator could grant themselves the rest anyway; who decides for a client is appointed.
    Role(ADMINISTERS, "contractor", PREPARING | {"administer"}, PREPARING_SAYS, ADMINISTRATOR),
    Role(
        ADMINISTERS,
        "client",
        READING | {"administer"},
        Text(
            "人を招待し、役割を付け外しし、自分の側の人のアクセスを停止できます",
            "invites people, gives and ends roles, suspends the own side's people",
        ),
        ADMINISTRATOR,
    ),
    Role(
        f"{ROSTER}lead",
        "contractor",
        frozenset({"read", "contacts"}),
        Text("計画を連絡先まで見られます", "reads the plan with its contacts"),
    ),
    Role(
        f"{ROSTER}training",
        "contractor",
        frozenset({"read", "train"}),
        Text("教育の記録を扱えます", "looks after the records of training"),
    ),
    Role(
        "reads",
        "client",
        READING,
        Text("画面と書面を見られます（個人の欄を除く）", "reads, without personal columns"),
        Text("委託者が付けた役割「閲覧する」", "role “reads”, given by the client"),
        label=Text("閲覧する", "Read"),
        for_programs=True,
    ),
)


def role_of(word: str, party: str) -> Role | None:
    """What a word is for a party; nothing for one of the other party's, or of a line of the roster that only reads."""
    return next((role for role in ROLES if (role.word, role.party) == (word, party)), None)


def rank(word: str) -> int:
    """Where a word stands among all of them; what is not declared stands last."""
    words = [role.word for role in ROLES]
    return words.index(word) if word in words else len(words)


def given(*parties: Party) -> list[Role]:
    """What these parties give their own people, in the parties' order; of both without any."""
    wanted = parties or ("client", "contractor")
    return [role for party in wanted for role in ROLES if role.party == party and role.label]


def including(ability: str) -> list[str]:
    """The words that the client gives and that include an ability, as `ClientRole.role` has them."""
    return [role.word for role in given("client") if ability in role.may]
