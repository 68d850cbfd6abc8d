"""What a stage's report still lacks, said before anybody tries to submit it."""

from dataclasses import dataclass
from datetime import datetime

from kokoroe.annex.days import spoken
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.stages import Stage
from kokoroe.duties.incidents.writing.details import values_of
from kokoroe.duties.incidents.writing.field import Growth
from kokoroe.duties.incidents.writing.fields import growth_of, wanted_in

DELAY = "delay_reason"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing; `key` is the field it is written into, or what has its own place on the page.

    `must`: without it nothing is submitted. The rest is advice.
    """

    key: str
    text: Text
    must: bool = True


def lacks(incident: Incident, stage: Stage) -> list[Lack]:
    """What is missing in the stage's report, the necessary first; two queries, one more from the plan on."""
    values = values_of(incident)
    found = [
        Lack(field.key, say("「{label}」を書いてください。", "Please fill in “{label}”.", label=field.label))
        for field in wanted_in(stage.subject)
        if not values[field.key]
    ]
    if values["client_effect"] == "some" and not values["client_effect_text"]:
        asked = Text("どのような影響かを書いてください。", "Please write what the effect is.")
        found.append(Lack("client_effect_text", asked))
    grown = growth_of(stage.subject)
    if grown >= Growth.PLAN:
        found += _of_tasks(incident, values, grown)
    if all(one.until is not None for one in incident.responders.all()):
        nobody = Text("緊急対応体制がまだ記録されていません。", "No emergency structure is on record yet.")
        found.append(Lack("responders", nobody, must=False))
    return sorted(found, key=lambda lack: not lack.must)


def _of_tasks(incident: Incident, values: dict[str, str], grown: Growth) -> list[Lack]:
    tasks = [task for task in incident.tasks.all() if task.dropped_at is None]
    if not tasks and not values["plan"]:
        return [
            Lack(
                "plan",
                Text(
                    "是正処置（暫定・恒久の措置）を一つ以上加えるか、「是正処置の内容」に書いてください。",
                    "Please add a corrective measure, or write what the corrective action is.",
                ),
                must=grown is Growth.PLAN,
            )
        ]
    undone = [task for task in tasks if task.done_at is None]
    if undone and grown is Growth.RESULT:
        return [
            Lack(
                "tasks",
                say(
                    "実施の記録がない措置が{n}件あります。残る課題に書くか、実施を記録してください。",
                    "{n} measures are not recorded as done. Record them, or say what remains.",
                    n=str(len(undone)),
                ),
                must=False,
            )
        ]
    return []


def needs_reason(stage: Stage, now: datetime) -> bool:
    """Whether the stage's time has passed without its answer, so that the reason for the delay is asked for (原則)."""
    answer = stage.answer
    if answer.due_at is None or answer.state is State.MET or not stage.duty.in_principle:
        return False
    return now > answer.due_at


def reason_wanted(stage: Stage) -> Text:
    """The sentence that asks for it."""
    assert stage.answer.due_at is not None, "nothing is late without a due time"
    return say(
        "期限（{due}）を過ぎています。遅れた理由を書いてください。",
        "The time for it ({due}) has passed. Please write why it is late.",
        due=spoken(stage.answer.due_at),
    )
