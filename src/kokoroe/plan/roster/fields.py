"""The columns of the roster, in their order: the one list that models, forms, files and papers share."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kokoroe.annex.text import Text
from kokoroe.plan.roster.choices import EMPLOYMENTS, ROLES, TIERS, Choice

Kind = Literal["name", "kana", "text", "percent", "date", "choice", "phone", "email", "nationality"]
Value = str | Decimal | date


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the roster.

    `demanded`: the annex names it among the roster's items (1(1)イ); the others are for those who keep them.
    `required`: no line of a roster can do without it. `short` heads the column where a paper is narrow.
    """

    key: str
    label: Text
    kind: Kind = "text"
    required: bool = False
    demanded: bool = False
    short: Text | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def heading(self) -> Text:
        """The label for narrow columns."""
        return self.short or self.label

    @property
    def empty(self) -> str | None:
        """What stands for no value in a model or a form: no date, no share, or no text."""
        return None if self.kind in ("date", "percent") else ""

    def display(self, value: Value | None, language: str = "ja") -> str:
        """The value as a person reads it: a choice by its label, a share with %, a day as 2026-04-01."""
        if value is None:
            return ""
        if self.kind == "percent":
            return f"{value.normalize() if isinstance(value, Decimal) else value:f}%"
        if self.kind == "choice":
            return next((c.label.in_language(language) for c in self.choices if c.key == value), str(value))
        return value.isoformat() if isinstance(value, date) else str(value)

    def to_json(self, value: Value) -> str:
        """The value as it is kept in JSON; `from_json` gives it back."""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return value.isoformat() if isinstance(value, date) else value

    def from_json(self, stored: str) -> Value:
        """The value that `to_json` kept."""
        if self.kind == "percent":
            return Decimal(stored)
        return date.fromisoformat(stored) if self.kind == "date" else stored


FIELDS = (
    Field("name", Text("氏名", "Name"), "name", required=True, demanded=True),
    Field("kana", Text("ふりがな", "Reading of the name"), "kana", short=Text("かな", "Reading")),
    Field("affiliation", Text("会社・所属", "Affiliation"), demanded=True, short=Text("所属", "Affiliation")),
    Field("post", Text("職位", "Post"), demanded=True),
    Field("work", Text("担当業務", "Work in charge"), demanded=True),
    Field(
        "role",
        Text("体制上の役割", "Role in the structure"),
        "choice",
        short=Text("役割", "Role"),
        choices=ROLES,
    ),
    Field("team", Text("班", "Team")),
    Field(
        "share",
        Text("従事割合", "Share of working time"),
        "percent",
        demanded=True,
        short=Text("割合", "Share"),
    ),
    Field("phone", Text("電話", "Phone"), "phone", demanded=True),
    Field("email", Text("メール", "E-mail"), "email", demanded=True),
    Field("career", Text("経歴", "Career"), demanded=True),
    Field(
        "technologies", Text("関連技術", "Technologies"), demanded=True, short=Text("技術", "Technologies")
    ),
    Field(
        "qualifications",
        Text("保有資格", "Qualifications"),
        demanded=True,
        short=Text("資格", "Qualifications"),
    ),
    Field("training", Text("研修実績", "Training taken"), demanded=True, short=Text("研修", "Training")),
    Field("nationality", Text("国籍", "Nationality"), "nationality", demanded=True),
    Field("employment", Text("雇用形態", "Employment"), "choice", choices=EMPLOYMENTS),
    Field(
        "tier", Text("会社階層", "Tier of the company"), "choice", short=Text("階層", "Tier"), choices=TIERS
    ),
    Field("workplace", Text("作業場所", "Workplace")),
    Field("starts_on", Text("従事開始日", "From"), "date", short=Text("開始日", "From")),
    Field("ends_on", Text("従事終了日", "Until"), "date", short=Text("終了日", "Until")),
    Field(
        "security_trained_on",
        Text("教育受講日 ア 情報セキュリティ", "Trained: information security"),
        "date",
        short=Text("教育 ア", "Trained ア"),
    ),
    Field(
        "personal_information_trained_on",
        Text("教育受講日 イ 個人情報保護", "Trained: personal information"),
        "date",
        short=Text("教育 イ", "Trained イ"),
    ),
    Field(
        "confidentiality_trained_on",
        Text("教育受講日 ウ 守秘義務", "Trained: confidentiality"),
        "date",
        short=Text("教育 ウ", "Trained ウ"),
    ),
    Field(
        "reporting_briefed_on",
        Text("教育受講日 エ 報告体制等の周知", "Briefed: reporting"),
        "date",
        short=Text("周知 エ", "Briefed エ"),
    ),
    Field("pledge_on", Text("誓約書受領日", "Pledge received"), "date", short=Text("誓約", "Pledge")),
    Field("access", Text("情報アクセス区分", "Access to information"), short=Text("アクセス", "Access")),
    Field("note", Text("備考", "Note")),
)

BY_KEY = {field.key: field for field in FIELDS}
