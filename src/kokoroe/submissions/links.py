"""The verbs of links with which a client without an account answers one submission: make one, withdraw it.

Who acts by a link acts from a seat of the client's that holds this one submission, and decides by it only while nobody
of the client's decides here by sign-in, or where the client itself recorded the address.
"""

import secrets
from datetime import datetime, timedelta

from django.urls import reverse

from kokoroe.accounts import letters
from kokoroe.accounts.actions import met_before
from kokoroe.accounts.models import Account, Organisation, Person, hash_token
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.text import say
from kokoroe.contracts.locking import locked
from kokoroe.contracts.models import ClientRole, Contract
from kokoroe.contracts.roles import including
from kokoroe.contracts.seats import Seat, abilities_of_word
from kokoroe.contracts.visibility import open_to_act
from kokoroe.ledger.unit import unit
from kokoroe.submissions import assurance
from kokoroe.submissions.addresses import OnRecord, on_record, refuse_known
from kokoroe.submissions.models import AnswerLink, Submission
from kokoroe.submissions.steps import overtaken, require

LIFE = timedelta(days=14)
KIND = "answer.link"


def choices(contract: Contract, at: datetime) -> list[OnRecord]:
    """The addresses to which a link may be sent at `at`."""
    found = on_record(contract, at)
    if any(one.source != "client" for one in found) and decided_by_sign_in(contract, at):
        return [one for one in found if one.source == "client"]
    return found


def decided_by_sign_in(contract: Contract, at: datetime) -> bool:
    """Whether the client has somebody who signs in and decides at this contract."""
    return ClientRole.objects.filter(
        open_to_act(at), contract=contract, role__in=including("decide")
    ).exists()


def make_link(*, seat: Seat, submission: Submission, address: str, now: datetime) -> AnswerLink:
    """Mail a link for one submission to an address on record; an earlier one to the same address ends.

    Raises:
        NotAllowed: the seat does not submit.
        NotPossible: it is answered, the address is not on record for this, or no mail can leave.
    """
    require(seat, "submit", "contractor")
    contract, wanted = seat.contract, address.strip().lower()
    if not letters.can_leave():
        raise NotPossible(
            "メールの送信が設定されていないため、リンクと確認番号を送れません。",
            "Sending mail is not set up, so that neither link nor code can be sent.",
        )
    refuse_known(contract, wanted)
    chosen = next((one for one in choices(contract, now) if one.address.strip().lower() == wanted), None)
    if chosen is None:
        raise NotPossible(
            "リンクを送れるのは、記録されている委託者のアドレスだけです。委託者が決定する人を登録しているときは、"
            "委託者が登録したアドレスに限ります。",
            "Links go only to addresses of the client that are on record; where the client has people here who"
            " decide, only to those that it recorded itself.",
        )
    token = secrets.token_urlsafe(24)
    with unit(now=now):
        link = write_link(seat=seat, submission=submission, chosen=chosen, token=token, now=now)
        letters.send(letter(link, contract, token), now=now)
    return link


def write_link(
    *, seat: Seat, submission: Submission, chosen: OnRecord, token: str, now: datetime
) -> AnswerLink:
    """The row of a link that this token opens. Raises NotPossible where it is answered already."""
    contract, address = seat.contract, chosen.address.strip().lower()
    with unit(now=now) as record:
        row = locked(seat, submission, now)
        if not row.is_open:
            raise overtaken(row, row.history)
        account = address_account(contract.client, chosen, contract.contractor, now=now)
        end_earlier(row, account, by=seat.account, now=now)
        link = AnswerLink.objects.create(
            submission=row,
            account=account,
            name=chosen.name,
            address=address,
            source=chosen.source,
            recorded_by=chosen.by,
            token_hash=hash_token(token),
            created_at=now,
            created_by=seat.account,
            expires_at=now + LIFE,
        )
        record(
            contract.tree,
            act="answer_link.made",
            actor=seat.account.pk,
            clauses=row.clauses,
            public={
                "submission": row.pk,
                "number": row.number,
                "link": link.pk,
                "source": link.source,
                "expires_at": link.expires_at.isoformat(),
            },
            personal={"name": link.name, "email": link.address},
        )
    return link


def address_account(
    home: Organisation, chosen: OnRecord, vouching: Organisation, *, now: datetime
) -> Account:
    """The account of an address: it cannot sign in, and keeps its person should an invitation let it in later.

    Raises:
        NotPossible: the address belongs to an account that signs in, or to another organisation.
    """
    address = chosen.address.strip().lower()
    known = Account.objects.filter(email=address).first()
    if known is not None:
        if known.signs_in or known.organisation != home:
            raise NotPossible(f"{address} にはリンクを送れません。", f"No link can be sent to {address}.")
        return known
    person = met_before(home, chosen.name, address) or Person.objects.create(
        organisation=home, name=chosen.name, email=address, created_at=now
    )
    return Account.objects.create(
        email=address,
        person=person,
        vouched_by=home if chosen.source == "client" else vouching,
        is_active=False,
        signs_in=False,
        created_at=now,
    )


def end_earlier(submission: Submission, account: Account, *, by: Account, now: datetime) -> None:
    """Let earlier links to the same address open nothing any more."""
    rows = AnswerLink.objects.filter(
        submission=submission, account=account, used_at__isnull=True, withdrawn_at__isnull=True
    )
    keys = [key_of(row) for row in rows]
    rows.update(withdrawn_at=now, withdrawn_by=by)
    letters.withdraw(keys, now=now)


def withdraw_link(*, seat: Seat, link: AnswerLink, now: datetime) -> None:
    """Let a link open nothing any more, at once, whoever has it open. A second time changes nothing.

    Raises:
        NotAllowed: the seat is not of who makes links, nor of the client's people who handle or administer.
    """
    if seat.party == "contractor":
        require(seat, "submit", "contractor")
    elif not seat.may("administer"):
        require(seat, "handle", "client")
    with unit(now=now) as record:
        Submission.objects.select_for_update(of=("self",)).get(pk=link.submission_id)
        row = (
            AnswerLink.objects.visible_to(seat.account, at=now)
            .select_for_update(of=("self",))
            .get(pk=link.pk, submission__contract=seat.contract)
        )
        if row.withdrawn_at is not None or row.used_at is not None:
            return
        row.withdrawn_at, row.withdrawn_by = now, seat.account
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        letters.withdraw([key_of(row)], now=now)
        record(
            seat.contract.tree,
            act="answer_link.withdrawn",
            actor=seat.account.pk,
            public={"submission": row.submission_id, "link": row.pk},
        )


def seat_of_link(link: AnswerLink, *, at: datetime) -> Seat:
    """The seat of whoever opened a link with its code; it reads, and answers where a link may."""
    contract = link.submission.contract
    may = abilities_of_word("decides", "client") - {"agree"}
    if link.source != "client" and decided_by_sign_in(contract, at):
        may -= {"handle", "decide"}
    return Seat(account=link.account, contract=contract, party="client", abilities=may, proof=assurance.LINK)


def key_of(link: AnswerLink) -> str:
    """The key of the letter that carries it."""
    return f"{KIND}:{link.pk}"


def letter(link: AnswerLink, contract: Contract, token: str) -> letters.Letter:
    """The mail with the link."""
    submission = link.submission
    return letters.Letter(
        key=key_of(link),
        kind=KIND,
        ref=str(submission.pk),
        to=link.address,
        name=link.name,
        subject=say("{title}の確認のお願い", "For your answer: {title}", title=submission.title),
        body=say(
            "{name} 様\n\n{contractor}から、次の書面が提出されました。\n\n"
            "契約：{contract}\n書面：{title}（{number}）\n\n"
            "下のリンクから、ログインせずに読んで回答できます。開くと、このアドレスに確認番号を送ります。\n"
            "リンクは{until}まで、一回の回答に使えます。心当たりがないときは、開かずに{contractor}へお知らせください。",
            "Dear {name},\n\n{contractor} has submitted the following.\n\n"
            "Contract: {contract}\nPaper: {title} ({number})\n\n"
            "By the link below you can read and answer it without signing in. A code is sent to this address when you"
            " open it.\nThe link is good until {until} and for one answer. If you did not expect it, do not open it,"
            " and tell {contractor}.",
            name=link.name,
            contractor=contract.contractor.name,
            contract=contract.title,
            title=submission.title,
            number=submission.number,
            until=spoken(link.expires_at),
        ),
        path=reverse("answer_by_link", args=[token]),
        expires_at=link.expires_at,
    )
