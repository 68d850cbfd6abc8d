"""The one form that grows from the first report to the result.

A field's key is stable: `Incident.details` holds the values under it, as texts (numbers and choices too). Which
fields a stage's report has follows from the subject that answers the stage; a subject that is not known here has
everything that can be known of an incident, and asks only for what a first report asks for.
"""

from kokoroe.annex.text import Text
from kokoroe.declare import CHOICE, LINE, NUMBER, TEXT, Choice, Field, Form, Group, If

FIRST, DETAILED, PLAN, RESULT = STAGES = ("first", "detailed", "plan", "result")
"""How far the form has grown."""

SUBJECTS = {
    "incident:first-report": FIRST,
    "incident:detailed-report": DETAILED,
    "incident:corrective-plan": PLAN,
    "incident:result-report": RESULT,
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

CATEGORIES = (
    Choice("leak", Text("漏えい", "Leak")),
    Choice("alteration", Text("改ざん", "Alteration")),
    Choice("deletion", Text("消去", "Deletion")),
    Choice("loss", Text("紛失", "Loss")),
    Choice("access", Text("不正アクセス", "Unauthorised access")),
    Choice("misuse", Text("不正利用", "Misuse")),
    Choice("outage", Text("停止・障害", "Outage")),
    Choice("other", Text("その他", "Other")),
)
CATEGORY_OF_KIND = {
    "mis-sent": "leak",
    "lost": "loss",
    "malware": "access",
    "unauthorised-access": "access",
    "insider": "misuse",
    "outage": "outage",
}
"""What a kind of incident is in a report, until somebody says otherwise."""

EFFECTS = (
    Choice("none", Text("影響はない", "None")),
    Choice("possible", Text("影響のおそれがある（調査中）", "Possible, being looked into")),
    Choice("some", Text("影響がある", "There is an effect")),
)
SURE = (
    Choice("about", Text("概数", "Approximate")),
    Choice("exact", Text("確定", "Confirmed")),
)

FORM = Form(
    "incident",
    Text("インシデントの報告", "Incident report"),
    (
        Group(
            Text("発生した事柄", "What happened"),
            (
                Field(
                    "what",
                    TEXT,
                    Text("発生内容", "What happened"),
                    help=Text(
                        "いつ、どこで、何が起きたか。分かっている範囲で構いません。",
                        "When, where and what. As far as it is known.",
                    ),
                    required=True,
                    lines=5,
                ),
                Field(
                    "noticed_by",
                    LINE,
                    Text("発見者・経路", "Who noticed it, and how"),
                    help=Text(
                        "例：園の保護者から、ヘルプデスクへの電話",
                        "For example: a parent, by phone to the help desk",
                    ),
                ),
                Field("category", CHOICE, Text("区分", "Category"), choices=CATEGORIES),
            ),
            key="happened",
        ),
        Group(
            Text("影響", "Effect"),
            (
                Field(
                    "client_effect",
                    CHOICE,
                    Text("委託業務への影響", "Effect on the client’s work"),
                    choices=EFFECTS,
                    required=True,
                ),
                Field(
                    "client_effect_text",
                    TEXT,
                    Text("影響の内容", "What the effect is"),
                    help=Text(
                        "止まっている業務、代わりの手段、見通し。",
                        "What has stopped, what is done instead, the outlook.",
                    ),
                    required_if=If("client_effect", ("some",)),
                    asked=Text("どのような影響かを書いてください。", "Please write what the effect is."),
                ),
                Field(
                    "information",
                    TEXT,
                    Text("対象情報", "Information concerned"),
                    help=Text(
                        "情報の種類と項目。含まれないものも書きます。",
                        "Kinds and items, and what is not among them.",
                    ),
                    found_out=True,
                ),
                Field("records", NUMBER, Text("件数", "Number of records"), found_out=True, longest=22),
                Field(
                    "persons",
                    NUMBER,
                    Text("本人の数", "Number of persons"),
                    help=Text("個人情報でなければ 0。", "0 where it is not personal information."),
                    found_out=True,
                    longest=22,
                ),
                Field(
                    "persons_sure",
                    CHOICE,
                    Text("件数・人数の確かさ", "How sure the numbers are"),
                    choices=SURE,
                ),
            ),
            key="effect",
        ),
        Group(
            Text("対応", "Response"),
            (
                Field(
                    "first_aid",
                    TEXT,
                    Text("とった応急措置", "What was done at once"),
                    help=Text(
                        "被害が短時間で広がるものは、直ちに止めます。応急措置の記録は、報告に表で載ります。",
                        "Stop at once what spreads. Measures on record are in the report as a list.",
                    ),
                ),
            ),
            key="response",
        ),
        Group(
            Text("原因と範囲", "Cause and extent"),
            (
                Field(
                    "cause",
                    TEXT,
                    Text("原因", "Cause"),
                    required=True,
                    since=DETAILED,
                    found_out=True,
                    lines=4,
                ),
                Field(
                    "response",
                    TEXT,
                    Text("対応の内容", "What was done in response"),
                    required=True,
                    since=DETAILED,
                    lines=4,
                ),
                Field(
                    "scope",
                    TEXT,
                    Text("影響範囲", "Extent"),
                    required=True,
                    since=DETAILED,
                    found_out=True,
                    lines=4,
                ),
                Field(
                    "secondary",
                    TEXT,
                    Text("二次被害又はそのおそれ", "Further damage, or the risk of it"),
                    since=DETAILED,
                    found_out=True,
                ),
                Field(
                    "evidence",
                    TEXT,
                    Text("証拠の保全", "Evidence kept"),
                    help=Text(
                        "登録した証拠ファイルは、ハッシュ値とともに表で載ります。",
                        "Files on record are in the report with their hashes.",
                    ),
                    since=DETAILED,
                ),
            ),
            key="cause",
        ),
        Group(
            Text("是正処置", "Corrective action"),
            (
                Field(
                    "root_cause",
                    TEXT,
                    Text("根本原因", "Root cause"),
                    required=True,
                    since=PLAN,
                    found_out=True,
                ),
                Field(
                    "plan",
                    TEXT,
                    Text("是正処置の内容", "What the corrective action is"),
                    help=Text(
                        "暫定・恒久の措置は、担当と期限とともに表で載ります。",
                        "Interim and permanent measures are in the report as a table.",
                    ),
                    since=PLAN,
                ),
            ),
            key="plan",
        ),
        Group(
            Text("結果", "Result"),
            (
                Field(
                    "carried_out",
                    TEXT,
                    Text("実施した内容", "What was carried out"),
                    required=True,
                    since=RESULT,
                ),
                Field(
                    "effect",
                    TEXT,
                    Text("効果の確認", "How its effect was confirmed"),
                    required=True,
                    since=RESULT,
                ),
                Field(
                    "remaining",
                    TEXT,
                    Text("残る課題", "What remains"),
                    help=Text("なければ「なし」と書きます。", "Write “none” where nothing does."),
                    required=True,
                    since=RESULT,
                ),
            ),
            key="result",
        ),
        Group(
            Text("本人への対応と公表", "The persons concerned, and publication"),
            (
                Field(
                    "persons_told",
                    TEXT,
                    Text("本人への対応の状況", "What was done for the persons concerned"),
                    since=DETAILED,
                ),
                Field("publication", TEXT, Text("公表の状況", "Publication"), since=DETAILED),
                Field(
                    "prevention",
                    TEXT,
                    Text("再発防止のための措置", "What prevents it from happening again"),
                    since=PLAN,
                ),
            ),
            key="people",
        ),
        Group(
            Text("そのほか", "Besides"),
            (
                Field(
                    "unsettled",
                    TEXT,
                    Text("未確定の項目", "What is not settled yet"),
                    help=Text(
                        "まだ分からないことと、いつ分かる見込みか。",
                        "What is not known yet, and when it is expected to be.",
                    ),
                ),
                Field("other", TEXT, Text("その他参考となる事項", "Anything else of use"), since=DETAILED),
            ),
            key="open",
        ),
    ),
    mark="事",
    stages=STAGES,
)


def grown(subject: str) -> str:
    """How far the form has grown in the report that answers with `subject`."""
    return SUBJECTS.get(subject, RESULT)


def fields_of(subject: str) -> tuple[Field, ...]:
    """The fields of that report, in the form's order."""
    return FORM.at(grown(subject))


def required_in(subject: str) -> tuple[Field, ...]:
    """The fields without which that report is not complete."""
    return FORM.required_at(SUBJECTS.get(subject, FIRST))


def delay_key(stage: str, version: int) -> str:
    """Under which key the reason for a delay is kept while a version is drafted."""
    return f"delay.{version}.{stage}"


def change_key(stage: str, version: int) -> str:
    """Under which key the reason for a correction is kept while it is drafted."""
    return f"change.{version}.{stage}"


def is_key(key: str) -> bool:
    """Whether something can be written under this key: a field, or what goes with the submission of a stage."""
    return key in FORM.by_key or key.startswith(("delay.", "change."))
