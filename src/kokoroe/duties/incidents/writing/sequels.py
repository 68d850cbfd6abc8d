"""What follows a report of a stage: a follow-up (続報) with the next number, or a correction of what was said.

A further version of a report that stands brings what has become known since, unless its author says that it corrects.
What was returned or withdrawn is corrected.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kokoroe.annex.text import Text, say
from kokoroe.duties.incidents.models import StageReport, which
from kokoroe.duties.incidents.stages import ENDED

FURTHER, CORRECTION = "further", "correction"
CHOICES = {
    FURTHER: Text("続報（新しく分かったことを報告する）", "A follow-up, with what has become known since"),
    CORRECTION: Text("訂正（前の報告の誤りを直す）", "A correction of what was reported"),
}


@dataclass(frozen=True, slots=True)
class Sequel:
    """A further version: the number of the report, whether that is new, and the reports before it."""

    version: int
    sequence: int
    further: bool
    before: tuple[StageReport, ...]

    @property
    def which(self) -> Text:
        """What it is, in words."""
        return which(version=self.version, sequence=self.sequence, further=self.further)

    def as_json(self) -> dict[str, Any]:
        """As the content of the report has it. What was withdrawn was never made."""
        made = [
            {
                "version": one.version,
                "sequence": one.sequence,
                "further": one.further,
                "at": one.submission.created_at.isoformat(),
                "number": one.submission.number,
            }
            for one in self.before
            if one.submission.standing != "withdrawn"
        ]
        return {"sequence": self.sequence, "further": self.further, "before": made}


def stands(report: StageReport | None) -> bool:
    """Whether something can follow this report, rather than take its place."""
    return report is not None and report.submission.standing not in ENDED


def sequel_of(reports: Iterable[StageReport], stage: str, chosen: str = "") -> Sequel | None:
    """What the next version of a stage's report would be; None for the first."""
    before = tuple(sorted((one for one in reports if one.stage == stage), key=lambda one: one.version))
    if not before:
        return None
    last = before[-1]
    further = stands(last) and chosen != CORRECTION
    return Sequel(last.version + 1, last.sequence + further, further, before)


def called(name: Text, which: Text) -> Text:
    """A report of this name, as the version that it is."""
    return say("{name}の{which}", "{name}, {which}", name=name, which=which) if which.ja else name


def called_in(content: Mapping[str, Any]) -> str:
    """What a report is called by its content, in Japanese. Further versions of before say nothing of it."""
    made = content.get("sequel")
    name = str(content["name"])
    return called(Text(name, name), which_in(made, content["version"])).ja if made else name


def which_in(made: Mapping[str, Any], version: int) -> Text:
    """What a version is, as contents keep it."""
    return which(version=version, sequence=made["sequence"], further=made["further"])
