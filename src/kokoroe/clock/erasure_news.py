"""Tells both parties what becomes of a contract's personal data: that they go, and who holds them or lets them go."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.urls import reverse

from kokoroe.accounts.models import Account, Administrator
from kokoroe.annex.text import Text, listed, say
from kokoroe.annex.wareki import to_wareki
from kokoroe.clock.announce import announce
from kokoroe.clock.recipients import Recipient, Words, acting_recipients, of_account
from kokoroe.contracts.models import Contract
from kokoroe.contracts.roles import Party
from kokoroe.contracts.visibility import held_at
from kokoroe.keeping.announcing import News, What
from kokoroe.keeping.periods import length_of

KIND = "erasure"
HOLD = Text("消去を止める", "Put erasure on hold")

# Filled by apps above: who of a party is known by an address alone.
known_by_address: list[Callable[[Contract, Party, datetime], Iterable[Recipient]]] = []
PARTIES: tuple[Party, Party] = ("client", "contractor")

SUBJECTS: dict[What, Text] = {
    "announced": Text("個人データを {day} に消去します：{title}", "Personal data go on {date}: {title}"),
    "held": Text("個人データの消去を止めました：{title}", "Erasure of personal data put on hold: {title}"),
    "renewed": Text("個人データの消去を止め続けます：{title}", "Hold on erasure goes on: {title}"),
    "lifted": Text("個人データの消去の停止を解きました：{title}", "Hold on erasure lifted: {title}"),
    "longer": Text("より長い保存を求めました：{title}", "Asked to keep personal data longer: {title}"),
}
BODIES: dict[What, Text] = {
    "announced": Text(
        "この契約の保存期間が終わります。{day} になると、名簿・書面・インシデントの記録などの個人データを消去します。"
        "元には戻せません。台帳は残ります。\n{longer}"
        "消してはならない理由（係争、調査など）があるときは、どちらの当事者も止められます。"
        "次のページで理由を書いて、「消去を止める」を押してください。",
        "The time for which this contract's data are kept comes to its end. On {date} its personal data go: roster, "
        "writings, records of incidents and so on. They do not come back; the ledger stays.\n{longer}"
        "If there is a reason to keep them (a dispute, an inquiry), either party can put erasure on hold before that "
        "day: say why on the page below.",
    ),
    "held": Text(
        "{party}が、この契約の個人データの消去を止めました。"
        "保存期間が過ぎて12か月たつ前に、続けるかをあらためてお尋ねします。続けなければ、双方に予告してから消去します。",
        "The {party} has put erasure at this contract on hold. Before twelve months have passed beyond the time for "
        "keeping, both parties are asked whether it goes on; if not, they are told again before anything goes.",
    ),
    "renewed": Text(
        "{party}が、この契約の個人データの消去を止め続けることにしました。",
        "The {party} keeps erasure at this contract on hold.",
    ),
    "lifted": Text(
        "{party}が、消去の停止を解きました。保存期間が過ぎている場合は、あらためて双方に予告してから消去します。",
        "The {party} has lifted its hold. Where the time is over, both parties are told again before anything goes.",
    ),
    "longer": Text(
        "{party}が、この契約の個人データを{asked}保存するよう求めました。{counts}",
        "The {party} asks that the personal data of this contract be kept for {asked}. {counts}",
    ),
}
BY_BOTH = Text(
    "双方が求めたので、これが保存期間になります。",
    "Both parties ask for it, so that it is the time for keeping.",
)
BY_ONE = Text(
    "相手方も同じ期間を求めるまでは、いまの保存期間を過ぎて、長くて12か月だけ残します。同じ期間を求めるときは、次のページで記録してください。",
    "Until the other party asks for as long, it keeps them beyond the present time for twelve months at most. "
    "To ask for as long, record it on the page below.",
)
STILL_HELD = Text(
    "消去の停止が、12か月のあいだ続け直されていません。止め続けるときも、理由を書いて押してください。\n",
    "A hold on erasure has not been asked for again in twelve months. To keep it so, ask for it once more.\n",
)
STILL_OPEN = Text(
    "終わっていないもの（{open}）が残っていますが、保存期間が過ぎて12か月になります。\n",
    "Something is still open ({open}), twelve months after the time was over.\n",
)


def tell_of_erasure(news: News, now: datetime) -> dict[str, int]:
    """A notice and a message for everyone who speaks for either party, at once; returns how many of each."""
    keeping = news.keeping
    contract = keeping.contract
    to = {party: recipients(contract, party, now) for party in PARTIES}
    day = keeping.goes_on
    longer = [STILL_HELD] if keeping.held_by else []
    longer += [STILL_OPEN] if keeping.unfinished else []
    words: dict[str, str | Text] = {
        "title": contract.title,
        "party": contract.label(news.by_party) if news.by_party else "",
        "day": to_wareki(day) if day else "",
        "date": day.isoformat() if day else "",
        "asked": length_of(news.months),
        "counts": BY_BOTH if keeping.months >= news.months else BY_ONE,
    }
    further = say(
        "".join(each.ja for each in longer),
        "".join(each.en for each in longer),
        open=listed(one.label for one in keeping.unfinished),
    )
    subject, body = SUBJECTS[news.what], BODIES[news.what]
    asks = news.what == "announced"
    page = "hold_place" if asks and not keeping.held_by else "keeping"
    announce(
        contract=contract,
        kind=KIND,
        ref=news.key,
        key=f"{KIND}:{news.key}",
        words=Words(
            say(subject.ja, subject.en, **words),
            say(body.ja, body.en, longer=further, **words),
            reverse(page, args=[contract.code]),
            HOLD if asks else None,
        ),
        to=[one for party in PARTIES for one in to[party]],
        now=now,
    )
    return {party: len(found) for party, found in to.items()}


def recipients(contract: Contract, party: Party, at: datetime) -> list[Recipient]:
    """Everyone who acts for a party, and who administers its organisation: after years there may be nobody else."""
    home = contract.client if party == "client" else contract.contractor
    there = {one.key: one for one in acting_recipients(contract, party=party, at=at)}
    running = Administrator.objects.filter(held_at(at), organisation=home).values("account")
    for account in Account.objects.filter(pk__in=running, is_active=True).order_by("pk"):
        there.setdefault(account.key, of_account(account, party))
    for known in known_by_address:
        for one in known(contract, party, at):
            there.setdefault(one.key, one)
    return list(there.values())
