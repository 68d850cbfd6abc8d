"""What must not be done: a rule is kept as long as nothing on record breaks it."""

from dataclasses import dataclass

from kokoroe.annex.days import spoken
from kokoroe.annex.facts import Breached
from kokoroe.annex.pack import Duty, Params, Subject
from kokoroe.annex.scene import Finding, Scene
from kokoroe.annex.state import State
from kokoroe.annex.text import say


@dataclass(frozen=True, slots=True, kw_only=True)
class ProhibitionGate(Params):
    """Nothing of `subject` may be done."""

    subject: Subject

    def subjects(self) -> tuple[Subject, ...]:
        """What is watched for breaches."""
        return (self.subject,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival(ProhibitionGate):
    """The same without an end date: it outlives the contract."""


def judge_prohibition(duty: Duty, params: ProhibitionGate, scene: Scene) -> Finding:
    """Broken while a breach on record has not been put right, else met since kokoroe watches."""
    return uncured(duty, scene, params.subject) or unbroken(scene, params.subject)


def uncured(duty: Duty, scene: Scene, subject: str) -> Finding | None:
    """The finding for the first breach that has not been put right; None when there is none."""
    standing = [breach for breach in scene.facts.latest(Breached, subject).values() if not breach.cured]
    if not standing:
        return None
    first = min(standing, key=lambda breach: (breach.happened_at, breach.ref))
    return Finding(
        state=State.BROKEN,
        reason=say(
            "{when}の違反が是正されていません：{what}。",
            "A breach of {when} has not been put right: {what}.",
            when=spoken(first.happened_at),
            what=first.what,
        ),
        since=first.happened_at,
        evidence=first.evidence,
        next_step=say("是正し、その結果を記録する", "Put it right and record how"),
        owner=duty.debtor,
    )


def unbroken(scene: Scene, subject: str) -> Finding:
    """The finding when every breach on record was put right, or there never was one."""
    watched = scene.watched_since(subject)
    cured = [breach for breach in scene.facts.latest(Breached, subject).values() if breach.cured]
    if cured:
        last = max(cured, key=lambda breach: (breach.happened_at, breach.ref))
        return Finding(
            state=State.MET,
            reason=say(
                "最後の違反は{when}に是正されました。",
                "The last breach was put right on {when}.",
                when=spoken(last.happened_at),
            ),
            since=last.happened_at,
            evidence=last.evidence,
        )
    return Finding(
        state=State.MET,
        reason=say(
            "{when}から確かめており、違反の記録はありません。",
            "Watched since {when}; no breach is on record.",
            when=spoken(watched) if watched else "",
        ),
        since=watched,
    )
