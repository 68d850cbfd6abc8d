"""What clock/ holds about people: notices in the inbox, messages that went out, and who took note of what."""

from dataclasses import replace

from kokoroe.annex.text import Text
from kokoroe.keeping.kinds import AFTER_MAKING, CONTRACT_YEARS, GONE, Kind, Period, Rows, unique

NOTICES = Kind(
    key="notices",
    label=Text("お知らせと、送ったメール・通知", "Notices, and the messages that were sent"),
    why=Text(
        "期限や警報をだれにいつ知らせたかを示すため",
        "to show who was told of a deadline or an alarm, and when",
    ),
    period=Period(months=36, least=12, since=AFTER_MAKING),
    rows=(
        Rows(
            "clock.Notice",
            {"recipient_key": unique(), "key": unique(), "words": {}},
            contract="contract",
            whose=("account",),
            made="at",
            never=("recipient_key", "key"),
        ),
        Rows(
            "clock.Message",
            {
                "recipient_key": unique(), "key": unique(), "recipient_name": GONE, "address": "", "subject": GONE,
                "body": "", "href": "", "sealed": b"", "last_error": "", "provider_ref": "",
            },
            contract="contract",
            by_key="recipient_key",
            made="created_at",
            never=("sealed", "key", "lease_token"),
        ),
    ),
)  # fmt: skip

NOTICE_ROWS, MESSAGE_ROWS = NOTICES.rows

ACKNOWLEDGED = Kind(
    key="acknowledgements",
    label=Text("期限を確認した記録", "Records of having taken note of a deadline"),
    why=Text("催促を止めた理由を示すため", "to show why reminders ended"),
    period=CONTRACT_YEARS,
    rows=(
        Rows(
            "clock.Acknowledgement",
            {"recipient_key": unique()},
            contract="deadline__contract",
            by_key="recipient_key",
            made="at",
        ),
        replace(NOTICE_ROWS, whose=()),
        replace(MESSAGE_ROWS, by_key=""),
    ),
)  # fmt: skip

CHANNELS = Kind(
    key="subscriptions",
    label=Text("契約の出来事の送り先", "Where a contract's events are sent"),
    why=Text("どのシステムに何を送ったかを示すため", "to show which system was sent what"),
    period=CONTRACT_YEARS,
    rows=(
        Rows(
            "clock.Subscription",
            {"name": unique(), "sealed": b"", "shown": ""},
            "contract",
            ("holder", "created_by"),
            made="created_at",
            never=("sealed",),
        ),
    ),
)

KINDS = (NOTICES, ACKNOWLEDGED, CHANNELS)
