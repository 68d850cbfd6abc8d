"""After a restore everybody who acts for a party is asked to look at who may do what: no backup knows all of it."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from kokoroe.accounts.models import Account, Administrator
from kokoroe.accounts.rights import NOW, Right, unset
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text, listed, say
from kokoroe.clock.announce import announce
from kokoroe.clock.recipients import Words, of_account
from kokoroe.contracts.models import ClientRole, Contract, Preparing
from kokoroe.contracts.restoring import Undone
from kokoroe.contracts.roles import including
from kokoroe.contracts.visibility import held_at

RIGHTS = (
    Right(
        "clock.Channel",
        Text("通知の経路", "ways to be told"),
        "compared",
        open=unset("removed_at"),
        ended={"removed_at": NOW},
        same=("organisation", "name"),
        tree="organisation__tree",
    ),
    Right(
        "clock.Subscription",
        Text("イベントの送り先", "where events go"),
        "compared",
        open=unset("removed_at", "stopped_at"),
        ended={"stopped_at": NOW, "stopped_why": "hand"},
        same=("organisation", "name"),
        tree="organisation__tree",
    ),
)
KIND = "restored"
SUBJECT = Text(
    "控えから復元しました。関係者とアクセスを確かめてください",
    "A backup was restored. Please look at who may do what",
)
BODY = Text(
    "{made_at} の控えから復元しました。それからあとの記録は、失われたかもしれません。"
    "お手元の書面や受領証と比べてください。\n{known}"
    "ログイン、APIトークン、招待と回答用のリンクは、すべて終わらせました。要るものは、もう一度作ってください。\n"
    "契約ごとの「関係者とアクセス」で、いまの役割と停止を確かめてください。",
    "The backup of {made_at} was restored. What was recorded after it may be lost: compare it with the papers and "
    "receipts that you have.\n{known}"
    "Every session, token, invitation and link for an answer has ended. Please make anew what is needed.\n"
    "For each contract look at “People and access”: who has which part now, and who is suspended.",
)
COMPARED = Text(
    "権限は、置き換えたデータベースと比べて、控えのあとに終わっていたものをまた終わらせました。終わらせたもの：{undone}。\n",
    "Rights were compared with the database that was replaced; what had ended there was ended again: {undone}.\n",
)
UNKNOWN = Text(
    "控えのあとに取り消した役割や停止は、分からないので、戻っているかもしれません。\n",
    "What was taken back or suspended after the backup is not known, and may have come back.\n",
)
NOTHING = Text("なし", "none")


def ask_to_look(undone: Undone, *, made_at: datetime, now: datetime) -> int:
    """A notice and a message for each of them; returns how many.

    They count as written after the restore (`clock.restoring` lets wait what was written before).
    """
    after = now + timedelta(milliseconds=1)
    known = (
        say(COMPARED.ja, COMPARED.en, undone=listed(list_of(undone)) if undone.counts else NOTHING)
        if undone.known
        else UNKNOWN
    )
    body = say(BODY.ja, BODY.en, made_at=spoken(made_at), known=known)
    found = asked(now)
    for account, party in found:
        home = Contract.objects.visible_to(account, at=now).order_by("-pk").first()
        href = reverse("contract_access", args=[home.code]) if home is not None else reverse("portfolio")
        announce(
            contract=None,
            kind=KIND,
            ref=now.isoformat(),
            key=f"{KIND}:{now.isoformat()}:{account.pk}",
            words=Words(SUBJECT, body, href),
            to=[of_account(account, party)],
            now=after,
        )
    return len(found)


def list_of(undone: Undone) -> list[Text]:
    """What was ended, with how many of it."""
    return [Text(f"{label.ja} {count}", f"{label.en} {count}") for label, count in undone.counts.items()]


def asked(now: datetime) -> list[tuple[Account, str]]:
    """Everybody who acts for a party of some contract, or administers an organisation; each with one of the sides."""
    deciding = ClientRole.objects.filter(held_at(now), role__in=including("handle")).values("account")
    preparing = Preparing.objects.filter(held_at(now)).values("account")
    running = Administrator.objects.filter(held_at(now)).values("account")
    mine = Q(pk__in=deciding) | Q(pk__in=preparing) | Q(pk__in=running)
    clients = set(deciding.values_list("account", flat=True))
    accounts = Account.objects.filter(mine, is_active=True).order_by("pk")
    return [(account, "client" if account.pk in clients else "contractor") for account in accounts]
