"""Who takes part in the sample: two clients, five contractors, and who can sign in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kokoroe.accounts.actions import accept_invitation, invite, register_organisation
from kokoroe.accounts.models import Account, Invitation, Organisation
from kokoroe.annex.text import Text

PASSWORD = "kokoroe-demo-2026"  # noqa: S105 (printed by the demo itself, for made-up people)

ORGANISATIONS: dict[str, tuple[str, str, str, str]] = {
    # key: name, address, representative, phone
    "city": ("見本市", "見本市中央区北1条1-1", "見本市長 見本 一郎", "011-000-1000"),
    "prefecture": ("例示県", "例示市県庁前1-1", "例示県知事 例示 春子", "017-000-2000"),
    "sample": ("サンプルシステム株式会社", "見本市中央区南2条2-2", "代表取締役 見本 五郎", "011-000-3000"),
    "model": ("株式会社モデルソフト", "見本市北区3-3", "代表取締役 模型 六郎", "011-000-4000"),
    "pattern": ("パターン電算株式会社", "例示市港町4-4", "代表取締役 型田 七海", "017-000-5000"),
    "example": ("例題データサービス株式会社", "見本市東区5-5", "代表取締役 例題 八重", "011-000-6000"),
    "audit": ("みほん監査法人", "見本市中央区大通6-6", "代表社員 監査 九郎", "011-000-8000"),
    "trial": ("トライアル情報合同会社", "見本市西区6-6", "代表社員 試野 九十九", "011-000-7000"),
}


# 法人番号 of those who are asked by theirs; no office gives out numbers like these.
NUMBERS = {"city": "8999999999901", "pattern": "7999999999902", "trial": "6999999999903"}


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who can sign in, with what they are there for."""

    key: str
    home: str
    name: str
    email: str
    part: Text | None = None


# The first of an organisation is its administrator and vouches for the others.
SIGN_INS = (
    SignIn(
        "city-officer",
        "city",
        "市役 一子",
        "ichiko@city.example",
        Text(
            "委託者の担当者（回答を決める・管理者・サーバーの運用者）",
            "the client's officer, who decides; runs the server",
        ),
    ),
    SignIn(
        "city-desk",
        "city",
        "窓口 二郎",
        "jiro@city.example",
        Text("委託者の窓口（受付・差戻し）", "the client's desk, which receives and returns"),
    ),
    SignIn(
        "city-auditor",
        "city",
        "監査 三枝",
        "mie@city.example",
        Text("委託者の監査（閲覧だけ）", "the client's auditor, who only reads"),
    ),
    SignIn(
        "officer",
        "sample",
        "見本 太郎",
        "taro@sample.example",
        Text(
            "受託者の情報管理責任者（準備・提出・管理者）", "the contractor's security officer, who prepares"
        ),
    ),
    SignIn(
        "worker",
        "sample",
        "例示 花子",
        "hanako@sample.example",
        Text(
            "受託者の情報管理副責任者（名簿によって準備・提出ができる）",
            "the deputy on the contractor's roster, who may prepare by that",
        ),
    ),
    SignIn(
        "auditor",
        "audit",
        "監査 六子",
        "rokuko@audit.example",
        Text(
            "外部の監査（期間中の閲覧だけ。記録される）",
            "an outside auditor, who reads for a time, on record",
        ),
    ),
    SignIn("prefecture-officer", "prefecture", "県庁 四季", "shiki@prefecture.example"),
    SignIn("model-officer", "model", "模型 良子", "ryoko@model.example"),
    SignIn("pattern-officer", "pattern", "型田 実", "minoru@pattern.example"),
    SignIn("example-officer", "example", "例題 望", "nozomi@example-data.example"),
    SignIn("trial-officer", "trial", "試野 渚", "nagisa@trial.example"),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The organisations and accounts of the sample, by their keys."""

    organisations: dict[str, Organisation]
    accounts: dict[str, Account]


def engage(now: datetime) -> Cast:
    """Register everybody at `now`, which lies before the first contract."""
    organisations = {
        key: register_organisation(
            name=name,
            corporate_number=NUMBERS.get(key, ""),
            address=address,
            representative=representative,
            phone=phone,
            now=now,
        )
        for key, (name, address, representative, phone) in ORGANISATIONS.items()
    }
    accounts: dict[str, Account] = {}
    inviting: dict[str, Account] = {}
    for one in SIGN_INS:
        account = sign_up(one, organisations[one.home], inviting.get(one.home), now=now)
        accounts[one.key] = inviting[one.home] = account
    return Cast(organisations, accounts)


def sign_up(one: SignIn, home: Organisation, invited_by: Account | None, *, now: datetime) -> Account:
    """Make the account by an invitation, as everybody's is made; the very first one is of who runs the server."""
    if invited_by is None:
        by_link = home if Account.objects.exists() else None
        _, token = Invitation.issue(organisation=by_link, grants={"administrator": True}, now=now)
    else:
        nothing: dict[str, Any] = {}
        token = invite(
            organisation=home, email=one.email, name=one.name, grants=nothing, invited_by=invited_by, now=now
        )
    invitation = Invitation.opened_by(token, now=now)
    assert invitation is not None
    return accept_invitation(
        invitation=invitation,
        name=one.name,
        email=one.email,
        password=PASSWORD,
        organisation=home,
        now=now,
    )
