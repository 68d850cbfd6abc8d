"""Nobody decides on what they submitted, nor twice on the same writing, whatever seat they come from.

The same is who has the same account, the same person behind it or the same e-mail address, or who stands in for such
a one. Asked by the verbs themselves, so that no page, link or operation can leave it out.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotAllowed
from kokoroe.contracts.seats import Seat
from kokoroe.submissions.models import Step, Submission


def refuse_own(seat: Seat, ability: str, submission: Submission, steps: Sequence[Step]) -> None:
    """Refuse whoever submitted it, belongs to who did, or stands in for either.

    Raises:
        NotAllowed: they do.
    """
    deciding = list(behind(seat, ability))
    submitting = [submission.created_by, *chain.from_iterable(map(takers, steps_named(steps, "submitted")))]
    homes = {submission.contract.contractor_id, *(one.person.organisation_id for one in submitting)}
    if any(one.person.organisation_id in homes for one in deciding) or same(deciding, submitting):
        raise NotAllowed(
            "自分又は自分の団体が提出した書面を決定することはできません。",
            "Nobody decides on what they or their organisation submitted.",
        )


def refuse_second_hand(seat: Seat, ability: str, steps: Sequence[Step]) -> None:
    """Refuse whoever proposed the decision, also where one of the two only stands in.

    Raises:
        NotAllowed: they did.
    """
    proposed = list(chain.from_iterable(map(takers, steps_named(steps, "endorsed"))))
    if same(behind(seat, ability), proposed):
        raise NotAllowed(
            "起案した人は決裁できません。別の人が決裁してください（代理でも同じです）。",
            "Whoever proposed it cannot decide on it, nor can a stand-in for them. Somebody else has to.",
        )


def behind(seat: Seat, ability: str) -> Iterator[Account]:
    """Whose hand it is when this seat acts by an ability: the account's, and of whom it stands in for."""
    yield seat.account
    for absent in (seat.on_behalf_of(ability), seat.standing_in_for):
        if absent is not None:
            yield absent


def takers(step: Step) -> Iterator[Account]:
    """Who took a step, and for whom."""
    yield step.by
    if step.stands_for is not None:
        yield step.stands_for


def steps_named(steps: Sequence[Step], name: str) -> Iterator[Step]:
    """The steps of this name."""
    return (step for step in steps if step.name == name)


def same(some: Iterable[Account], others: Iterable[Account]) -> bool:
    """Whether anybody is among both."""
    return not marks(some).isdisjoint(marks(others))


def marks(accounts: Iterable[Account]) -> set[tuple[str, object]]:
    """By what an account's person is known."""
    found: set[tuple[str, object]] = set()
    for one in accounts:
        found |= {("account", one.pk), ("person", one.person_id)}
        found |= {("address", each.strip().lower()) for each in (one.email, one.person.email) if each.strip()}
    return found
