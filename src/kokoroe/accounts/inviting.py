"""An invitation as a letter: sent, sent anew under another link, and how it stands.

Where no mail server is set up nothing is sent, and the page shows the link to whoever invites.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.urls import reverse

from kokoroe.accounts import letters
from kokoroe.accounts.letters import Delivery, Letter
from kokoroe.accounts.models import INVITATION_LIFE, Account, Invitation, hash_token, new_token
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text, say
from kokoroe.ledger.unit import unit

KIND = "invitation"

SUBJECT = Text("【kokoroe】{home} からの招待", "[kokoroe] An invitation from {home}")
BODY = Text(
    "{name} 様\n\n{home} の {inviter} さんが、あなたを招待しています{about}。\n"
    "下のリンクを開いて、アカウントを作ってください。このアドレス（{email}）の方だけが、一回だけ使えます。\n"
    "期限：{until}（日本時間）\n\n心当たりがないときは、開かずにこのメールを消してください。",
    "Dear {name},\n\n{inviter} of {home} invites you{about}.\n"
    "Please open the link below and make your account. It is for this address ({email}) alone and works once.\n"
    "Until: {until}\n\nIf you do not know what this is about, please delete this message.",
)
ABOUT = Text("（契約：{title}）", " (contract: {title})")

# Filled by apps above: why an invitation is good no more, besides its own dates; nothing where it is.
why_over: list[Callable[[Invitation, datetime], Text | None]] = []


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of inviting somebody: `token` opens the invitation and is shown where it was not `mailed`.

    Without an invitation the person had an account, and nothing had to be sent.
    """

    invitation: Invitation | None = None
    token: str = ""
    mailed: bool = False


def open_invitation(token: str, *, now: datetime) -> Invitation | None:
    """The invitation that the token opens at `now`, while what it was made for still holds; None for anything else."""
    found = Invitation.opened_by(token, now=now)
    return found if found is not None and why_over_now(found, now) is None else None


def why_over_now(invitation: Invitation, now: datetime) -> Text | None:
    """Why an invitation no longer gives what it was made for, weighed anew; None while it does."""
    return next((why for check in why_over if (why := check(invitation, now)) is not None), None)


def post(invitation: Invitation, token: str, *, title: str = "", now: datetime) -> Sent:
    """Send the invitation to its address, in the caller's transaction; `title` names the contract it is about."""
    inviter = invitation.invited_by
    assert inviter is not None, "only the very first invitation comes from nobody"
    home = inviter.organisation.name
    letter = Letter(
        key=letter_key(invitation),
        kind=KIND,
        ref=str(invitation.pk),
        to=invitation.email,
        name=invitation.name,
        subject=say(SUBJECT.ja, SUBJECT.en, home=home),
        body=say(
            BODY.ja,
            BODY.en,
            name=invitation.name or invitation.email,
            home=home,
            inviter=inviter.person.name,
            about=say(ABOUT.ja, ABOUT.en, title=title) if title else "",
            email=invitation.email,
            until=spoken(invitation.expires_at),
        ),
        path=reverse("invitation", args=[token]),
        expires_at=invitation.expires_at,
    )
    return Sent(invitation, token, letters.send(letter, now=now))


def renew(*, invitation: Invitation, by: Account, now: datetime) -> str:
    """A new link in place of the old one, which opens nothing any more; good for fourteen days from `now`.

    Raises:
        NotPossible: it was used or withdrawn, or what it was made for no longer holds.
    """
    with unit(now=now) as record:
        row = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("organisation__tree")
            .get(pk=invitation.pk)
        )
        if row.used_at or row.withdrawn_at or why_over_now(row, now) is not None:
            raise NotPossible(
                "この招待はもう使えません（使われたか、取り消されたか、招いた人か招かれた人の立場が変わっています）。",
                "This invitation is over: used, taken back, or the standing of who invites or is invited has changed.",
            )
        letters.withdraw([letter_key(row)], now=now)
        token = new_token()
        row.token_hash, row.expires_at, row.letters = (
            hash_token(token),
            now + INVITATION_LIFE,
            row.letters + 1,
        )
        row.save(update_fields=["token_hash", "expires_at", "letters"])
        assert row.organisation is not None, "only the very first invitation brings its own"
        record(
            row.organisation.tree,
            act="account.invitation_renewed",
            actor=by.pk,
            public={"invitation": row.pk, "expires_at": row.expires_at.isoformat()},
            personal={"email": row.email},
        )
    return token


def letter_key(invitation: Invitation) -> str:
    """The key of the letter with the invitation's present link."""
    return f"{KIND}:{invitation.pk}:{invitation.letters}"


State = Literal["shown", "waiting", "sent", "failing", "over"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that nobody has used, with how its letter stands.

    shown: no letter, the link was shown on the page; waiting: not confirmed by a mail server so far; sent: a mail
    server took it, which is not to say that it was read; failing: it was refused, and is tried again; over: too late.
    """

    invitation: Invitation
    delivery: Delivery | None
    expired: bool

    @property
    def state(self) -> State:
        if self.delivery is None:
            return "shown"
        if self.delivery.sent_at is not None:
            return "sent"
        if self.delivery.over:
            return "over"
        return "failing" if self.delivery.failing else "waiting"


def waiting_invitations(invitations: Collection[Invitation], *, now: datetime) -> list[Waiting]:
    """How these stand."""
    found = letters.deliveries([letter_key(row) for row in invitations]) if invitations else {}
    return [Waiting(row, found.get(letter_key(row)), row.expires_at <= now) for row in invitations]
