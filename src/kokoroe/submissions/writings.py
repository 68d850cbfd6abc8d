"""The kinds of writing there are: each app that has something to submit registers it here.

A `Writing` tells what follows from a decision, inside the same transaction, and which page part shows its content.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kokoroe.annex.text import Text
from kokoroe.declare.names import take_name

if TYPE_CHECKING:
    from kokoroe.submissions.drafting import Drafting
    from kokoroe.submissions.models import Step, Submission


def nothing_follows(submission: "Submission", step: "Step", now: datetime) -> None:
    """For writings whose answer changes nothing else."""


def all_there(pks: "Collection[int]") -> "Collection[int]":  # noqa: ARG001
    """For writings that have arrived with their submission."""
    return ()


def none_newer(submission: "Submission") -> "Submission | None":  # noqa: ARG001
    """For writings that have no versions."""
    return None


@dataclass(frozen=True, slots=True)
class Writing:
    """A kind of writing: its name in `Submission.form`, its title, the letter that marks its numbers (体, 名, …).

    `follows(submission, step, now)` runs in the transaction of every step after the first; what it raises undoes the
    step. `detail(submission)` gives the template and its context with which the decision page shows the content.
    `whole` is the ability of those who may open its papers: who may see all that stands in them.
    `answer_changed(submission, step, now)` runs where something is added to an answer that the other side recorded:
    its time, or that the client stands by it or contests it. `away(pks)` gives those of these submissions that have
    not reached the client yet. `newer(submission)` gives a later version that is in (submitted, neither returned nor
    withdrawn): the older one is accepted no more.
    `drafting` says how it is drafted, where it is kept in versions of a contract.
    """

    form: str
    title: Text
    mark: str
    detail: "Callable[[Submission], tuple[str, dict[str, Any]]]"
    follows: "Callable[[Submission, Step, datetime], None]" = nothing_follows
    answer_changed: "Callable[[Submission, Step, datetime], None]" = nothing_follows
    away: "Callable[[Collection[int]], Collection[int]]" = all_there
    whole: str = "personal"
    newer: "Callable[[Submission], Submission | None]" = none_newer
    drafting: "Drafting[Any] | None" = None


_writings: dict[str, Writing] = {}
GONE = Text(
    "この種類の書面を扱う機能は、この環境にありません。書面のファイルと手続の記録は残っています。",
    "What handles writings of this kind is not installed here. Its papers and what became of it are kept.",
)


def register(writing: Writing) -> None:
    """Make a kind of writing known (from an app's `ready`).

    Raises:
        ValueError: another one has the same name.
    """
    take_name(_writings, writing.form, writing, "kind of writing")


def writing(form: str) -> Writing:
    """The kind of writing with this name; of an app that is no longer here, what can be shown without it."""
    return _writings.get(form) or Writing(form, Text(form, form), mark="", detail=gone)


def is_known(form: str) -> bool:
    """Whether an app that is here has writings of this name."""
    return form in _writings


def gone(submission: "Submission") -> tuple[str, dict[str, Any]]:  # noqa: ARG001
    """What is shown of a writing whose app is gone: its papers and steps alone."""
    return "submissions/gone.html", {"gone": GONE}
