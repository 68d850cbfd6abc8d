"""Opening a link: a code is mailed to its address, and whoever enters it has half an hour at this one submission."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext

from kokoroe.accounts import letters
from kokoroe.accounts.models import hash_token
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text, say
from kokoroe.ledger.unit import unit
from kokoroe.submissions.models import AnswerCode, AnswerLink, Submission
from kokoroe.submissions.writings import writing

KIND = "answer.code"
DIGITS = 8
CODE_LIFE, SESSION = timedelta(minutes=10), timedelta(minutes=30)
TRIES = 5
CODES, PER = 5, timedelta(hours=1)
"""How many codes go out for one link in an hour: with TRIES each, 25 guesses at a hundred million."""
SALT = "kokoroe.submissions.answer"


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of a code: the cookie's value, or how many tries are left."""

    cookie: str = ""
    left: int = 0


def opened_by(token: str, *, at: datetime) -> AnswerLink | None:
    """The link that a token opens at `at`, with its submission and contract; None for one that is dead or never was."""
    rows = AnswerLink.objects.open_at(at).filter(token_hash=hash_token(token))
    return rows.select_related(
        "account__person__organisation",
        "submission__contract__client",
        "submission__contract__contractor",
        "submission__contract__tree",
    ).first()


def overtaken_by(submission: Submission) -> Text | None:
    """Why there is nothing to answer any more, although the link is in its time; None where there is."""
    newer = writing(submission.form).newer(submission)
    if newer is not None:
        return Text(
            "この書面には新しい版が提出されています。新しい版のご案内をご覧ください。",
            "A newer version of this paper has been submitted. Please see the mail about the newer one.",
        )
    if submission.standing == "withdrawn":
        return Text(
            "この書面は、提出した側が取り下げました。回答は要りません。",
            "This paper was taken back by who submitted it. No answer is needed.",
        )
    if not submission.is_open:
        return Text("この書面は、すでに回答されています。", "This paper has been answered already.")
    return None


def send_code(*, link: AnswerLink, now: datetime) -> None:
    """Mail a new code; those before it are good for nothing.

    Raises:
        NotPossible: too many were sent within the hour, or no mail can leave.
    """
    with unit(now=now):
        AnswerLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        if AnswerCode.objects.filter(link=link, sent_at__gt=now - PER).count() >= CODES:
            raise NotPossible(
                "確認番号を続けて送りました。しばらくたってから、もう一度お試しください。",
                "Several codes were sent. Please try again after a while.",
            )
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        row = AnswerCode.objects.create(
            link=link, code_hash=code_hash(link, code), sent_at=now, expires_at=now + CODE_LIFE
        )
        sent = letters.send(letter(row, f"{code[:4]} {code[4:]}"), now=now)
        if not sent:
            raise NotPossible("いまメールを送れません。", "No mail can be sent at the moment.")


def enter_code(*, link: AnswerLink, typed: str, now: datetime) -> Entered:
    """Take a code that was typed in: right, it opens the submission for this browser; wrong, it is counted.

    Only the last one that was sent counts, within ten minutes, once, and for five tries.
    """
    code = "".join(each for each in typed if not each.isspace() and each not in "-－ー")
    with unit(now=now) as record:
        AnswerLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        row = AnswerCode.objects.filter(link=link).last()
        if row is None or row.entered_at or row.expires_at <= now or row.tries >= TRIES:
            return Entered()
        row.tries += 1
        if not constant_time_compare(code_hash(link, ascii_digits(code)), row.code_hash):
            row.save(update_fields=["tries"])
            return Entered(left=TRIES - row.tries)
        row.entered_at, row.key = now, secrets.token_urlsafe(32)
        row.save(update_fields=["tries", "entered_at", "key"])
        AnswerLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=now)
        record(
            link.submission.contract.tree,
            act="answer_link.opened",
            actor=link.account.pk,
            clauses=link.submission.clauses,
            public={"submission": link.submission_id, "number": link.submission.number, "link": link.pk},
        )
    return Entered(cookie=signing.Signer(salt=SALT).sign(f"{link.pk}.{row.key}"))


def wrong(left: int) -> str:
    """Why a code was not taken, in the reader's language."""
    if left:
        return gettext("確認番号が違います。入れられるのはあと%(left)d回です。") % {"left": left}
    return gettext("この確認番号はもう使えません。新しい番号を送ってください。")


def is_entered(link: AnswerLink, cookie: str, *, at: datetime) -> bool:
    """Whether this cookie is of a browser that entered a code for this very link less than half an hour ago."""
    try:
        pk, _, key = signing.Signer(salt=SALT).unsign(cookie).partition(".")
    except signing.BadSignature:
        return False
    if pk != str(link.pk) or not key:
        return False
    return AnswerCode.objects.filter(
        link=link, key=key, entered_at__gt=at - SESSION, entered_at__lte=at
    ).exists()


def code_hash(link: AnswerLink, code: str) -> str:
    """What is kept of a code: bound to its link, and of no use without this installation's key."""
    return salted_hmac(f"{SALT}.code", f"{link.pk}:{code}", algorithm="sha256").hexdigest()


def ascii_digits(code: str) -> str:
    """Digits as people type them, full-width ones among them."""
    return "".join(str(int(each)) if each.isdecimal() else each for each in code)


def letter(code: AnswerCode, spoken_code: str) -> letters.Letter:
    """The mail with the code."""
    link = code.link
    return letters.Letter(
        key=f"{KIND}:{code.pk}",
        kind=KIND,
        ref=str(link.submission_id),
        to=link.address,
        name=link.name,
        subject=Text("確認番号のお知らせ", "Your code"),
        body=say(
            "{name} 様\n\n確認番号：{code}\n\n開いている画面に入れてください。10分間使えます。\n"
            "心当たりがないときは、だれにも知らせず、このメールを捨ててください。",
            "Dear {name},\n\nYour code: {code}\n\nPlease type it into the open page. It is good for ten minutes.\n"
            "If you did not ask for it, tell it to nobody and discard this mail.",
            name=link.name,
            code="{code}",
        ),
        secrets={"code": spoken_code},
        expires_at=code.expires_at,
    )
