"""Submissions with their steps and papers, how a client decides, and what it said of recorded answers."""

from kokoroe.submissions.models.deciding import Confirmation, DecisionRule
from kokoroe.submissions.models.links import AnswerAddress, AnswerCode, AnswerLink, reached_from
from kokoroe.submissions.models.versions import Version
from kokoroe.submissions.models.writings import CLOSING, Paper, Step, Submission

__all__ = [
    "CLOSING",
    "AnswerAddress",
    "AnswerCode",
    "AnswerLink",
    "Confirmation",
    "DecisionRule",
    "Paper",
    "Step",
    "Submission",
    "Version",
    "reached_from",
]
