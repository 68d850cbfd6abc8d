"""What a seat's words mean in plain language: what they are called, and what they let somebody do."""

from functools import cache

from kokoroe.annex.text import Text, listed, say
from kokoroe.api.guards import guard_of
from kokoroe.contracts.holdings import ADMINISTERS, AUDITS, PREPARES
from kokoroe.contracts.pages import title_of
from kokoroe.groups.registry import groups
from kokoroe.plan.roster.fields import ROLES

PREPARING = Text(
    "計画などを作って提出し、取決めに同意し、人を招待し、自社の人のアクセスを停止できます",
    "prepares and submits writings, agrees on terms, invites people, suspends the own side's people",
)

MAY: dict[str, Text] = {
    "decides": Text(
        "書面を了承・承認し、取決めに同意し、人を招待し、双方の人のアクセスを停止できます",
        "decides on writings, agrees on terms, invites people, suspends people of both sides",
    ),
    "handles": Text("書面を受け付け、差し戻せます", "receives and returns writings"),
    "reads": Text("画面と書面を見られます（個人の欄を除く）", "reads, without personal columns"),
    PREPARES: PREPARING,
    "roster:officer": PREPARING,
    "roster:deputy": PREPARING,
    "roster:lead": Text("計画を連絡先まで見られます", "reads the plan with its contacts"),
    "roster:training": Text("教育の記録を扱えます", "looks after the records of training"),
    AUDITS: Text("見るだけです。開いたページは記録されます", "reads; every page opened is recorded"),
}
ADMINISTERING: dict[str, Text] = {
    "client": Text(
        "人を招待し、役割を付け外しし、自分の側の人のアクセスを停止できます",
        "invites people, gives and ends roles, suspends the own side's people",
    ),
    "contractor": PREPARING,
}

WHY: dict[str, Text] = {
    "decides": Text("委託者が付けた役割「決定する」", "role “decides”, given by the client"),
    "handles": Text("委託者が付けた役割「受け付ける」", "role “handles”, given by the client"),
    "reads": Text("委託者が付けた役割「閲覧する」", "role “reads”, given by the client"),
    PREPARES: Text("受託者が付けた役割「書面を準備する」", "role “prepares”, given by the contractor"),
    ADMINISTERS: Text("団体の管理者", "administrator of the organisation"),
}
ROSTER = {
    f"roster:{role.key}": Text(
        f"有効な実施計画書の名簿「{role.label.ja}」", f"roster of the plan in force: {role.label.en}"
    )
    for role in ROLES
}


def may(word: str, party: str) -> Text:
    """What a word lets somebody of a party do."""
    if word == ADMINISTERS:
        return ADMINISTERING[party]
    return MAY.get(word) or everybody()


def everybody() -> Text:
    """What a party's people may do without any word: read, and what groups let everybody do."""
    further = [group.everybody for group in groups() if group.everybody is not None]
    if not further:
        return Text("自分の契約の画面を見られます", "reads the contract")
    return say("自分の契約の画面を見て、{further}", "reads the contract, {further}", further=listed(further))


def why(word: str) -> Text:
    """From which role it comes."""
    return WHY.get(word) or ROSTER.get(word) or Text(word, word)


def opened(route: str) -> Text:
    """What a route shows, in words; what has none keeps its name. A program's operation goes by its page's words."""
    page = route.removeprefix("api:")
    said = title_of(page) or operations().get(page) or Text(page, page)
    return said if page == route else Text(f"{said.ja}（API）", f"{said.en} (API)")


@cache
def operations() -> dict[str, Text]:
    """What each operation of the API says of itself, for those that have no page of their name."""
    from kokoroe.api.root import api  # it gathers every app's operations, the desk's as well

    return {each.view_func.__name__: guard_of(each).says for each in api.operations()}
