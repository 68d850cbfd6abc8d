"""What is written after an incident: the minutes of a consultation, a suspension of the work, a lesson."""

from collections.abc import Callable

from kokoroe.annex.text import Text, say
from kokoroe.declare import CHOICE, LINE, MOMENT, TEXT, Choice, Field, Form, Group, Meaning
from kokoroe.declare.values import Stored
from kokoroe.duties.incidents.models import Minutes

PARTIES = ("client", "contractor")
RESTS = "suspension"
TOPICS = {
    RESTS: Text("業務の中断", "Suspension of the work"),
    "damages": Text("損害の賠償", "Damages"),
    "other": Text("その他の措置", "Other measures"),
}
"""What a consultation is about."""

LONGEST_TEXT, LONGEST_LINE = 10_000, 200


def minutes_form(label: Callable[[str], str]) -> Form:
    """The minutes: when and how, who attended, and for each topic what was asked and what was agreed.

    `label` is what the contract calls a party.
    """
    return Form(
        "consultation",
        Text("協議録", "Minutes of a consultation"),
        (
            Group(
                Text("協議", "Consultation"),
                (
                    Field(
                        "held_at",
                        MOMENT,
                        Text("協議した日時（日本時間）", "When you consulted (Japan's time)"),
                        required=True,
                        means=Meaning.HAPPENED_AT,
                    ),
                    Field(
                        "means",
                        LINE,
                        Text("場所・手段", "Place or means"),
                        help=Text(
                            "会議室の名称、Web会議、電話など。", "A room, a video meeting, the telephone …"
                        ),
                        longest=LONGEST_LINE,
                    ),
                    *(attended(party, label(party)) for party in PARTIES),
                ),
            ),
            Group(
                Text("協議した内容", "What was talked over"),
                tuple(field for key, topic in TOPICS.items() for field in asked_and_agreed(key, topic)),
            ),
        ),
        mark="協",
    )


def attended(party: str, label: str) -> Field:
    """The names of those of a party, one a line."""
    return Field(
        f"attended_{party}",
        TEXT,
        say("出席した人（{party}）", "Who attended ({party})", party=label),
        help=Text("1行に一人。", "One a line."),
        personal=True,
        lines=2,
        longest=LONGEST_TEXT,
    )


def asked_and_agreed(key: str, topic: Text) -> tuple[Field, Field]:
    """The two sides of a topic."""
    asked = say("{topic}：申し入れ・問い", "{topic}: what was asked", topic=topic)
    agreed = say("{topic}：合意した内容", "{topic}: what was agreed", topic=topic)
    return (
        Field(f"{key}_asked", TEXT, asked, lines=2, longest=LONGEST_TEXT),
        Field(f"{key}_agreed", TEXT, agreed, lines=2, longest=LONGEST_TEXT),
    )


def written(minutes: Minutes | None) -> dict[str, Stored]:
    """The values of minutes, by the form's fields."""
    if minutes is None:
        return {}
    told = {one["key"]: one for one in minutes.topics}
    return {
        "held_at": minutes.held_at.isoformat(),
        "means": minutes.means,
        **{f"attended_{party}": minutes.attended.get(party, "") for party in PARTIES},
        **{
            f"{key}_{part}": told.get(key, {}).get(part, "") for key in TOPICS for part in ("asked", "agreed")
        },
    }


SUSPENSION = (
    Field(
        "basis",
        CHOICE,
        Text("何によりますか", "On what does it rest?"),
        required=True,
        choices=(
            Choice(
                "agreement",
                Text("双方の合意（確認された協議の記録）", "Both sides agreed (confirmed minutes)"),
            ),
            Choice("client", Text("委託者の求め", "The client asked for it")),
        ),
    ),
    Field(
        "scope",
        TEXT,
        Text("中断する業務", "Work that rests"),
        required=True,
        lines=2,
        longest=LONGEST_TEXT,
        means=Meaning.NAMES,
    ),
    Field(
        "told_by",
        LINE,
        Text("求めた人（委託者の求めのとき）", "Who asked (where the client did)"),
        personal=True,
        longest=LONGEST_LINE,
    ),
    Field(
        "starts_at",
        MOMENT,
        Text("いつから（日本時間）", "From (Japan's time)"),
        required=True,
        means=Meaning.HAPPENED_AT,
    ),
    Field(
        "ends_at",
        MOMENT,
        Text("いつまで（日本時間）", "Until (Japan's time)"),
        help=Text(
            "決まっていなければ空のままにします。再開を記録するまで続きます。",
            "Leave it empty while it is open: it lasts until the resumption is recorded.",
        ),
    ),
)

LESSON = (
    Field(
        "text",
        TEXT,
        Text("教訓", "Lessons"),
        help=Text(
            "次に同じことを起こさないために、何を変えるか。",
            "What to change so that it does not happen again.",
        ),
        required=True,
        lines=4,
        longest=LONGEST_TEXT,
    ),
)
