"""The consultation: write down the minutes, confirm the other side's, put them in writing; what its answer means."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.pack import DutyType
from kokoroe.annex.text import Text, say
from kokoroe.clock.announce import announce
from kokoroe.clock.recipients import Words
from kokoroe.contracts.locking import locked
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.terms import pack_in_force, verb_and_clauses
from kokoroe.duties.incidents.after import paper
from kokoroe.duties.incidents.after.form import LONGEST_LINE, LONGEST_TEXT, TOPICS
from kokoroe.duties.incidents.awareness import INCIDENT
from kokoroe.duties.incidents.models import Consent, Incident, Minutes
from kokoroe.duties.incidents.stages import settle
from kokoroe.ledger.canonical import canonical
from kokoroe.ledger.unit import Record, unit
from kokoroe.plan.chain import chain, client_people
from kokoroe.submissions.actions import Attachment, require
from kokoroe.submissions.drafting import Outgoing, put_in_writing
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.reading import steps_told, still_in
from kokoroe.submissions.writings import Writing

ACTS_HERE = ("prepare", "handle", "decide")
FORM = "consultation"
NEWS = "incident.consultation"


def record_minutes(
    *,
    seat: Seat,
    incident: Incident,
    seen: int,
    held_at: datetime,
    topics: Mapping[str, tuple[str, str]],
    means: str = "",
    attended: Mapping[str, str] | None = None,
    now: datetime,
) -> Minutes:
    """Write down what was talked over: for each topic what was asked and what was agreed; a version of its own.

    `seen` is the number of the version that the writer saw, 0 for none.

    Raises:
        NotAllowed: the seat neither prepares nor handles.
        NotPossible: nothing is written, a moment ahead or before awareness, somebody was quicker, or the version
            before waits for the client's answer.
    """
    require_any(seat, *ACTS_HERE)
    told = [
        {
            "key": key,
            "asked": topics[key][0].strip()[:LONGEST_TEXT],
            "agreed": topics[key][1].strip()[:LONGEST_TEXT],
        }
        for key in TOPICS
        if key in topics and any(text.strip() for text in topics[key])
    ]
    if not told:
        raise NotPossible(
            "申し入れたこと又は合意したことを書いてください。", "Please write what was asked or agreed."
        )
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        refuse_moment(row, held_at, now)
        last = latest(row)
        if (last.number if last else 0) != seen:
            raise overtaken()
        if last is not None and last.submission is not None and last.submission.is_open:
            raise NotPossible(
                "協議録が委託者の回答待ちです。回答のあとに書いてください。",
                "The minutes are waiting for the client's answer. Please write after it.",
            )
        minutes = Minutes.objects.create(
            incident=row,
            number=seen + 1,
            held_at=held_at,
            means=means.strip()[:LONGEST_LINE],
            attended={
                party: names.strip()[:LONGEST_TEXT]
                for party, names in (attended or {}).items()
                if names.strip()
            },
            topics=told,
            party=seat.party,
            recorded_at=now,
            by=seat.account,
        )
        record(
            seat.contract.tree,
            act="incident.consultation_recorded",
            actor=seat.account.pk,
            clauses=asked_of(seat.contract, now)[1],
            public={
                "incident": row.number,
                "version": minutes.number,
                "party": seat.party,
                "topics": [one["key"] for one in told],
            },
            personal={"topics": minutes.topics, "attended": minutes.attended, "means": minutes.means},
        )
        tell(minutes, Text("協議の記録が書かれました", "Minutes of a consultation were written"), now=now)
    return minutes


def confirm(*, seat: Seat, minutes: Minutes, now: datetime) -> Consent:
    """Confirm the other side's minutes: what they say was agreed is agreed.

    Raises:
        NotAllowed: the seat does not speak for its party, or the minutes are its own.
        NotPossible: a further version was written, a topic is still open, it was confirmed before, or it waits for
            an answer in writing.
    """
    require_any(seat, "agree")
    if minutes.party == seat.party:
        raise NotAllowed(
            "自分の側が書いた記録は、相手方が確認します。",
            "What your own side wrote is for the other party to confirm.",
        )
    with unit(now=now) as record:
        row = locked(seat, minutes.incident, now)
        refuse_unfit(row, minutes)
        if minutes.submission is not None and minutes.submission.is_open:
            raise NotPossible(
                "協議録が書面で提出されています。書面の画面で回答してください。",
                "The minutes were submitted in writing. Please answer on the page of the writing.",
            )
        return agreed(minutes, row, at=now, party=seat.party, by=seat.account.pk, record=record, now=now)


def submit_minutes(*, seat: Seat, incident: Incident, number: int, now: datetime) -> Submission:
    """Put the latest minutes in writing to the client, with the annex's verb; once confirmed, as a notice.

    Raises:
        NotAllowed: the seat does not submit.
        NotPossible: there are no minutes of this `number`, a topic is still open, or they were submitted before.
        kokoroe.papers.render.PaperError: they cannot be printed.
    """
    require(seat, "submit", "contractor")
    minutes = Minutes.objects.select_related("by__person", "submission").get(incident=incident, number=number)
    minutes.incident = incident
    refuse_open_topics(minutes)
    is_agreed = Consent.objects.filter(minutes=minutes).exists()
    verb, clauses = asked_of(seat.contract, now)
    verb = "" if is_agreed else verb
    content = paper.content_of(minutes)

    def printed(reference: str) -> Attachment:
        pdf = paper.minutes_pdf(seat.contract, content, verb=verb, clauses=clauses, number=reference, now=now)
        return paper.attachment(content, pdf, now=now)

    def hold() -> Minutes:
        kept = latest(locked(seat, incident, now))
        if (
            kept is None
            or kept.number != number
            or Consent.objects.filter(minutes=kept).exists() != is_agreed
        ):
            raise superseded()
        if kept.submission is not None and kept.submission.standing not in {"returned", "withdrawn"}:
            raise NotPossible("この協議録は提出済みです。", "These minutes were submitted already.")
        return kept

    def follow(kept: Minutes, submission: Submission, _record: Record) -> Submission:
        kept.submission = submission
        kept.save(update_fields=["submission"])
        tell(kept, Text("協議録が提出されました", "The minutes were submitted"), now=now)
        return submission

    outgoing = Outgoing(
        form=FORM,
        title=paper.title_of(content),
        verb=verb,
        clauses=clauses,
        content=canonical(content),
        paper=printed,
        public={"incident": incident.number, "version": number, "drill": incident.drill},
    )
    return put_in_writing(seat=seat, outgoing=outgoing, hold=hold, follow=follow, now=now)


def agreed(
    minutes: Minutes, incident: Incident, *, at: datetime, party: str, by: int, record: Record, now: datetime
) -> Consent:
    """Take down that the minutes are agreed, inside the caller's unit; the incident's clocks follow."""
    consent = Consent.objects.create(
        incident=incident, minutes=minutes, at=at, recorded_at=now, party=party, by_id=by
    )
    record(
        incident.contract.tree,
        act="incident.consultation_agreed",
        actor=by,
        clauses=asked_of(incident.contract, now)[1],
        public={
            "incident": incident.number,
            "version": minutes.number,
            "party": party,
            "at": at.isoformat(),
        },
    )
    settle(incident, now=now)
    tell(minutes, Text("協議の記録が確認されました", "The minutes were confirmed"), now=now)
    return consent


def latest(incident: Incident) -> Minutes | None:
    """The latest minutes, with the writing they went out as."""
    rows = Minutes.objects.filter(incident=incident).select_related("submission")
    found = rows.order_by("-number").first()
    if found is not None:
        found.incident = incident
    return found


def asked_of(contract: Contract, now: datetime) -> tuple[str, list[str]]:
    """The annex's verb for a consultation, and the clauses that ask for it."""
    return verb_and_clauses(pack_in_force(contract, now), DutyType.CONSULTATION, INCIDENT)


def refuse_unfit(incident: Incident, minutes: Minutes) -> None:
    """Raises NotPossible unless these are the latest minutes, complete, and not confirmed yet."""
    last = latest(incident)
    if last is None or last.pk != minutes.pk:
        raise superseded()
    if Consent.objects.filter(minutes=minutes).exists():
        raise NotPossible("すでに確認されています。", "They were confirmed already.")
    refuse_open_topics(minutes)


def refuse_open_topics(minutes: Minutes) -> None:
    """Raises NotPossible while a topic has no agreement."""
    left = [TOPICS[one["key"]] for one in minutes.topics if not one["agreed"]]
    if left:
        raise NotPossible(
            "合意した内容が書かれていません：{what}",
            "Nothing is agreed yet on: {what}",
            what=Text("、".join(t.ja for t in left), ", ".join(t.en for t in left)),
        )


def refuse_moment(incident: Incident, held_at: datetime, now: datetime) -> None:
    """Raises NotPossible for a consultation ahead of now or before anybody was aware."""
    known = incident.awareness.first_at
    if held_at > now or held_at < known:
        raise NotPossible(
            "協議の日時は、知った日時（{when}）から現在までの間で入れてください。",
            "A consultation lies between the awareness ({when}) and now.",
            when=spoken(known),
        )


def overtaken() -> NotPossible:
    """Somebody was quicker."""
    return NotPossible(
        "直前にほかの人が協議の記録を書きました。入力はこの画面に残っています。最新の記録と見比べてください。",
        "Somebody else wrote minutes a moment ago. What you typed is kept; compare it with the latest.",
    )


def superseded() -> NotPossible:
    """What was read is no longer what stands."""
    return NotPossible(
        "直前にほかの人が協議の記録を書き、又は確認しました。いまの記録を読んでから、もう一度行ってください。",
        "Somebody else wrote or confirmed minutes a moment ago. Please read what stands now, and do it again.",
    )


def tell(minutes: Minutes, what: Text, *, now: datetime) -> None:
    """Tell both sides; it waits for the daily digest, and is in the inbox at once."""
    incident = minutes.incident
    contract = incident.contract
    announce(
        contract=contract,
        kind=NEWS,
        ref=str(incident.pk),
        key=f"{NEWS}:{minutes.pk}:{what.en}",
        words=Words(
            subject=say(
                "{what}：インシデント {number}",
                "{what}: incident {number}",
                what=what,
                number=incident.number,
            ),
            body=say(
                "{contract}\nインシデント {number} の協議について：{what}。",
                "{contract}\nOn the consultation about incident {number}: {what}.",
                contract=contract.title,
                number=incident.number,
                what=what,
            ),
            href=reverse("incident_after", args=[contract.code, incident.number]),
        ),
        to=[*client_people(contract, now), *chain(contract, now)],
        urgent=False,
        drill=incident.drill,
        now=now,
    )


def minutes_of(incident: Incident) -> list[Minutes]:
    """All minutes of the incident, the latest last, with who wrote and confirmed them."""
    rows = Minutes.objects.filter(incident=incident).select_related(
        "by__person__organisation", "submission", "consent__by__person__organisation"
    )
    found = list(
        rows.defer("submission__content").prefetch_related(Prefetch("submission__steps", steps_told()))
    )
    for row in found:
        row.incident = incident
    return found


def follows(submission: Submission, step: Step, now: datetime) -> None:
    """The client's acceptance confirms the minutes, from the moment that the answer bears."""
    if step.name != "accepted":
        return
    minutes = Minutes.objects.select_related("incident__contract__tree").get(submission=submission)
    with unit(now=now) as record:
        if not Consent.objects.filter(minutes=minutes).exists():
            agreed(
                minutes,
                minutes.incident,
                at=step.happened_at,
                party="client",
                by=step.by_id,
                record=record,
                now=now,
            )


def answer_changed(submission: Submission, step: Step, now: datetime) -> None:  # noqa: ARG001
    """They were agreed to at the time that is given for the answer."""
    if step.timed_at is not None:
        Consent.objects.filter(minutes__submission=submission).update(at=step.timed_at)


def detail(submission: Submission) -> tuple[str, dict[str, Any]]:
    """The page part that shows what was talked over."""
    row = Submission.objects.only("content").get(pk=submission.pk)
    return "incidents/after/submitted.html", {"content": json.loads(bytes(row.content))}


def newer(submission: Submission) -> Submission | None:
    """A later version of the minutes that is in."""
    mine = Minutes.objects.only("incident", "number").get(submission=submission)
    later = Minutes.objects.filter(
        incident=mine.incident_id, number__gt=mine.number, submission__in=still_in()
    )
    found = later.select_related("submission").order_by("number").last()
    return None if found is None else found.submission


WRITING = Writing(
    form=FORM,
    title=Text("協議録", "Minutes of a consultation"),
    mark="協",
    detail=detail,
    follows=follows,
    answer_changed=answer_changed,
    whole="incidents",
    newer=newer,
)
