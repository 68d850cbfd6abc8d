"""Telling the other party that a date was recorded anew, with what it was and what it would be; and what came of it."""

from datetime import date, datetime

from django.urls import reverse

from kokoroe.annex.text import Text, say
from kokoroe.annex.wareki import to_wareki
from kokoroe.clock.announce import announce
from kokoroe.clock.kinds import Kind
from kokoroe.clock.recipients import Words, acting_recipients
from kokoroe.contracts.actions import DATE_WORDS
from kokoroe.contracts.models import ContractDate, ContractPack
from kokoroe.contracts.moving import Moved
from kokoroe.contracts.roles import other_than

MOVED, ANSWERED = Kind("contract.date_moved"), Kind("contract.date_answered")
ANSWERS = ("agreed", "refused")
"""Of this the party hears that is answered; of all else, the one that is to answer."""

NOTHING = Text("記録なし", "not recorded")
HEADS = {
    "moved": Text(
        "契約の日付の変更：同意を確かめてください", "A date of the contract was moved: please answer"
    ),
    "recorded": Text(
        "日付への同意が紙から記録されました：確かめてください",
        "Your agreement to a date was recorded from paper: please check",
    ),
    "agreed": Text("日付の変更に相手方が同意しました", "The other party agreed to the date"),
    "refused": Text("日付の変更に相手方が同意しませんでした", "The other party does not agree to the date"),
}
CHECK_SCAN = Text(
    "相手方が、同意を示す書面の写しを記録しました。間違いがなければ同意し、違うところがあれば同意しないを選んでください。",
    "The other party recorded a scan that shows your agreement. Please agree, or refuse where it is wrong.",
)
ENDS = {
    "moved": Text(
        "記録した側に有利になる点は、同意するまで数えません。同意するかどうかを、契約の設定のページで答えてください。",
        "What gets better for the side that recorded it does not count before you agree. "
        "Please answer on the page of the contract's settings.",
    ),
    "recorded": CHECK_SCAN,
    "agreed": Text("この日付で数えます。", "It counts from now on."),
    "refused": Text("前の日付のまま数えます。", "The date before it goes on counting."),
}


def tell(moved: Moved, now: datetime) -> bool:
    """A notice to those who act for the other party, in the act's own transaction. Whether there was anybody."""
    kind = ANSWERED if moved.what in ANSWERS else MOVED
    return announce_to_other(moved.row, moved.what, kind, words(moved), now=now)


def announce_to_other(
    row: ContractDate | ContractPack, what: str, kind: Kind, told: Words, *, now: datetime
) -> bool:
    """Tell those who act for the party that is to answer, or that has its answer. Whether there was anybody."""
    to = acting_recipients(
        row.contract, party=row.mover if what in ANSWERS else other_than(row.mover), at=now
    )
    announce(
        contract=row.contract,
        kind=kind.name,
        ref=str(row.pk),
        key=f"{kind.name}:{row.pk}:{what}:{now.isoformat()}",
        words=told,
        to=to,
        now=now,
    )
    return bool(to)


def words(moved: Moved) -> Words:
    """What is said: which date, from what to what, by whom, and what to do."""
    row, contract = moved.row, moved.row.contract
    why = row.refusal if moved.what == "refused" else row.reason
    return Words(
        subject=say("{head}（{title}）", "{head} ({title})", head=HEADS[moved.what], title=contract.title),
        body=say(
            "{title}\n{word}：{before} → {on}\n記録：{who}{why}\n\n{end}",
            "{title}\n{word}: {before} → {on}\nBy: {who}{why}\n\n{end}",
            title=contract.title,
            word=DATE_WORDS[row.name],
            before=day_in_words(moved.before),
            on=day_in_words(row.on),
            who=moved.by.person.name,
            why=say("\n理由：{why}", "\nReason: {why}", why=why) if why else Text("", ""),
            end=ENDS[moved.what],
        ),
        href=reverse("contract_settings", args=[contract.code]) + "#dates",
    )


def day_in_words(day: date | None) -> Text:
    """A day, or that none is recorded."""
    return NOTHING if day is None else Text(to_wareki(day), f"{day:%Y-%m-%d}")
