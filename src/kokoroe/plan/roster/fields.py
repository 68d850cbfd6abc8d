"""The columns of the roster, in their order: the one list that models, forms, files and papers share."""

from datetime import date
from decimal import Decimal
from typing import cast

from kokoroe.annex.text import Text
from kokoroe.declare import CHOICE, DAY, LINE, NUMBER, TEXT, Field, Spelling
from kokoroe.declare.kinds import from_json, in_a_cell
from kokoroe.plan.roster.choices import EMPLOYMENTS, ROLES, TIERS

Value = str | Decimal | date

NAME, SENTENCES = 200, 2000  # characters of a name, a telephone; and of what is said in sentences

FIELDS = (
    Field("name", LINE, Text("氏名", "Name"), required=True, spelling=Spelling.NAME, longest=NAME),
    Field(
        "kana",
        LINE,
        Text("ふりがな", "Reading of the name"),
        short=Text("かな", "Reading"),
        spelling=Spelling.KANA,
        longest=NAME,
    ),
    Field(
        "affiliation",
        LINE,
        Text("会社・所属", "Affiliation"),
        short=Text("所属", "Affiliation"),
        longest=SENTENCES,
    ),
    Field("post", LINE, Text("職位", "Post"), longest=SENTENCES),
    Field("work", LINE, Text("担当業務", "Work in charge"), longest=SENTENCES),
    Field(
        "role",
        CHOICE,
        Text("体制上の役割", "Role in the structure"),
        short=Text("役割", "Role"),
        choices=ROLES,
    ),
    Field("team", LINE, Text("班", "Team"), longest=SENTENCES),
    Field(
        "share",
        NUMBER,
        Text("従事割合", "Share of working time"),
        short=Text("割合", "Share"),
        unit=Text("%", "%"),
        places=2,
        least=0,
        most=100,
    ),
    Field("phone", LINE, Text("電話", "Phone"), spelling=Spelling.PHONE, longest=NAME),
    Field("email", LINE, Text("メール", "E-mail"), spelling=Spelling.EMAIL, longest=NAME),
    Field("career", TEXT, Text("経歴", "Career"), longest=SENTENCES),
    Field(
        "technologies",
        TEXT,
        Text("関連技術", "Technologies"),
        short=Text("技術", "Technologies"),
        longest=SENTENCES,
    ),
    Field(
        "qualifications",
        TEXT,
        Text("保有資格", "Qualifications"),
        short=Text("資格", "Qualifications"),
        longest=SENTENCES,
    ),
    Field(
        "training",
        TEXT,
        Text("研修実績", "Training taken"),
        short=Text("研修", "Training"),
        longest=SENTENCES,
    ),
    Field(
        "nationality",
        LINE,
        Text("国籍", "Nationality"),
        spelling=Spelling.COUNTRY,
        longest=NAME,
    ),
    Field("employment", CHOICE, Text("雇用形態", "Employment"), choices=EMPLOYMENTS),
    Field(
        "tier",
        CHOICE,
        Text("会社階層", "Tier of the company"),
        short=Text("階層", "Tier"),
        choices=TIERS,
    ),
    Field("workplace", LINE, Text("作業場所", "Workplace"), longest=SENTENCES),
    Field("starts_on", DAY, Text("従事開始日", "From"), short=Text("開始日", "From")),
    Field("ends_on", DAY, Text("従事終了日", "Until"), short=Text("終了日", "Until")),
    Field(
        "security_trained_on",
        DAY,
        Text("教育受講日 ア 情報セキュリティ", "Trained: information security"),
        short=Text("教育 ア", "Trained ア"),
    ),
    Field(
        "personal_information_trained_on",
        DAY,
        Text("教育受講日 イ 個人情報保護", "Trained: personal information"),
        short=Text("教育 イ", "Trained イ"),
    ),
    Field(
        "confidentiality_trained_on",
        DAY,
        Text("教育受講日 ウ 守秘義務", "Trained: confidentiality"),
        short=Text("教育 ウ", "Trained ウ"),
    ),
    Field(
        "reporting_briefed_on",
        DAY,
        Text("教育受講日 エ 報告体制等の周知", "Briefed: reporting"),
        short=Text("周知 エ", "Briefed エ"),
    ),
    Field("pledge_on", DAY, Text("誓約書受領日", "Pledge received"), short=Text("誓約", "Pledge")),
    Field(
        "access",
        LINE,
        Text("情報アクセス区分", "Access to information"),
        short=Text("アクセス", "Access"),
        longest=SENTENCES,
    ),
    Field("note", TEXT, Text("備考", "Note"), longest=SENTENCES),
)

DEMANDED = frozenset(
    {
        "name",
        "affiliation",
        "post",
        "work",
        "share",
        "phone",
        "email",
        "career",
        "technologies",
        "qualifications",
        "training",
        "nationality",
    }
)
"""The columns that the annex names among the roster's items (1(1)イ); the others are for those who keep them."""

BY_KEY = {field.key: field for field in FIELDS}


def restored(field: Field, stored: str) -> Value:
    """The value of a column that JSON keeps as this text."""
    return cast("Value", from_json(field, stored))


def display(field: Field, value: Value | None, language: str = "ja") -> str:
    """The value as a person reads it: a choice by its label, a share with %, a day as 2026-04-01."""
    return in_a_cell(field, value).in_language(language)
