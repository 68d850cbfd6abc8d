"""What the pages of a plan ask for a seat."""

from django import template

from kokoroe.contracts.seats import Seat
from kokoroe.declare.comparison import Difference
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.redacting import compare_for

register = template.Library()


@register.simple_tag
def comparison_for(seat: Seat, version: PlanVersion) -> tuple[Difference, ...]:
    """The 新旧対照 of what the seat sees."""
    return compare_for(seat, version)
