"""What a pack says, in words: what each part of a duty is called, and its value, so that nobody has to read YAML."""

from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from functools import cache
from typing import Any

from kokoroe.annex.days import Anchor, Deadline, Side, Unit, spoken_span
from kokoroe.annex.facts import Act, Step
from kokoroe.annex.pack import ALWAYS, NEVER, DutyType, Pack, Party, Timing
from kokoroe.annex.text import Text, listed, say
from kokoroe.annex.types.responses import ACT_WORDS
from kokoroe.packs.loader import VOCABULARY
from kokoroe.packs.reader import Reader
from kokoroe.packs.source import read_yaml

NOTHING = Text("なし", "none")

LABELS = {
    "clause": Text("条項", "Clause"),
    "wording": Text("文", "Wording"),
    "type": Text("義務の型", "Type of duty"),
    "timing": Text("いつの義務か", "Timing"),
    "topic": Text("主題", "Topic"),
    "verb": Text("相手方の行為", "What the other party does"),
    "debtor": Text("義務を負う側", "Who owes it"),
    "decider": Text("決める側", "Who decides"),
    "in_principle": Text("原則", "In principle"),
    "house_rule": Text("この取決めのときの義務", "Owed under the house rule"),
    "reading": Text("この読み方のときの義務", "Owed under the reading"),
    "evidence": Text("証拠", "Evidence"),
    "warn": Text("「まもなく期限」とする時間", "Warning time"),
    "ladder": Text("通知の時", "Reminders"),
    "survives": Text("契約の終了後も続く", "Goes on after the contract"),
    "subject": Text("対象", "About"),
    "due": Text("期限", "Due"),
    "due_if": Text("期限を替える条件", "Another time when"),
    "due_then": Text("そのときの期限", "Due then"),
    "settled_by": Text("書面に求める段階", "How far the writing must come"),
    "accepted_if": Text("相手方の決定まで求める条件", "A decision is needed when"),
    "acts": Text("求める行為", "Acts"),
    "after": Text("この後に行う", "After"),
    "among": Text("対象とする処理", "Of what ended by"),
    "answer": Text("応答の対象", "Answered by"),
    "anew_if": Text("新しい版で改めて求める条件", "Anew with a new version when"),
    "anew_days": Text("新しい版から改めるまで（日）", "Anew within (days)"),
    "carried_out": Text("毎回行うこと", "What is done each time"),
    "company": Text("組織が知った時から数える読み方", "Counted from when the company knew, under"),
    "early_if": Text("初日の前に求める条件", "Before the first day when"),
    "ends_if": Text("終わりの日を求める条件", "A last day is needed when"),
    "extra_if": Text("追加の記載事項を求める条件", "Extra items when"),
    "extra_items": Text("追加の記載事項", "Extra items"),
    "form": Text("先に合意する様式", "Form to agree on first"),
    "further": Text("さらに求める対象", "Further"),
    "further_if": Text("さらに求める条件", "Further when"),
    "harmed_by": Text("違反とする事故の種類", "Incidents that count against it"),
    "items": Text("記載事項", "Items"),
    "months": Text("報告の間隔（か月）", "Every (months)"),
    "more_items": Text("読み方による記載事項", "More items"),
    "more_under": Text("その読み方", "More items under"),
    "other_person_if": Text("別の人が行う条件", "By another person when"),
    "others": Text("名簿外の対象者", "Further people"),
    "people": Text("対象者の名簿", "Roster of"),
    "possibility": Text("おそれの段階で数える読み方", "A possibility counts under"),
    "repeat_if": Text("繰り返す条件", "Repeated when"),
    "repeat_months": Text("繰り返す間隔（か月）", "Repeated every (months)"),
    "reports": Text("法定の報告", "Statutory report"),
    "review_if": Text("見直す条件", "Reviewed when"),
    "review_months": Text("見直す間隔（か月）", "Reviewed every (months)"),
    "search": Text("残りの確認", "Search for what is left"),
    "spoken": Text("口頭の連絡で足りる読み方", "A call counts under"),
    "submit_by": Text("内側の目標", "Inner target"),
    "tags": Text("事柄の種類", "Only kinds"),
    "trigger": Text("きっかけ", "Called for by"),
    "version_of": Text("どの版についてか", "About the version of"),
    "whole_if": Text("再委託の全体を見る条件", "All of a subcontract counts when"),
}
"""Of every field of `Duty` and of every type's parameters."""

_CONDITIONS = frozenset(name for name in LABELS if name.endswith("_if")) | {"house_rule"}
_OPTIONS = frozenset({"reading", "more_under", "company", "possibility", "spoken"})
_SUBJECTS = frozenset(
    {
        "subject", "after", "answer", "form", "further", "others", "people", "reports", "search", "trigger",
        "version_of",
    }
)  # fmt: skip

_WORDS: dict[Enum, Text] = {
    DutyType.ROSTER: Text("体制・名簿の書面", "structure and roster in writing"),
    DutyType.PRIOR_CONSENT: Text("事前の同意", "consent beforehand"),
    DutyType.CHANGE_CONTROL: Text("変更の同意", "consent to changes"),
    DutyType.PREPARE_DOCUMENT: Text("書面の整備・提出", "a document"),
    DutyType.TRAIN_BRIEF: Text("教育・周知", "training and briefing"),
    DutyType.INCIDENT_CHAIN: Text("事故対応の段階", "a stage of the answer to an incident"),
    DutyType.PERIODIC_REPORT: Text("定期の報告", "a periodic report"),
    DutyType.PROHIBITION_GATE: Text("禁止", "a prohibition"),
    DutyType.CUSTODY_LOG: Text("保管の記録", "a register of what is in keeping"),
    DutyType.END_DISPOSITION: Text("終了時の返還・廃棄", "return and disposal at the end"),
    DutyType.INSPECTION: Text("求めへの応答", "an answer to a request"),
    DutyType.FLOW_DOWN: Text("再委託先への徹底", "the same of subcontractors"),
    DutyType.SURVIVAL: Text("終了後も続く禁止", "a prohibition without an end"),
    DutyType.STANDARD_ADHERENCE: Text("基準の確認表", "a checklist of a standard"),
    DutyType.LAW_TRIGGER: Text("法令による義務", "what the law asks for"),
    DutyType.CONSULTATION: Text("協議", "a consultation"),
    Timing.SUBMIT: Text("期限までに提出", "by a due time"),
    Timing.GATE: Text("行う前に", "before it is done"),
    Timing.KEEP: Text("続けて守る", "all the time"),
    Timing.RESPOND: Text("起きたとき", "when something happens"),
    Timing.REFRAIN: Text("しないこと", "not to be done"),
    Timing.CLOSE: Text("終了のとき", "at the end"),
    Step.DRAFTED: Text("下書き", "drafted"),
    Step.PREPARED: Text("整備", "prepared"),
    Step.SENT: Text("送付", "sent"),
    Step.SUBMITTED: Text("提出", "submitted"),
    Step.RECEIVED: Text("受付", "received"),
    Step.ACCEPTED: Text("相手方の決定", "accepted"),
    Step.RETURNED: Text("差戻し", "returned"),
    Step.WITHDRAWN: Text("取下げ", "withdrawn"),
    Step.CONTESTED: Text("異議", "contested"),
    Step.CONFIRMED: Text("確認", "confirmed"),
    **{act: ACT_WORDS[act] for act in Act},
}
_ANCHORS = {
    Anchor.SIGNED: Text("契約締結日", "the day of signature"),
    Anchor.STARTS: Text("作業開始日", "the first day of work"),
    Anchor.ENDS: Text("履行期間の末日", "the last day of the period"),
    Anchor.END: Text("契約の終わり", "the end of the contract"),
    Anchor.EVENT: Text("事柄があった時", "what calls for it"),
}
_UNITS = {
    Unit.HOURS: Text("時間", "hours"),
    Unit.DAYS: Text("日", "days"),
    Unit.BUSINESS_DAYS: Text("営業日", "business days"),
    Unit.MONTHS: Text("か月", "months"),
}
_SIDES = {
    Side.BEFORE: Text("まで", "before"),
    Side.AFTER: Text("から", "after"),
    Side.ON: Text("当日", "on"),
}


def worded(pack: Pack, name: str, value: Any) -> Text:
    """A value of the field `name` of a duty, or of its parameters, as this pack means it."""
    if value in (None, "", ()):
        return NOTHING
    if name in _OPTIONS:
        return _option(pack, value)
    if isinstance(value, tuple):
        return listed(worded(pack, name, one) for one in value)
    said = next((said for kind, said in _KINDS if isinstance(value, kind)), _named)
    return said(pack, name, value)


def _party(pack: Pack, _name: str, value: Party) -> Text:
    return pack.client if value is Party.CLIENT else pack.contractor


def _boolean(_pack: Pack, _name: str, value: bool) -> Text:
    return Text("はい", "yes") if value else Text("いいえ", "no")


def _span(_pack: Pack, name: str, value: timedelta) -> Text:
    return _offset(value) if name == "ladder" else spoken_span(value)


def _named(pack: Pack, name: str, value: str | int) -> Text:
    """What a key stands for; the key itself, where that is a word of the annex."""
    key = str(value)
    if name in _CONDITIONS:
        return _condition(pack, key)
    if name.endswith("items"):
        return pack.item_title(key)
    if name == "topic":
        return next((topic.title for topic in pack.topics if topic.key == key), Text(key, key))
    if name in _SUBJECTS:
        return subjects().get(key, Text(key, key))
    return Text(key, key)


def _condition(pack: Pack, key: str) -> Text:
    if key in (ALWAYS, NEVER):
        return Text("常に", "always") if key == ALWAYS else NOTHING
    return next((rule.text for rule in pack.house_rules if rule.key == key), Text(key, key))


def _option(pack: Pack, value: tuple[str, str]) -> Text:
    found = (
        one.text
        for each in pack.readings
        if each.key == value[0]
        for one in each.options
        if one.key == value[1]
    )
    return next(found, Text("/".join(value), "/".join(value)))


def _deadline(_pack: Pack, _name: str, deadline: Deadline) -> Text:
    anchor = _ANCHORS[deadline.anchor]
    if deadline.word is not None:
        return say("{anchor}から{word}", "{word} after {anchor}", anchor=anchor, word=deadline.word)
    if deadline.amount or (deadline.side is Side.AFTER):
        return say(
            "{anchor}{side}{amount}{unit}"
            if deadline.side is not Side.BEFORE
            else "{anchor}の{amount}{unit}前",
            "{amount} {unit} {side} {anchor}",
            anchor=anchor,
            side=_SIDES[deadline.side],
            amount=str(deadline.amount),
            unit=_UNITS[deadline.unit],
        )
    if deadline.side is Side.BEFORE:
        return say("{anchor}の前", "before {anchor}", anchor=anchor)
    return say("{anchor}まで", "by {anchor}", anchor=anchor)


def _offset(span: timedelta) -> Text:
    if not span:
        return Text("期限の時", "at the due time")
    words = spoken_span(abs(span))
    return (
        say("{words}前", "{words} before", words=words)
        if span < timedelta()
        else say("{words}後", "{words} after", words=words)
    )


_KINDS: tuple[tuple[type, Callable[[Pack, str, Any], Text]], ...] = (
    (Text, lambda _pack, _name, value: value),
    (bool, _boolean),
    (Party, _party),
    (Deadline, _deadline),
    (timedelta, _span),
    (Enum, lambda _pack, _name, value: _WORDS[value]),
)


@cache
def subjects() -> dict[str, Text]:
    """What facts are about, by the vocabulary's keys."""
    reader = Reader()
    written = reader.mapping(reader.mapping(read_yaml(VOCABULARY)[0])["subjects"])
    return {key: reader.value(Text, node) for key, node in written.items()}
