"""`kokoroe status CONTRACT`: how every duty stands, now or at any moment, as was known then or later."""

import argparse
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kokoroe.annex.text import Text
from kokoroe.cli.contract import contract_named
from kokoroe.cli.installed import open_installation
from kokoroe.cli.moments import in_japan, moment
from kokoroe.cli.outcome import DONE
from kokoroe.groups.commands import AS_JSON, CONTRACT, Argument, Command

if TYPE_CHECKING:
    from kokoroe.annex.answer import Answer
    from kokoroe.annex.moments import Moment
    from kokoroe.contracts.models import Contract

UNCONFIRMED = Text("相手方未確認", "not confirmed by the other party")


def run_status(arguments: argparse.Namespace) -> int:
    """Print each duty's answer, in the order of the clauses. Raises Refused; PackError."""
    at = moment(arguments.at, "--at") if arguments.at else None
    known_at = moment(arguments.known_at, "--known-at") if arguments.known_at else None
    open_installation(arguments.language)
    from kokoroe import clock
    from kokoroe.contracts.editions import reading_words
    from kokoroe.desk.assembling import answers

    at = at or clock.now()
    contract = contract_named(arguments.contract)
    found = answers(contract, at, known_at)
    reading = reading_words(contract, at, known_at)
    read = reading and reading.in_language(arguments.language)
    if arguments.json:
        told = decisions(contract, known_at or at, arguments.language)
        rows = [
            {
                **as_json(answer, at, arguments.language),
                "decisions": told.get(answer.clause, []),
                "reading": read,
            }
            for answer in found
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for answer in found:
            print_answer(answer, arguments.language)
        if read:
            print(arguments.say(f"別記：{read}", f"Annex: {read}"))
    return DONE


def decisions(contract: "Contract", known_at: datetime, language: str) -> dict[str, list[dict[str, Any]]]:
    """What the client decided on, by the clauses that asked for it, and how each was assured.

    `recorded_answer` is, of an answer that the contractor recorded, what the client said of it.
    """
    from kokoroe.submissions import assurance, confirming
    from kokoroe.submissions.models import Step

    found: dict[str, list[dict[str, Any]]] = {}
    steps = Step.objects.filter(
        submission__contract=contract, name__in=("accepted", "returned"), recorded_at__lte=known_at
    )
    for step in steps.select_related("submission", "link").prefetch_related("confirmations"):
        said = [row for row in step.confirmations.all() if row.at <= known_at]
        told = {
            "writing": step.submission.number,
            "step": step.name,
            "happened_at": as_known(step.moment),
            "recorded_at": in_japan(step.recorded_at),
            "assurance": step.assurance,
            "proof": step.proof,
            "stood_in": step.stands_for_id is not None,
            "words": assurance.words(step.assurance, step.proof, link=step.link).in_language(language),
            "recorded_answer": confirming.stand(said) if step.recorded_by_other else None,
        }
        for clause in step.submission.clauses:
            found.setdefault(clause, []).append(told)
    return found


def as_known(moment: "Moment") -> str | None:
    """A moment in ISO 8601; the day alone (JST) where nobody recorded the time."""
    return moment.day.isoformat() if moment.at is None else in_japan(moment.at)


def as_json(answer: "Answer", at: datetime, language: str) -> dict[str, Any]:
    """An answer in JSON's types: times in ISO 8601 with +09:00, `late_by` in seconds."""

    def said(text: Text | None) -> str | None:
        return None if text is None else text.in_language(language)

    late = answer.lateness(at)
    return {
        "clause": answer.clause,
        "duty": answer.duty,
        "type": answer.type.value,
        "timing": answer.timing.value,
        "state": answer.state.value,
        "since": None if answer.since_moment is None else as_known(answer.since_moment),
        "due_at": in_japan(answer.due_at),
        "late_by": None if late is None else late.total_seconds(),
        "changes_at": in_japan(answer.changes_at),
        "reason": said(answer.reason),
        "evidence": [{"label": said(one.label), "key": one.key} for one in answer.evidence],
        "next_step": said(answer.next_step),
        "owner": None if answer.owner is None else answer.owner.value,
        "each": [
            {
                "state": one.state.value,
                "due_at": in_japan(one.due_at),
                "reason": said(one.reason),
                "evidence": [{"label": said(each.label), "key": each.key} for each in one.evidence],
                "next_step": said(one.next_step),
                "owner": None if one.owner is None else one.owner.value,
            }
            for one in answer.each
        ],
        "stood": [
            {
                "due_at": in_japan(one.due_at),
                "moved_at": in_japan(one.moved_at),
                "late_by": one.late_by.total_seconds(),
                "about": one.about,
            }
            for one in answer.stood
        ],
        "unconfirmed": answer.unconfirmed,
        "recorded_later": answer.recorded_later
        and {
            "recorded_at": in_japan(answer.recorded_later.recorded_at),
            "delay": answer.recorded_later.delay.total_seconds(),
        },
    }


def print_answer(answer: "Answer", language: str) -> None:
    """Clause, state and duty on a line; below it why, and what comes next."""
    mark = f" ({UNCONFIRMED.in_language(language)})" if answer.unconfirmed else ""
    print(f"{answer.clause}\t{answer.state.label.in_language(language)}{mark}\t{answer.duty}")
    print(f"\t{answer.reason.in_language(language)}")
    if answer.recorded_later is not None:
        print(f"\t{answer.recorded_later.text.in_language(language)}")
    for one in answer.stood:
        print(f"\t{one.text.in_language(language)}")
    if answer.next_step is not None:
        print(f"\t→ {answer.next_step.in_language(language)}")


COMMAND = Command(
    "status",
    Text("契約の義務がどうなっているか", "how a contract's duties stand"),
    run_status,
    (
        CONTRACT,
        Argument("--at", Text("この時点の状況（既定は現在）", "as of then (default: now)"), metavar="TIME"),
        Argument(
            "--known-at",
            Text("この時点までに記録されていたことだけから", "from what had been recorded by then"),
            metavar="TIME",
        ),
        AS_JSON,
    ),
    epilog=Text(
        "TIME は 2026-04-01T10:00 又は 2026-04-01（その日の 00:00）。時差の指定がなければ日本時間。",
        "TIME: 2026-04-01T10:00, or 2026-04-01 for 00:00 of that day; Japan's time unless a zone is given.",
    ),
)
