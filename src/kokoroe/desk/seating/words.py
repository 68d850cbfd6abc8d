"""What a seat's words mean in plain language: what they are called, and what they let somebody do."""

from functools import cache

from kokoroe.annex.text import Text
from kokoroe.api.guards import guard_of
from kokoroe.contracts.holdings import ADMINISTERS, AUDITS, PREPARES
from kokoroe.plan.roster.choices import ROLES

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
WORKER = Text("自分の契約の画面を見て、インシデントを報告できます", "reads the contract, reports incidents")
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
    return MAY.get(word, WORKER)


def why(word: str) -> Text:
    """From which role it comes."""
    return WHY.get(word) or ROSTER.get(word) or Text(word, word)


OPENED: dict[str, Text] = {
    "portfolio": Text("契約一覧の行", "Its line among the contracts"),
    "contract": Text("契約の状況", "The contract"),
    "clause": Text("条項", "A clause"),
    "contract_settings": Text("契約の設定", "Settings"),
    "contract_access": Text("関係者とアクセス", "People and access"),
    "audit_looks": Text("監査で開いたページ", "Pages opened in an audit"),
    "subcontracts": Text("再委託", "Subcontracts"),
    "ledger": Text("記録台帳", "The ledger"),
    "keeping": Text("個人データの保存", "How long personal data are kept"),
    "roster_template": Text("委託者の様式への書込み", "The roster in the client’s own form"),
    "plan": Text("実施計画書", "The plan"),
    "plan_version": Text("実施計画書の版", "A version of the plan"),
    "plan_review": Text("実施計画書の変更の比較", "A comparison of plans"),
    "roster_export": Text("名簿のファイル", "The roster as a file"),
    "procedure": Text("報告手順書", "The procedure"),
    "procedure_version": Text("報告手順書の版", "A version of the procedure"),
    "procedure_paper": Text("報告手順書の書面", "The procedure as a paper"),
    "incidents": Text("インシデント一覧", "Incidents"),
    "incident": Text("インシデント", "An incident"),
    "incident_stage": Text("インシデントの報告", "A report of an incident"),
    "incident_book": Text("インシデントの報告書綴り", "The book of an incident"),
    "incident_law": Text("法令の確認", "The law on an incident"),
    "incident_after": Text("事後の対応", "After an incident"),
    "contract_figures": Text("インシデントの集計", "Figures of incidents"),
    "incident_figures": Text("全契約のインシデントの集計", "Figures of incidents over all contracts"),
    "evidence_file": Text("証拠のファイル", "A file of evidence"),
    "submissions": Text("書面の一覧", "Writings"),
    "submission": Text("書面", "A writing"),
    "paper": Text("書面のファイル", "A paper"),
}


def opened(route: str) -> Text:
    """What a route shows, in words; what has none keeps its name. A program's operation goes by its page's words."""
    page = route.removeprefix("api:")
    said = OPENED.get(page) or operations().get(page) or Text(page, page)
    return said if page == route else Text(f"{said.ja}（API）", f"{said.en} (API)")


@cache
def operations() -> dict[str, Text]:
    """What each operation of the API says of itself, for those that have no page of their name."""
    from kokoroe.api.root import api  # it gathers every app's operations, the desk's as well

    return {each.view_func.__name__: guard_of(each).says for each in api.operations()}
