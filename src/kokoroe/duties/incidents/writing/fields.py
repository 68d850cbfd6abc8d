"""The fields of the one form that grows from the first report to the result.

A field's key is stable: `Incident.details` holds the values under it, as texts (numbers and choices too). Which
fields a stage's report has follows from the subject that answers the stage; a subject that is not known here has
everything that can be known of an incident, and asks only for what a first report asks for.
"""

from kokoroe.annex.text import Text
from kokoroe.duties.incidents.writing.field import Field, Growth, Kind

SUBJECTS = {
    "incident:first-report": Growth.FIRST,
    "incident:detailed-report": Growth.DETAILED,
    "incident:corrective-plan": Growth.PLAN,
    "incident:result-report": Growth.RESULT,
}

NAMES = {
    "incident:structure": Text("緊急対応体制", "Emergency structure"),
    "incident:first-report": Text("第一報", "First report"),
    "incident:detailed-report": Text("詳細報告", "Detailed report"),
    "incident:corrective-plan": Text("是正処置案", "Corrective plan"),
    "incident:result-report": Text("結果報告", "Result report"),
    "incident:containment": Text("緊急時対策", "Emergency measures"),
}
"""What stages are called, by the subject that answers them; others by what their duty wants as proof."""

GROUPS = {
    "happened": Text("発生した事柄", "What happened"),
    "effect": Text("影響", "Effect"),
    "response": Text("対応", "Response"),
    "cause": Text("原因と範囲", "Cause and extent"),
    "plan": Text("是正処置", "Corrective action"),
    "result": Text("結果", "Result"),
    "people": Text("本人への対応と公表", "The persons concerned, and publication"),
    "open": Text("そのほか", "Besides"),
}

CATEGORIES = {
    "leak": Text("漏えい", "Leak"),
    "alteration": Text("改ざん", "Alteration"),
    "deletion": Text("消去", "Deletion"),
    "loss": Text("紛失", "Loss"),
    "access": Text("不正アクセス", "Unauthorised access"),
    "misuse": Text("不正利用", "Misuse"),
    "outage": Text("停止・障害", "Outage"),
    "other": Text("その他", "Other"),
}
CATEGORY_OF_KIND = {
    "mis-sent": "leak",
    "lost": "loss",
    "malware": "access",
    "unauthorised-access": "access",
    "insider": "misuse",
    "outage": "outage",
}
"""What a kind of incident is in a report, until somebody says otherwise."""

EFFECTS = {
    "none": Text("影響はない", "None"),
    "possible": Text("影響のおそれがある（調査中）", "Possible, being looked into"),
    "some": Text("影響がある", "There is an effect"),
}
SURE = {
    "about": Text("概数", "Approximate"),
    "exact": Text("確定", "Confirmed"),
}

FIELDS = (
    Field(
        key="what",
        group="happened",
        label=Text("発生内容", "What happened"),
        help=Text(
            "いつ、どこで、何が起きたか。分かっている範囲で構いません。",
            "When, where and what. As far as it is known.",
        ),
        wanted=Growth.FIRST,
    ),
    Field(
        key="noticed_by",
        group="happened",
        label=Text("発見者・経路", "Who noticed it, and how"),
        help=Text(
            "例：園の保護者から、ヘルプデスクへの電話", "For example: a parent, by phone to the help desk"
        ),
        kind=Kind.LINE,
        most=300,
    ),
    Field(
        key="category",
        group="happened",
        label=Text("区分", "Category"),
        kind=Kind.CHOICE,
        choices=CATEGORIES,
    ),
    Field(
        key="client_effect",
        group="effect",
        label=Text("委託業務への影響", "Effect on the client’s work"),
        kind=Kind.CHOICE,
        choices=EFFECTS,
        wanted=Growth.FIRST,
    ),
    Field(
        key="client_effect_text",
        group="effect",
        label=Text("影響の内容", "What the effect is"),
        help=Text(
            "止まっている業務、代わりの手段、見通し。", "What has stopped, what is done instead, the outlook."
        ),
    ),
    Field(
        key="information",
        group="effect",
        label=Text("対象情報", "Information concerned"),
        help=Text(
            "情報の種類と項目。含まれないものも書きます。", "Kinds and items, and what is not among them."
        ),
        found_out=True,
    ),
    Field(
        key="records",
        group="effect",
        label=Text("件数", "Number of records"),
        kind=Kind.NUMBER,
        found_out=True,
        most=12,
    ),
    Field(
        key="persons",
        group="effect",
        label=Text("本人の数", "Number of persons"),
        help=Text("個人情報でなければ 0。", "0 where it is not personal information."),
        kind=Kind.NUMBER,
        found_out=True,
        most=12,
    ),
    Field(
        key="persons_sure",
        group="effect",
        label=Text("件数・人数の確かさ", "How sure the numbers are"),
        kind=Kind.CHOICE,
        choices=SURE,
    ),
    Field(
        key="first_aid",
        group="response",
        label=Text("とった応急措置", "What was done at once"),
        help=Text(
            "被害が短時間で広がるものは、直ちに止めます。応急措置の記録は、報告に表で載ります。",
            "Stop at once what spreads. Measures on record are in the report as a list.",
        ),
    ),
    Field(
        key="cause",
        group="cause",
        label=Text("原因", "Cause"),
        since=Growth.DETAILED,
        wanted=Growth.DETAILED,
        found_out=True,
    ),
    Field(
        key="response",
        group="cause",
        label=Text("対応の内容", "What was done in response"),
        since=Growth.DETAILED,
        wanted=Growth.DETAILED,
    ),
    Field(
        key="scope",
        group="cause",
        label=Text("影響範囲", "Extent"),
        since=Growth.DETAILED,
        wanted=Growth.DETAILED,
        found_out=True,
    ),
    Field(
        key="secondary",
        group="cause",
        label=Text("二次被害又はそのおそれ", "Further damage, or the risk of it"),
        since=Growth.DETAILED,
        found_out=True,
    ),
    Field(
        key="evidence",
        group="cause",
        label=Text("証拠の保全", "Evidence kept"),
        help=Text(
            "登録した証拠ファイルは、ハッシュ値とともに表で載ります。",
            "Files on record are in the report with their hashes.",
        ),
        since=Growth.DETAILED,
    ),
    Field(
        key="root_cause",
        group="plan",
        label=Text("根本原因", "Root cause"),
        since=Growth.PLAN,
        wanted=Growth.PLAN,
        found_out=True,
    ),
    Field(
        key="plan",
        group="plan",
        label=Text("是正処置の内容", "What the corrective action is"),
        help=Text(
            "暫定・恒久の措置は、担当と期限とともに表で載ります。",
            "Interim and permanent measures are in the report as a table.",
        ),
        since=Growth.PLAN,
    ),
    Field(
        key="carried_out",
        group="result",
        label=Text("実施した内容", "What was carried out"),
        since=Growth.RESULT,
        wanted=Growth.RESULT,
    ),
    Field(
        key="effect",
        group="result",
        label=Text("効果の確認", "How its effect was confirmed"),
        since=Growth.RESULT,
        wanted=Growth.RESULT,
    ),
    Field(
        key="remaining",
        group="result",
        label=Text("残る課題", "What remains"),
        help=Text("なければ「なし」と書きます。", "Write “none” where nothing does."),
        since=Growth.RESULT,
        wanted=Growth.RESULT,
    ),
    Field(
        key="persons_told",
        group="people",
        label=Text("本人への対応の状況", "What was done for the persons concerned"),
        since=Growth.DETAILED,
    ),
    Field(
        key="publication",
        group="people",
        label=Text("公表の状況", "Publication"),
        since=Growth.DETAILED,
    ),
    Field(
        key="prevention",
        group="people",
        label=Text("再発防止のための措置", "What prevents it from happening again"),
        since=Growth.PLAN,
    ),
    Field(
        key="unsettled",
        group="open",
        label=Text("未確定の項目", "What is not settled yet"),
        help=Text(
            "まだ分からないことと、いつ分かる見込みか。",
            "What is not known yet, and when it is expected to be.",
        ),
    ),
    Field(
        key="other",
        group="open",
        label=Text("その他参考となる事項", "Anything else of use"),
        since=Growth.DETAILED,
    ),
)

BY_KEY = {field.key: field for field in FIELDS}


def growth_of(subject: str) -> Growth:
    """How far the form has grown in the report that answers with `subject`."""
    return SUBJECTS.get(subject, Growth.RESULT)


def fields_of(subject: str) -> tuple[Field, ...]:
    """The fields of that report, in the form's order."""
    grown = growth_of(subject)
    return tuple(field for field in FIELDS if field.since <= grown)


def wanted_in(subject: str) -> tuple[Field, ...]:
    """The fields without which that report is not complete."""
    grown = SUBJECTS.get(subject, Growth.FIRST)
    return tuple(field for field in FIELDS if field.wanted is not None and field.wanted <= grown)


def delay_key(stage: str, version: int) -> str:
    """Under which key the reason for a delay is kept while a version is drafted."""
    return f"delay.{version}.{stage}"


def change_key(stage: str, version: int) -> str:
    """Under which key the reason for a correction is kept while it is drafted."""
    return f"change.{version}.{stage}"


def is_key(key: str) -> bool:
    """Whether something can be written under this key: a field, or what goes with the submission of a stage."""
    return key in BY_KEY or key.startswith(("delay.", "change."))
