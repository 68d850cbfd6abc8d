"""The sample's reporting procedure: drawn up before work, confirmed, and brought up to date with the plan."""

from datetime import datetime

from kokoroe.duties.incidents.procedure import drafts, links
from kokoroe.duties.incidents.procedure.sections import rows
from kokoroe.duties.incidents.procedure.writings import DRAFTING
from kokoroe.groups.sample import Stage


def prepared(one: Stage, now: datetime) -> None:  # noqa: ARG001 (all scenes are given it)
    """A first version with a link for the cards."""
    confirmed(one, -219, "", reference="情政第19号")
    at = one.calendar.at(-217)
    links.create_link(seat=one.seat(one.officer, at), label="全員の携行カード", now=at)


def brought_up_to_date(one: Stage, now: datetime) -> None:  # noqa: ARG001 (all scenes are given it)
    """A second version, after the plan's slip was mended."""
    reason = "夜間休日窓口の電話番号を、実施計画書の訂正に合わせた。"
    confirmed(one, -119, reason, reference="情政第87号")


def confirmed(one: Stage, day: int, reason: str, *, reference: str) -> None:
    """Drawn up and handed in on the day, so many days from today; received and confirmed on the next."""
    at, later = one.calendar.at(day), one.calendar.at(day, 15)
    seat = one.seat(one.officer, at)
    draft = DRAFTING.begin(seat=seat, now=at)
    if reason:
        drafts.save_section(
            seat=seat,
            procedure=draft,
            edit=draft.edit,
            section="about",
            text=reason,
            rows=rows(draft.content, "about"),
            now=at,
        )
    draft.contract = one.contract
    submission = DRAFTING.submit(seat=one.seat(one.officer, later), draft=draft, edit=draft.edit, now=later)
    one.accept(submission, one.calendar.at(day + 1), reference=reference)
