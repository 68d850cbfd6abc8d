"""How clients of the sample answer: by a link without an account, on paper, and by two people."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from kokoroe.annex.days import date_in_japan
from kokoroe.annex.moments import Moment
from kokoroe.submissions.actions import receive
from kokoroe.submissions.addresses import record_address
from kokoroe.submissions.answers import answer, answer_pdf
from kokoroe.submissions.deciding import endorse, set_rule
from kokoroe.submissions.links import choices, seat_of_link, write_link
from kokoroe.submissions.recording import record_answer
from kokoroe.submissions.steps import Attachment

if TYPE_CHECKING:
    from kokoroe.cli.sample.contracts import Contracted

HEAD, ADDRESS = "健康推進課長　市役 八郎", "hachiro@city.example"
HOUR = timedelta(hours=1)


def by_link(one: "Contracted") -> None:
    """The head of the office has no account: the client recorded their address, and they answered by a link."""
    at, day = one.calendar.at, one.signed + 12
    record_address(seat=one.seat(one.client, at(day)), name=HEAD, address=ADDRESS, now=at(day))
    submission = one.submit(one.draft(at(day), one.small(6)), at(day + 1))
    sent = at(day + 1, 15)
    [chosen] = [one_of for one_of in choices(one.contract, sent) if one_of.address == ADDRESS]
    link = write_link(
        seat=one.seat(one.officer, sent),
        submission=submission,
        chosen=chosen,
        token=secrets.token_urlsafe(24),
        now=sent,
    )
    seat = seat_of_link(link, at=at(day + 3))
    receive(seat=seat, submission=submission, now=at(day + 3))
    answer(
        seat=seat,
        submission=submission,
        outcome="accepted",
        reference="健推第31号",
        dated_on=date_in_japan(at(day + 3)),
        now=at(day + 3, 11),
    )


def from_paper(one: "Contracted") -> None:
    """Answered on paper; the contractor recorded it with its scan, and the client has yet to confirm that."""
    at, day = one.calendar.at, one.signed + 5
    submission = one.submit(one.draft(at(day), one.small(6)), at(day + 1))
    decided = at(day + 3)
    scan = answer_pdf(
        seat=one.seat(one.client, decided),
        submission=submission,
        outcome="accepted",
        comment="",
        reference="住情第8号",
        dated_on=date_in_japan(decided),
        now=decided,
    )
    record_answer(
        seat=one.seat(one.officer, at(day + 4)),
        submission=submission,
        name="accepted",
        decider="住民情報課長　市役 十子",
        decided=Moment(date_in_japan(decided)),
        scan=Attachment(kind="scan", filename="了承通知（住情第8号）の写し.pdf", content=scan),
        reference="住情第8号",
        now=at(day + 4),
    )


def by_two(one: "Contracted", desk: str = "jiro@city.example") -> None:
    """The client decides by two people: the desk has proposed, the officer has yet to decide."""
    from kokoroe.accounts.models import Account

    at = one.calendar.at
    set_rule(
        seat=one.seat(one.client, at(-4)), people=2, reason="事務決裁規程による（担当と課長）", now=at(-4)
    )
    submission = one.submit(one.draft(at(-3), one.small(8)), at(-1, 13))
    proposing = Account.objects.get(email=desk)
    endorse(
        seat=one.seat(proposing, at(-1, 16)),
        submission=submission,
        outcome="accepted",
        comment="名簿と連絡体制を確かめました。了承してよいと考えます。",
        reference="福総第120号",
        dated_on=date_in_japan(at(-1)),
        now=at(-1, 16),
    )
