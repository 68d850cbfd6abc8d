"""What the ledger's entries about what is in writing are called in words."""

from kokoroe.annex.text import Text
from kokoroe.ledger.act_names import name_of
from kokoroe.submissions import machine
from kokoroe.submissions.writings import is_known, writing

ACTS: dict[str, Text] = {
    "contract.decision_rule_set": Text("決裁の決め方を決めた", "Rule on who decides set"),
    "answer_address.recorded": Text("回答者のアドレスを登録した", "Address for answers recorded"),
    "answer_address.removed": Text("回答者のアドレスを外した", "Address for answers removed"),
    "answer_link.made": Text("回答用リンクを送った", "Link to answer by sent"),
    "answer_link.opened": Text("回答用リンクを確認番号で開いた", "Link to answer by opened with its code"),
    "answer_link.withdrawn": Text("回答用リンクを取り消した", "Link to answer by withdrawn"),
    "answer.timed": Text("記録された回答の時刻を記録した", "Time of a recorded answer given"),
    "answer.confirmed": Text("記録された回答を確認した", "Recorded answer confirmed"),
    "answer.contested": Text("記録された回答に異議を述べた", "Recorded answer contested"),
}


def in_words(act: str, verb: str = "") -> Text:
    """Any act in words; `verb` is the annex's own for an acceptance. What nobody names keeps its name."""
    known = name_of(act)
    if known is not None:
        return known
    form, _, step = act.rpartition(".")
    if not is_known(form) or step not in machine.WORDS:
        return Text(act, act)
    title, word = writing(form).title, machine.WORDS[step]
    if step == "accepted" and verb:
        word = Text(verb, f"accepted ({verb})")
    return Text(f"{title.ja}：{word.ja}", f"{title.en}: {word.en}")
