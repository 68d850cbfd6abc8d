"""The verb that puts the statutory notice in writing to the client, which releases the contractor's own report."""

import json
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text, say
from kokoroe.clock.recipients import Words
from kokoroe.contracts.locking import locked
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.law import paper
from kokoroe.duties.incidents.law.answering import clauses
from kokoroe.duties.incidents.law.items import Item, draft
from kokoroe.duties.incidents.law.looking import Look
from kokoroe.duties.incidents.models import Incident, StageReport, StatutoryItems
from kokoroe.duties.incidents.models.writings import STATUTORY
from kokoroe.duties.incidents.writing.submitting import away, send
from kokoroe.ledger.canonical import canonical
from kokoroe.ledger.unit import Record
from kokoroe.submissions.actions import Attachment, require
from kokoroe.submissions.drafting import Outgoing, put_in_writing
from kokoroe.submissions.models import Submission
from kokoroe.submissions.writings import Writing

FORM = "statutory_notice"
NEEDED = "overview"
"""The item without which there is nothing to tell."""


def submit_notice(*, seat: Seat, incident: Incident, edit: int, now: datetime) -> StageReport:
    """Tell the client in writing what is known: the first notice, or a further one.

    It discharges the contractor once it has arrived: at once where an account of the client's has it in the inbox.

    Raises:
        NotAllowed: the seat does not submit.
        NotPossible: no personal information is concerned, the outline is empty, the items were changed meanwhile
            (`edit`), or nothing differs from the notice before.
        kokoroe.papers.render.PaperError: it cannot be printed; the sentence names the characters.
    """
    require(seat, "submit", "contractor")
    found, told, latest = draft(incident)
    refuse_unfit(found, told, latest, edit)
    version = found.next_version
    content = paper.content_of(incident, found, told, version=version)
    refuse_again(found, content)
    cited = clauses(seat.contract, now)

    def printed(number: str) -> Attachment:
        pdf = paper.notice_pdf(seat.contract, content, clauses=cited, number=number, now=now)
        return paper.attachment(content, pdf, now=now)

    def hold() -> Incident:
        row = locked(seat, incident, now)
        kept = StatutoryItems.objects.filter(incident=row).first()
        top = StageReport.objects.filter(incident=row, stage=STATUTORY).aggregate(top=Max("version"))["top"]
        if (kept.edit if kept else 0) != edit or (top or 0) != version - 1:
            raise changed()
        return row

    def follow(row: Incident, submission: Submission, record: Record) -> StageReport:
        notice = StageReport.objects.create(
            incident=row, stage=STATUTORY, subject=STATUTORY, version=version, submission=submission
        )
        words = news(notice)
        send(notice, {"client": words, "contractor": words}, seat=seat, record=record, now=now)
        return notice

    outgoing = Outgoing(
        form=FORM,
        title=paper.title_of(content),
        verb="",
        clauses=cited,
        content=canonical(content),
        paper=printed,
        public={"incident": incident.number, "version": version, "drill": incident.drill},
    )
    return put_in_writing(seat=seat, outgoing=outgoing, hold=hold, follow=follow, now=now)


def refuse_unfit(found: Look, told: list[Item], latest: int, edit: int) -> None:
    """Raises NotPossible unless there is something to tell, and it is what the submitter saw."""
    if not found.concerned:
        raise NotPossible(
            "個人情報が関わるかどうかを、先に「問い」で答えてください。",
            "Please answer first whether personal information is concerned.",
        )
    if any(one.item.key == NEEDED and one.is_missing for one in told):
        raise NotPossible(
            "「概要」を書いてから通知してください。", "Please write the outline before you notify."
        )
    if latest != edit:
        raise changed()


def refuse_again(found: Look, content: dict[str, Any]) -> None:
    """Raises NotPossible when the latest notice says the same."""
    if not found.notices:
        return
    before = read(found.notices[-1].submission_id)
    if {**before, "version": 0, "stage": ""} == json.loads(canonical({**content, "version": 0, "stage": ""})):
        raise NotPossible(
            "前回の通知から変わったところがありません。", "Nothing differs from the notice before."
        )


def changed() -> NotPossible:
    """Somebody was quicker."""
    return NotPossible(
        "直前にほかの人が変更しました。画面を開き直して確かめてください。",
        "Somebody changed it a moment ago. Please reload the page.",
    )


def news(notice: StageReport) -> Words:
    """What both parties are told of a notice that was submitted."""
    incident = notice.incident
    return Words(
        subject=say(
            "個人情報の漏えい等の通知：インシデント {number}",
            "Notice of a breach of personal information: incident {number}",
            number=incident.number,
        ),
        body=say(
            "{contract}\nインシデント {number} について、法令に基づく通知（第{version}版）が提出されました。"
            "書面は次の画面にあります。",
            "{contract}\nThe statutory notice (version {version}) on incident {number} was submitted. "
            "The paper is on the page below.",
            contract=incident.contract.title,
            number=incident.number,
            version=str(notice.version),
        ),
        href=reverse("submission", args=[incident.contract.code, notice.submission_id]),
    )


def detail(submission: Submission) -> tuple[str, dict[str, Any]]:
    """The page part that shows a notice: its items, and what is not known yet."""
    return "incidents/law/submitted.html", {"content": read(submission.pk)}


def read(submission: int) -> dict[str, Any]:
    """A notice as it was frozen."""
    row = Submission.objects.only("content").get(pk=submission)
    found: dict[str, Any] = json.loads(bytes(row.content))
    return found


WRITING = Writing(
    form=FORM,
    title=Text("漏えい等の通知", "Statutory notice"),
    mark="法",
    detail=detail,
    away=away,
    whole="incidents",
)
