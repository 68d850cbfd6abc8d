"""Telling the other party that another annex pack was proposed, with what it would change; and what came of it."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.urls import reverse

from kokoroe.annex.text import Text, say
from kokoroe.clock.kinds import Kind
from kokoroe.clock.recipients import Words
from kokoroe.contracts.editions import Named
from kokoroe.declare.comparison import How
from kokoroe.desk.annex import HOW, compared
from kokoroe.desk.moved import ANSWERS, CHECK_SCAN, announce_to_other
from kokoroe.packs.comparing import Comparison, DutyChange

PROPOSED, ANSWERED = Kind("contract.pack_proposed"), Kind("contract.pack_answered")
MOST_LINES = 12
"""Of what changes, in a mail; the page says all of it."""

HEADS = {
    "proposed": Text("別記の変更の提案：同意を確かめてください", "Another annex is proposed: please answer"),
    "recorded": Text(
        "別記への同意が紙から記録されました：確かめてください",
        "Your agreement to the annex was recorded from paper: please check",
    ),
    "agreed": Text("別記に相手方が同意しました", "The other party agreed to the annex"),
    "refused": Text("別記に相手方が同意しませんでした", "The other party does not agree to the annex"),
}
ENDS = {
    "proposed": Text(
        "同意するまでは、いまの別記のままです。同意すると、そのときから新しい内容で数え、それより前の状況は変わりません。",
        "The annex in force goes on until you agree. Then the new one counts from that moment; what lies before stays.",
    ),
    "recorded": CHECK_SCAN,
    "agreed": Text("双方がこの別記に同意しました。", "Both parties stand by this annex now."),
    "refused": Text("いまの別記のまま続きます。", "The annex in force goes on."),
}
ONLY_SPELLING = Text("書き方だけが違い、義務は変わりません。", "Only the spelling differs; no duty changes.")
UNREADABLE = Text(
    "別記の控えを読めないため、違いを示せません。", "What changes cannot be said: an annex cannot be read."
)
CONFIRMS = Text("この契約を開いたときの別記です。", "It is the annex that the contract was opened with.")


def tell(named: Named, now: datetime) -> bool:
    """A notice to those who act for the other party, in the act's own transaction. Whether there was anybody."""
    kind = ANSWERED if named.what in ANSWERS else PROPOSED
    return announce_to_other(named.row, named.what, kind, words(named), now=now)


def words(named: Named) -> Words:
    """What is said: which annex, what it changes, by whom, and what to do."""
    row, contract = named.row, named.row.contract
    why = row.refusal if named.what == "refused" else row.reason
    return Words(
        subject=say("{head}（{title}）", "{head} ({title})", head=HEADS[named.what], title=contract.title),
        body=say(
            "{title}\n別記：{name}（{edition}、控え {digest}）\n{changes}\n記録：{who}{why}\n\n{end}",
            "{title}\nAnnex: {name} ({edition}, kept as {digest})\n{changes}\nBy: {who}{why}\n\n{end}",
            title=contract.title,
            name=row.name,
            edition=row.edition,
            digest=row.digest[:12],
            changes=in_lines(named),
            who=named.by.person.name,
            why=say("\n理由：{why}", "\nReason: {why}", why=why) if why else Text("", ""),
            end=ENDS[named.what],
        ),
        href=reverse("contract_annex", args=[contract.code]),
    )


def in_lines(named: Named) -> Text:
    """What the pack changes, in a few lines."""
    if named.row.pk == named.before.pk:
        return CONFIRMS
    found = compared(named.before, named.row)
    if found is None:
        return UNREADABLE
    counts = [
        say("{how} {count}件", "{how}: {count}", how=HOW[how], count=str(len(found.of(how))))
        for how in How
        if found.of(how)
    ]
    rest = sum(len(change.parts) for change in found.of(How.CHANGED)) + len(found.others)
    lines = [*counts, *islice(details(found), MOST_LINES)] or [ONLY_SPELLING]
    if rest > MOST_LINES:
        lines.append(Text("（続きはページで）", "(more on the page)"))
    return Text("\n".join(line.ja for line in lines), "\n".join(line.en for line in lines))


def details(found: Comparison) -> Iterator[Text]:
    """Each duty that comes, goes or changes, and what else does."""
    for change in found.duties:
        yield from of_duty(change)
    for part in found.others:
        yield say(
            "・{item}：{old} → {new}", "- {item}: {old} → {new}", item=part.item, old=part.old, new=part.new
        )


def of_duty(change: DutyChange) -> Iterator[Text]:
    """A duty in a line, or a line for each part of it that changes."""
    duty = change.duty
    if change.how is not How.CHANGED:
        yield say(
            "・{how}：{ref} {what}",
            "- {how}: {ref} {what}",
            how=HOW[change.how],
            ref=duty.clause,
            what=duty.wording,
        )
        return
    for part in change.parts:
        yield say(
            "・{ref} {what} {item}：{old} → {new}",
            "- {ref} {what} {item}: {old} → {new}",
            ref=duty.clause,
            what=duty.wording,
            item=part.item,
            old=part.old,
            new=part.new,
        )
