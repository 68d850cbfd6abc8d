"""What only the clock can say of a message: that it is late and why, or that it may be a repeat."""

from datetime import datetime, timedelta
from typing import NamedTuple

from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text, say
from kokoroe.clock.models import Deadline, Message

LATE = timedelta(minutes=1)  # later than this is said

REPEAT = Text("再送（重複の可能性があります）", "Sent again (it may be a duplicate)")


class Composed(NamedTuple):
    """A message as it goes out."""

    subject: str
    body: str


def late_line(should_have: datetime, now: datetime) -> Text | None:
    """That the clock stood still when an alarm should have fired; None when it is on time."""
    if now - should_have <= LATE:
        return None
    return say(
        "本来 {then} に出すべき通知です。システム停止のため {now}（日本時間）に送信しています。",
        "This was due to be sent at {then}; the system had stopped, so it is sent at {now}.",
        then=spoken(should_have),
        now=spoken(now),
    )


def held_up_line(message: Message, now: datetime) -> Text | None:
    """That the channel did not take an urgent message in time; None when it is on time."""
    if not message.urgent or now - message.created_at <= LATE:
        return None
    return say(
        "{then} に出した通知です。送信先に届けられなかったため {now}（日本時間）に送信しています。",
        "This was sent out at {then}, but could not be handed over until {now}.",
        then=spoken(message.created_at),
        now=spoken(now),
    )


def compose(message: Message, now: datetime) -> Composed:
    """The message as it goes out at `now`: marked as a repeat after its first attempt, with its number at the end."""
    first = []
    if message.attempts > 1:
        first.append(REPEAT)
    if held_up := held_up_line(message, now):
        first.append(held_up)
    lines = [line.in_language(message.language) for line in first]
    if lines:
        lines.append("")
    number = Text("通知番号", "Notice").in_language(message.language)
    body = "\n".join([*lines, message.body, "", f"{number} {message.number}"])
    return Composed(message.subject, body)


def plain(deadline: Deadline) -> tuple[Text, Text]:
    """Subject and body where the kind's own words cannot be had: better than silence."""
    subject = say("期限のお知らせ（{due}）", "A deadline: {due}", due=spoken(deadline.due_at))
    body = say(
        "期限 {due}（日本時間）が近いか、過ぎています。詳しい内容を用意できませんでした。"
        "契約の画面で確かめてください。\n"
        "契約: {contract}（{kind} {ref} {stage}）",
        "The deadline {due} is near or has passed. Details could not be prepared; please look at the contract’s page.\n"
        "Contract: {contract} ({kind} {ref} {stage})",
        due=spoken(deadline.due_at),
        contract=deadline.contract.title,
        kind=deadline.kind,
        ref=deadline.ref,
        stage=deadline.stage,
    )
    return subject, body
