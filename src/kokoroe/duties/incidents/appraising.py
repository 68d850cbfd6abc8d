"""The verbs about what an incident is: name it, amend since when it was known, close it, join a duplicate."""

from collections.abc import Iterable
from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, listed, say
from kokoroe.clock.recipients import Words
from kokoroe.contracts import locking
from kokoroe.contracts.moving import somebody_answers
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.duties.incidents.kinds import KINDS, SPREADING, TAGS
from kokoroe.duties.incidents.models import Appraisal, Closing, Incident
from kokoroe.duties.incidents.moving import asked
from kokoroe.duties.incidents.reporting import (
    moment_noticed,
    public,
    refuse_before_signature,
    refuse_unknown_kind,
)
from kokoroe.duties.incidents.response.frame import enter, held, written
from kokoroe.duties.incidents.stages import Stage, page_of, stages, tell
from kokoroe.ledger.unit import Record, unit
from kokoroe.plan.chain import chain, client_people


def appraise(
    *,
    seat: Seat,
    incident: Incident,
    aware_at: datetime,
    possibility: bool,
    tags: Iterable[str],
    occurred_at: datetime | None = None,
    company_at: datetime | None = None,
    title: str = "",
    reason: str = "",
    seen: int | None = None,
    now: datetime,
) -> Appraisal:
    """Record anew since when the contractor knew, and of what; the record before stays, and the deadlines follow.

    A later time counts once the client has agreed (`moving`); an earlier one at once. Everyone who was told of a due
    time hears of it, and so does the client, unless a slip is corrected before the client was told of anything. `seen`
    is the record that the form was made from; `company_at`, when those in charge knew, stays as it was where it is not
    given.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: a moment ahead or before the contract was signed, an occurrence after its awareness, a moved
            awareness without a reason, somebody else amended it meanwhile.
    """
    require_any(seat, "prepare", party="contractor")
    aware_at = moment_noticed(aware_at, now)
    refuse_before_signature(seat.contract, aware_at)
    words = frozenset(tags)
    if unknown := words - TAGS.keys():
        raise NotPossible("知らない区分です（{word}）。", "Unknown ({word}).", word=min(unknown))
    if occurred_at is not None and occurred_at > aware_at:
        raise NotPossible(
            "発生の日時（{when}）が、知った日時（{known}）よりあとです。",
            "It cannot have happened ({when}) after it was known ({known}).",
            when=spoken(occurred_at),
            known=spoken(aware_at),
        )
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        before = row.appraisal
        if seen is not None and before.pk != seen:
            raise NotPossible(
                "ほかの人が先に改めました。いまの記録は上のとおりです。確かめて、もう一度送ってください。",
                "Somebody else has amended it first; what is on record is shown above. Please check, send again.",
            )
        company_at = company_known(aware_at, company_at, before, now)
        stood = row.awareness
        moved = before.aware_at != aware_at
        if moved and not reason.strip():
            raise NotPossible(
                "知った日時を改める理由を書いてください。期限がすべて動きます。",
                "Please write why the time of awareness is amended: it moves every due time.",
            )
        if title.strip():
            row.title = title.strip()[:200]
            row.save(update_fields=["title"])
        made = Appraisal.objects.create(
            incident=row,
            aware_at=aware_at,
            company_at=company_at,
            occurred_at=occurred_at,
            possibility=possibility,
            tags=" ".join(sorted(words)),
            reason=reason.strip(),
            recorded_at=now,
            by=seat.account,
        )
        differs = (before.aware_at, before.company_at) != (aware_at, company_at)
        if differs:
            move(made, seat=seat, now=now)
        found = enter(
            record,
            seat,
            row,
            "appraised",
            public={
                **public(row, aware_at, possibility=possibility),
                "company_at": company_at.isoformat() if company_at else None,
                "aware_before": stood.first_at.isoformat(),
                "tags": sorted(words),
            },
            personal={"reason": made.reason, "title": row.title},
            now=now,
        )
        if differs:
            tell_moved(row, made, stood.first_at, found, now=now)
    return made


def move(made: Appraisal, *, seat: Seat, now: datetime) -> None:
    """Note that the contractor alone moved the times, and whether the client hears of it or cannot be asked.

    It hears of nothing where that only corrects a slip.
    """
    contract = seat.contract
    if is_told(made.incident):
        earlier = made.incident.appraisals.exclude(pk=made.pk)
        earlier.filter(told_at__isnull=True).update(told_at=now)  # at the latest
    made.mover = seat.party
    made.unasked = not somebody_answers(contract, "client", now)
    made.save(update_fields=["mover", "unasked"])
    if asked(Incident.objects.get(pk=made.incident_id)) == made and client_people(contract, now):
        made.told_at = now
        made.save(update_fields=["told_at"])


def is_told(incident: Incident) -> bool:
    """Whether the client has been told of the incident: by a report, a call, or because it told of it itself."""
    return (
        incident.stage_reports.exists()
        or incident.deliveries.exists()
        or incident.reports.filter(party="client").exists()
    )


def company_known(
    aware_at: datetime, given: datetime | None, before: Appraisal, now: datetime
) -> datetime | None:
    """When those in charge knew: not before anybody of theirs did. Raises NotPossible."""
    if given is None:
        return max(aware_at, before.company_at) if before.company_at is not None else None
    given = moment_noticed(given, now)
    if given < aware_at:
        raise NotPossible(
            "責任者が知った日時（{when}）が、最初に知った日時（{known}）より前です。",
            "Those in charge cannot have known ({when}) before anybody did ({known}).",
            when=spoken(given),
            known=spoken(aware_at),
        )
    return given


def tell_moved(
    incident: Incident, made: Appraisal, before: datetime, found: list[Stage], *, now: datetime
) -> None:
    """Say that the due times have moved, or would: to the chain, and to the client but for a slip."""
    to = chain(incident.contract, now)
    if made.told_at is not None:
        to = [*to, *client_people(incident.contract, now)]
    due = [
        say("{clause}：{when}", "{clause}: {when}", clause=s.duty.clause, when=spoken(s.answer.due_at))
        for s in found
        if s.answer.due_at
    ]
    tell(
        incident,
        what="incident.moved",
        key=str(made.pk),
        words=Words(
            subject=say(
                "知った日時が改められました：インシデント {number}",
                "The time of awareness was amended: incident {number}",
                number=incident.number,
            ),
            body=say(
                "{contract}\n受託者が、知った日時を {before} から {after} に改めました（日本時間）。{why}\n"
                "期限：{due}\n\n"
                "後ろへ動く期限は、委託者が同意してから数えます。同意するかどうかは、インシデントのページで答えられます。",
                "{contract}\nThe contractor amended the time of awareness from {before} to {after}.{why}\n"
                "Due: {due}\n\n"
                "A later due time counts once the client has agreed; it is answered on the incident's page.",
                contract=incident.contract.title,
                before=spoken(before),
                after=spoken(made.aware_at),
                why=say("理由：{why}", " Reason: {why}", why=made.reason) if made.reason else Text("", ""),
                due=listed(due),
            ),
            href=page_of(incident),
        ),
        to=to,
        now=now,
    )


def close(*, seat: Seat, incident: Incident, how: str, reason: str = "", now: datetime) -> Closing:
    """End the incident: `done`, once every stage is met, or `false-alarm`, with its reason; it stays on record.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: it has ended, a stage is open, a false alarm without a reason.
    """
    require_any(seat, "prepare", party="contractor")
    if how not in {"done", "false-alarm"}:
        raise NotPossible("終了の種類を選んでください。", "Please choose how it ends.")
    if how == "false-alarm" and not reason.strip():
        raise NotPossible("誤報とした理由を書いてください。", "Please write why it was a false alarm.")
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        if how == "done":
            refuse_open_stages(row, now)
        return end(seat, row, how, reason, None, record=record, now=now)


def reopen(*, seat: Seat, incident: Incident, reason: str, now: datetime) -> Closing:
    """Go on with an incident that had ended, whichever way; that it had stays on record.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: it goes on, or no reason is given.
    """
    require_any(seat, "prepare", party="contractor")
    reason = written(reason, Text("再び開く理由を書いてください。", "Please write why it is reopened."))
    with unit(now=now) as record:
        row = locking.locked(seat, incident, now)
        closing = row.closing
        if closing is None:
            raise NotPossible("このインシデントは続いています。", "This incident goes on.")
        closing.reopened_at, closing.reopened_by, closing.reopening = now, seat.account, reason
        closing.save(update_fields=["reopened_at", "reopened_by", "reopening"])
        row = locking.locked(seat, incident, now)
        enter(
            record, seat, row, "reopened", public={"how": closing.how}, personal={"reason": reason}, now=now
        )
        tell(
            row,
            what="incident.reopened",
            key=str(closing.pk),
            words=Words(
                subject=say(
                    "再び開きました：インシデント {number}", "Reopened: incident {number}", number=row.number
                ),
                body=say(
                    "{contract}\n終了していたインシデント {number} を再び開きました。",
                    "{contract}\nIncident {number}, which had ended, goes on.",
                    contract=row.contract.title,
                    number=row.number,
                ),
                href=page_of(row),
            ),
            to=[*chain(row.contract, now), *client_people(row.contract, now)],
            now=now,
        )
    return closing


def merge(*, seat: Seat, incident: Incident, into: Incident, reason: str = "", now: datetime) -> Closing:
    """End a duplicate: `into` goes on, since the earlier of the two awarenesses; both stay on record.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: one of them has ended, they are the same, or one is a drill and the other is not.
    """
    require_any(seat, "prepare", party="contractor")
    if incident.pk == into.pk or incident.drill != into.drill:
        raise NotPossible("このインシデントとは統合できません。", "These incidents cannot be one.")
    with unit(now=now) as record:
        first, second = sorted((incident, into), key=lambda one: one.pk)
        rows = {one.pk: locked(seat, one, now) for one in (first, second)}
        duplicate, kept = rows[incident.pk], rows[into.pk]
        closing = end(seat, duplicate, "merged", reason, kept, record=record, now=now)
        known, tags = kept.appraisal, duplicate.appraisal.tags.split() + kept.appraisal.tags.split()
        known_since = duplicate.awareness.first_at
        if known_since < kept.awareness.first_at:
            appraise(
                seat=seat,
                incident=kept,
                aware_at=known_since,
                occurred_at=known.occurred_at or duplicate.appraisal.occurred_at,
                possibility=known.possibility and duplicate.appraisal.possibility,
                tags=tags,
                reason=f"インシデント {duplicate.number} との統合",
                now=now,
            )
    return closing


def end(
    seat: Seat,
    row: Incident,
    how: str,
    reason: str,
    into: Incident | None,
    *,
    record: Record,
    now: datetime,
) -> Closing:
    """Write the end, and let the clocks stop."""
    made = Closing.objects.create(
        incident=row, how=how, reason=reason.strip(), into=into, at=now, by=seat.account
    )
    public = {"how": how, "into": into.number if into else ""}
    enter(record, seat, row, "closed", public=public, personal={"reason": made.reason}, now=now)
    return made


def refuse_open_stages(incident: Incident, now: datetime) -> None:
    """Raises NotPossible with the stages that are not met yet; the one that closing itself meets is left out."""
    left = [
        stage.duty.wording
        for stage in stages(incident, now)
        if stage.answer.state not in {State.MET, State.DORMANT} and not stage.is_met_by_closing
    ]
    if left:
        raise NotPossible("まだ済んでいない段階があります：{left}", "Not done yet: {left}", left=listed(left))


def locked(seat: Seat, incident: Incident, now: datetime) -> Incident:
    """The incident, locked. Raises NotPossible when it has ended."""
    row = locking.locked(seat, incident, now)
    if row.closing is not None:
        raise NotPossible("このインシデントは終了しています。", "This incident has ended.")
    return row


def rename(*, seat: Seat, incident: Incident, title: str, kind: str, now: datetime) -> None:
    """Give an incident another title or kind; the check list is then that of the new kind.

    A kind that spreads owes emergency measures from here on, unless somebody says otherwise (`appraise`). One that has
    ended keeps its kind, by which it was judged.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: no title, an unknown kind, nothing differs, another kind for an incident that has ended.
    """
    title = written(title, Text("件名を入れてください。", "Please give a title."), longest=200)
    refuse_unknown_kind(kind)
    with unit(now=now) as record:
        row = held(seat, incident, now, ended_too=True)
        if (row.title, row.kind) == (title, kind):
            raise NotPossible("何も変わっていません。", "Nothing differs.")
        if row.closing is not None and row.kind != kind:
            raise NotPossible(
                "終了したインシデントの種別は変えられません。再び開いてから改めてください。",
                "The kind of an incident that has ended stays. Please reopen it first.",
            )
        before, row.title, row.kind = row.kind, title, kind
        row.save(update_fields=["title", "kind"])
        enter(
            record,
            seat,
            row,
            "renamed",
            public={"kind": kind, "kind_before": before},
            personal={"title": title},
            now=now,
        )
        known = row.appraisal
        if before != kind and KINDS[kind].spreads and SPREADING not in known.tags.split():
            appraise(
                seat=seat,
                incident=row,
                aware_at=known.aware_at,
                occurred_at=known.occurred_at,
                possibility=known.possibility,
                tags={*known.tags.split(), SPREADING},
                reason=f"種別を「{KINDS[kind].name.ja}」に改めたため",
                now=now,
            )
