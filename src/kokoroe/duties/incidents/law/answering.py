"""The verbs about the law: answer its questions, write the items of the notice, record reports that were made."""

from collections.abc import Mapping
from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.assessment import Verdict
from kokoroe.annex.days import date_in_japan, spoken
from kokoroe.annex.law import Kind, Law, Said
from kokoroe.annex.pack import DutyType
from kokoroe.contracts.locking import locked
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.terms import pack_in_force, verb_and_clauses
from kokoroe.duties.incidents.kinds import PERSONAL_INFORMATION
from kokoroe.duties.incidents.law.dates import clock_of, dates_of, keys_of_notices
from kokoroe.duties.incidents.law.items import LONGEST_TEXT
from kokoroe.duties.incidents.law.looking import look
from kokoroe.duties.incidents.models import Appraisal, Filing, Incident, LawCheck, StageReport, StatutoryItems
from kokoroe.duties.incidents.stages import settle
from kokoroe.ledger.unit import unit
from kokoroe.packs import laws

ACTS_HERE = ("prepare", "handle", "decide")
MOST_PERSONS = 200_000_000
LONGEST_REFERENCE = 100


def answer(
    *,
    seat: Seat,
    incident: Incident,
    answers: Mapping[str, str | int],
    known_at: datetime | None = None,
    note: str = "",
    now: datetime,
) -> LawCheck:
    """Answer the law's questions, as a version of its own; what is left out is not known.

    `known_at` is since when the contractor knew of what has to be reported, None for since it knew of the incident: the
    law's dates run from it. Whether personal information is concerned becomes part of what is recorded of the incident.

    Raises:
        NotAllowed: the seat neither prepares nor handles.
        NotPossible: an unknown question or answer, the same answers as before, or a moment ahead or before the incident
            itself was known.
    """
    require_any(seat, *ACTS_HERE)
    law = laws.load()
    kept = checked(law, answers)
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        last = LawCheck.objects.filter(incident=row).last()
        refuse_moment(row, known_at, now)
        if last is not None and (last.answers, last.known_at, last.note) == (kept, known_at, note.strip()):
            raise NotPossible("前回の回答から変わっていません。", "Nothing differs from the latest answers.")
        # By the answers alone: what was noticed of the incident follows them (`retag`).
        found = dates_of(
            law,
            aware_at=row.awareness.first_at,
            possibility=row.appraisal.possibility,
            tags=(),
            kept=kept,
            known_at=known_at,
        ).assessment
        check = LawCheck.objects.create(
            incident=row,
            number=(last.number if last else 0) + 1,
            answers=kept,
            known_at=known_at,
            note=note.strip()[:LONGEST_TEXT],
            spares=found.verdict is Verdict.NOT,
            party=seat.party,
            recorded_at=now,
            by=seat.account,
        )
        retag(row, kept.get(PERSONAL_INFORMATION), seat=seat, now=now)
        record(
            seat.contract.tree,
            act="incident.law_answered",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public={
                "incident": row.number,
                "version": check.number,
                "party": seat.party,
                "verdict": found.verdict.value,
                "applying": list(found.applying),
                **({"known_at": known_at.isoformat()} if known_at else {}),
            },
            personal={"answers": kept, "note": check.note},
        )
        settle(row, now=now)
    return check


def refuse_moment(incident: Incident, known_at: datetime | None, now: datetime) -> None:
    """Raises NotPossible for a moment ahead, or before the incident itself was known."""
    aware_at = incident.awareness.first_at
    if known_at is not None and not aware_at <= known_at <= now:
        raise NotPossible(
            "報告対象の事態を知った日時は、インシデントを知った日時（{when}）から現在までの間で入れてください。",
            "What has to be reported was known between the awareness of the incident ({when}) and now.",
            when=spoken(aware_at),
        )


def checked(law: Law, answers: Mapping[str, str | int]) -> dict[str, str | int]:
    """The answers as they are kept. Raises NotPossible for what the law does not ask, or no answer to it."""
    kept: dict[str, str | int] = {}
    for key, value in answers.items():
        question = law.by_key.get(key)
        if question is None:
            raise NotPossible("法令の問いにない項目です。", "The law has no such question.")
        if question.kind is Kind.COUNT:
            fits = isinstance(value, int) and 0 <= value <= MOST_PERSONS
        else:
            options = (Said.YES, Said.NO) if question.kind is Kind.FACT else tuple(Said)
            fits = value in options
        if not fits:
            raise NotPossible(
                "「{question}」の答えを選び直してください。",
                "Please choose the answer to “{question}” again.",
                question=question.text,
            )
        kept[key] = value
    return kept


def retag(incident: Incident, said: object, *, seat: Seat, now: datetime) -> None:
    """Let the record of the incident say what was answered: whether personal information is concerned."""
    latest = incident.appraisal
    tags = latest.tags.split()
    concerned = said in (Said.YES, Said.POSSIBLE)
    if said is None or concerned == (PERSONAL_INFORMATION in tags):
        return
    kept = [tag for tag in tags if tag != PERSONAL_INFORMATION]
    Appraisal.objects.create(
        incident=incident,
        aware_at=latest.aware_at,
        company_at=latest.company_at,
        occurred_at=latest.occurred_at,
        possibility=latest.possibility,
        tags=" ".join([*kept, *([PERSONAL_INFORMATION] if concerned else [])]),
        reason="法令の確認の答えによる",
        recorded_at=now,
        by=seat.account,
    )


def save_items(
    *, seat: Seat, incident: Incident, texts: Mapping[str, str], edit: int, now: datetime
) -> StatutoryItems:
    """Write the items of the notice; one that is left empty is taken from the incident.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: somebody saved them meanwhile (`edit` is not the latest).
    """
    require_any(seat, "prepare", party="contractor")
    known = {item.key for item in laws.load().items}
    wanted = {
        key: text.strip()[:LONGEST_TEXT] for key, text in texts.items() if key in known and text.strip()
    }
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        items = StatutoryItems.objects.filter(incident=row).first()
        if (items.edit if items else 0) != edit:
            raise NotPossible(
                "ほかの人が先に保存しました。入力はこの画面に残っています。最新の内容と見比べて、もう一度保存してください。",
                "Somebody else saved meanwhile. What you typed is kept; compare it and save again.",
            )
        if items is None:
            items = StatutoryItems(incident=row)
        items.texts, items.edit, items.saved_at, items.by = wanted, edit + 1, now, seat.account
        items.save()
        record(
            seat.contract.tree,
            act="incident.law_items_written",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public={"incident": row.number, "items": sorted(wanted)},
            personal={"texts": wanted},
        )
    return items


def file(
    *,
    seat: Seat,
    incident: Incident,
    clock: str,
    made_at: datetime,
    reference: str = "",
    note: str = "",
    now: datetime,
) -> Filing:
    """Record that a report was made to the authority, or that the persons were told; by the party that owes it.

    Raises:
        NotAllowed: the seat does not act for that party.
        NotPossible: an unknown clock, a notice to the client (which is submitted), a moment ahead or before awareness.
    """
    law = laws.load()
    found = clock_of(law, clock)
    if found is None or clock in keys_of_notices(law):
        raise NotPossible("記録できる法定の報告ではありません。", "This is no report to be recorded.")
    require_any(seat, *ACTS_HERE, party=found[1].debtor.value)
    return take(
        seat=seat, incident=incident, clock=clock, made_at=made_at, reference=reference, note=note, now=now
    )


def count_report(*, seat: Seat, report: StageReport, now: datetime) -> list[Filing]:
    """Let a report that has reached the client stand for the notice to it: it said what was known by then.

    Raises:
        NotAllowed: the seat does not submit for the contractor.
        NotPossible: it has not arrived.
    """
    require_any(seat, "submit", party="contractor")
    if report.arrived_at is None:
        raise NotPossible(
            "委託者に届いた報告だけを選べます。", "Only a report that has reached the client can count."
        )
    reference = report.submission.number
    with unit(now=now):
        return [
            take(
                seat=seat,
                incident=report.incident,
                clock=key,
                made_at=report.arrived_at,
                reference=reference,
                note="",
                now=now,
            )
            for key in keys_of_notices(laws.load())
        ]


def strike(*, seat: Seat, filing: Filing, now: datetime) -> None:
    """Strike a record that was wrong; it stays on the ledger.

    Raises:
        NotAllowed: it is the other party's.
        NotPossible: it was struck meanwhile.
    """
    require_any(seat, *ACTS_HERE, party=filing.party)
    with unit(now=now) as record:
        incident = locked(seat, filing.incident, now)
        row = Filing.objects.select_for_update().get(pk=filing.pk, incident=incident)
        if row.struck_at is not None:
            raise NotPossible("すでに取り消されています。", "It has been struck already.")
        row.struck_at, row.struck_by = now, seat.account
        row.save(update_fields=["struck_at", "struck_by"])
        record(
            seat.contract.tree,
            act="incident.law_filing_struck",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public={"incident": incident.number, "clock": row.clock},
        )
        settle(incident, now=now)


def take(
    *, seat: Seat, incident: Incident, clock: str, made_at: datetime, reference: str, note: str, now: datetime
) -> Filing:
    """Record it, whoever owes it. Raises NotPossible for a moment ahead or before the day of awareness."""
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        known = look(row).known_at
        if made_at > now or date_in_japan(made_at) < date_in_japan(known):
            raise NotPossible(
                "報告の日時は、知った日（{when}）から現在までの間で入れてください。",
                "The time of the report lies between the day of knowing ({when}) and now.",
                when=spoken(known),
            )
        filing = Filing.objects.create(
            incident=row,
            clock=clock,
            made_at=made_at,
            reference=reference.strip()[:LONGEST_REFERENCE],
            note=note.strip()[:LONGEST_TEXT],
            party=seat.party,
            recorded_at=now,
            by=seat.account,
        )
        record(
            seat.contract.tree,
            act="incident.law_filed",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public={
                "incident": row.number,
                "clock": clock,
                "made_at": made_at.isoformat(),
                "party": seat.party,
            },
            personal={"reference": filing.reference, "note": filing.note},
        )
        settle(row, now=now)
    return filing


def clauses(contract: Contract, now: datetime) -> list[str]:
    """The annex's clauses on personal information."""
    return verb_and_clauses(pack_in_force(contract, now), DutyType.LAW_TRIGGER, PERSONAL_INFORMATION)[1]
