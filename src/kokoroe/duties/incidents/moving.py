"""The client's answer to a time of awareness that the contractor amended, and its agreement recorded from paper."""

from datetime import datetime

from django.shortcuts import get_object_or_404

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.history import Facts
from kokoroe.annex.moves import waiting
from kokoroe.annex.text import Text, say
from kokoroe.clock.recipients import Words
from kokoroe.contracts import locking
from kokoroe.contracts.models import MovePaper
from kokoroe.contracts.moving import keep_answer, keep_paper, refuse_own, require_reason
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.duties.incidents.awareness import Record, record_facts
from kokoroe.duties.incidents.models import Appraisal, Incident
from kokoroe.duties.incidents.response.frame import enter
from kokoroe.duties.incidents.stages import page_of, tell
from kokoroe.ledger.unit import unit
from kokoroe.plan.chain import chain, client_people

WORDS = {
    "agreed": Text("知った日時に委託者が同意しました", "The client agreed to the time of awareness"),
    "refused": Text(
        "知った日時に委託者が同意しませんでした", "The client does not agree to the time of awareness"
    ),
    "recorded": Text(
        "知った日時への同意が紙から記録されました：確かめてください",
        "Your agreement to a time of awareness was recorded from paper: please check",
    ),
}


def answer_awareness(
    *, seat: Seat, incident: Incident, agreed: bool, reason: str = "", now: datetime
) -> Appraisal:
    """Agree to the time of awareness that the contractor recorded last, or refuse it; the deadlines follow.

    Raises:
        NotAllowed: the seat does not speak for the client.
        NotPossible: nothing waits for an answer, or a refusal without a reason.
    """
    require_any(seat, "agree", party="client")
    require_reason(agreed, reason)
    with unit(now=now) as record:
        row = locking.locked(seat, incident, now)
        made = asked(row)
        if made is None:
            raise NotPossible(
                "同意を待っている日時はありません。", "No time of awareness waits for an answer."
            )
        refuse_own(made, seat)
        before, what = row.awareness.first_at, "agreed" if agreed else "refused"
        keep_answer(made, seat, agreed=agreed, reason=reason, now=now)
        enter(
            record,
            seat,
            locking.locked(seat, incident, now),
            f"awareness_{what}",
            public={
                "aware_at": made.aware_at.isoformat(),
                "aware_before": before.isoformat(),
                "proof": seat.proof,
            },
            personal={} if agreed else {"reason": made.refusal},
            now=now,
        )
        say_answer(row, made, before, what, by=seat.account.person.name, now=now)
    return made


def record_agreement(
    *, seat: Seat, incident: Incident, filename: str, media_type: str, content: bytes, now: datetime
) -> Appraisal:
    """Record that the client agreed on paper to the time of awareness, with its scan.

    It counts with a mark until the client confirms or contests it; where somebody decides for the client here, it waits
    for them.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: nothing waits for an answer, or there is a paper already.
    """
    require_any(seat, "prepare", party="contractor")
    with unit(now=now) as record:
        row = locking.locked(seat, incident, now)
        made = asked(row)
        if made is None or made.paper_id is not None:
            raise NotPossible("写しを待っている日時はありません。", "No time of awareness waits for a scan.")
        frozen = keep_paper(made, seat, filename, media_type, content, now=now)
        enter(
            record,
            seat,
            locking.locked(seat, incident, now),
            "awareness_agreement_recorded",
            public={"aware_at": made.aware_at.isoformat(), "counts": made.paper_counts},
            frozen=[frozen],
            now=now,
        )
        say_answer(row, made, row.awareness.first_at, "recorded", by=seat.account.person.name, now=now)
    return made


def asked(incident: Incident) -> Appraisal | None:
    """The record whose times the client is to answer; None where none waits."""
    rows = {str(row.pk): row for row in incident.appraisals.all()}
    records = [Record.of(row) for row in rows.values()]
    found = Facts(fact for _, fact in record_facts(records, ref="", name=None, evidence=()))
    keys = [move.fact.move.rpartition(":")[2] for move in waiting(found)]
    return rows[keys[-1]] if keys else None


def latest_scan(incident: Incident) -> MovePaper:
    """The scan of the client's agreement that was recorded last. Raises Http404 where there is none."""
    row = incident.appraisals.filter(paper__isnull=False).last()
    found: MovePaper = get_object_or_404(MovePaper, appraisal=row)
    return found


def say_answer(
    incident: Incident, made: Appraisal, before: datetime, what: str, *, by: str, now: datetime
) -> None:
    """Tell the contractor's chain what the client said; the client what was recorded in its name."""
    recorded = what == "recorded"
    tell(
        incident,
        what="incident.moved",
        key=f"{made.pk}:{what}:{now.isoformat()}",
        words=Words(
            subject=say(
                "{what}：インシデント {number}",
                "{what}: incident {number}",
                what=WORDS[what],
                number=incident.number,
            ),
            body=say(
                "{contract}\n知った日時：{before} → {after}（日本時間）\n記録：{by}{why}",
                "{contract}\nTime of awareness: {before} → {after}\nBy: {by}{why}",
                contract=incident.contract.title,
                before=spoken(before),
                after=spoken(made.aware_at),
                by=by,
                why=say("\n理由：{why}", "\nReason: {why}", why=made.refusal)
                if made.refusal
                else Text("", ""),
            ),
            href=page_of(incident),
        ),
        to=client_people(incident.contract, now) if recorded else chain(incident.contract, now),
        now=now,
    )
