"""How verification says to people what a sworn row's fields are, and what stands in them."""

from datetime import UTC, datetime
from typing import Any

from kokoroe.annex.days import JST
from kokoroe.annex.text import Text

FIELDS = {
    "account": Text("アカウント", "account"),
    "at": Text("日時", "time"),
    "by": Text("した人", "who did it"),
    "contract": Text("契約", "contract"),
    "created_at": Text("作った日時", "made at"),
    "created_by": Text("作った人", "made by"),
    "recorded_at": Text("記録した日時", "recorded at"),
    "recorded_by": Text("記録した人", "recorded by"),
    "since": Text("いつから", "since"),
    "until": Text("いつまで", "until"),
    "party": Text("どちらの側", "side"),
    "organisation": Text("団体", "organisation"),
    "person": Text("人", "person"),
    "reason": Text("理由", "reason"),
    "name": Text("名前", "name"),
    "number": Text("番号", "number"),
    "title": Text("件名", "title"),
    "kind": Text("種類", "kind"),
    "note": Text("メモ", "note"),
    "text": Text("内容", "text"),
    "key": Text("項目", "item"),
    "value": Text("値", "value"),
    "tree": Text("台帳", "ledger"),
    "code": Text("記号", "code"),
    "email": Text("メールアドレス", "e-mail address"),
    "address": Text("住所・アドレス", "address"),
    "phone": Text("電話番号", "telephone"),
    "changed_at": Text("変えた日時", "changed at"),
    "changed_by": Text("変えた人", "changed by"),
    "filename": Text("ファイル名", "file name"),
    "media_type": Text("ファイルの種類", "media type"),
    "submission": Text("書面", "writing"),
    "incident": Text("インシデント", "incident"),
    "struck_at": Text("取り消した日時", "struck out at"),
    "struck_by": Text("取り消した人", "struck out by"),
    "done_at": Text("済んだ日時", "done at"),
    "ended_at": Text("終えた日時", "ended at"),
    "ended_by": Text("終えた人", "ended by"),
    "expires_at": Text("期限", "expires at"),
    "used_at": Text("使った日時", "used at"),
    "used_by": Text("使った人", "used by"),
    "withdrawn_at": Text("取り下げた日時", "withdrawn at"),
    "withdrawn_by": Text("取り下げた人", "withdrawn by"),
    "revoked_at": Text("取り消した日時", "revoked at"),
    "revoked_by": Text("取り消した人", "revoked by"),
    "token_hash": Text("リンクの印", "digest of the link"),
    "months": Text("月数", "months"),
    "corporate_number": Text("法人番号", "corporate number"),
    "asked_at": Text("求めた日時", "asked at"),
    "asked_by": Text("求めた人", "asked by"),
    "confirmed_at": Text("確認した日時", "confirmed at"),
    "confirmed_by": Text("確認した人", "confirmed by"),
    "agreed_at": Text("合意した日時", "agreed at"),
    "agreed_by": Text("合意した人", "agreed by"),
    "refused_at": Text("断った日時", "refused at"),
    "refused_by": Text("断った人", "refused by"),
    "refusal": Text("断った理由", "why it was refused"),
    "mover": Text("変えた側", "side that moved it"),
    "told_at": Text("相手方に知らせた日時", "other side told at"),
    "unasked": Text("相手方に聞けなかった", "nobody to ask"),
    "paper": Text("写し", "scan"),
    "paper_at": Text("写しを記録した日時", "scan recorded at"),
    "paper_counts": Text("写しによる合意が数えられる", "the scan counts"),
    "stands_for": Text("だれの代わりか", "stands in for"),
    "assurance": Text("決定の確かさ", "assurance"),
    "proof": Text("本人確認", "proof of who it was"),
    "outcome": Text("結果", "outcome"),
    "drill": Text("訓練", "drill"),
    "possibility": Text("おそれ", "possibility"),
    "link": Text("リンク", "link"),
    "role": Text("役割", "part"),
    "how": Text("どのように", "how"),
    "subject": Text("件名", "subject"),
    "edit": Text("何回目の書込みか", "which edit"),
    "stage": Text("段階", "stage"),
    "label": Text("名称", "label"),
}
"""What fields are called that many kinds of rows have."""
VALUES = {"client": Text("委託者", "client"), "contractor": Text("受託者", "contractor")}
NOTHING = Text("なし", "nothing")
YES, NO = Text("はい", "yes"), Text("いいえ", "no")
MOMENT = "%Y-%m-%d %H:%M:%S.%f"


def in_words(field: Any, value: object) -> Text:
    """A value of a model's field: moments in Japan's time, parties by what they are, another row by its number."""
    if value in (None, ""):
        return NOTHING
    kind, said = field.get_internal_type(), str(value)
    if kind == "DateTimeField":
        return _moment(said)
    if kind == "BooleanField" and value in (0, 1):
        return YES if value else NO
    if field.is_relation:
        return Text(f"番号 {said}", f"No. {said}")
    return VALUES.get(said) or Text(said, said)


def _moment(said: str) -> Text:
    try:
        at = datetime.strptime(said, MOMENT).replace(tzinfo=UTC).astimezone(JST)
    except (ValueError, OverflowError):
        return Text(said, said)
    shown = f"{at:%Y-%m-%d %H:%M:%S}" if at.second or at.microsecond else f"{at:%Y-%m-%d %H:%M}"
    return Text(f"{shown}（日本時間）", f"{shown} (Japan)")
