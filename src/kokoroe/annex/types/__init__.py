"""The sixteen types of duty, each with its parameters and its rule. A pack says which duty is of which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kokoroe.annex.pack import Duty, DutyType, Params
from kokoroe.annex.scene import Finding, Scene
from kokoroe.annex.types import adherence, assets, breaches, documents, gates, people, responses


@dataclass(frozen=True, slots=True)
class Rule:
    """What a type takes, and how a duty of it is judged."""

    params: type[Params]
    judge: Callable[[Duty, Any, Scene], Finding]


RULES = {
    DutyType.ROSTER: Rule(documents.Roster, documents.judge_roster),
    DutyType.PREPARE_DOCUMENT: Rule(documents.PrepareDocument, documents.judge_document),
    DutyType.PERIODIC_REPORT: Rule(documents.PeriodicReport, documents.judge_periodic),
    DutyType.PRIOR_CONSENT: Rule(gates.PriorConsent, gates.judge_consent),
    DutyType.CHANGE_CONTROL: Rule(gates.ChangeControl, gates.judge_change),
    DutyType.TRAIN_BRIEF: Rule(people.TrainBrief, people.judge_training),
    DutyType.INCIDENT_CHAIN: Rule(responses.IncidentChain, responses.judge_response),
    DutyType.INSPECTION: Rule(responses.Inspection, responses.judge_response),
    DutyType.CONSULTATION: Rule(responses.Consultation, responses.judge_response),
    DutyType.LAW_TRIGGER: Rule(responses.LawTrigger, responses.judge_law),
    DutyType.PROHIBITION_GATE: Rule(breaches.ProhibitionGate, breaches.judge_prohibition),
    DutyType.SURVIVAL: Rule(breaches.Survival, breaches.judge_prohibition),
    DutyType.CUSTODY_LOG: Rule(assets.CustodyLog, assets.judge_custody),
    DutyType.END_DISPOSITION: Rule(assets.EndDisposition, assets.judge_disposition),
    DutyType.STANDARD_ADHERENCE: Rule(adherence.StandardAdherence, adherence.judge_standard),
    DutyType.FLOW_DOWN: Rule(adherence.FlowDown, adherence.judge_flow_down),
}
