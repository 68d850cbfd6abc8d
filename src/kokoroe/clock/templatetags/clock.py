"""What pages of other apps say about notices: what is not set up, and who was told."""

from typing import Any

from django import template

from kokoroe.accounts.operators import administers, operating_organisation
from kokoroe.clock.channels.setup import in_force

register = template.Library()


@register.inclusion_tag("clock/reach.html", takes_context=True)
def reach(context: dict[str, Any]) -> dict[str, Any]:
    """What keeps notices from reaching people, with who can set it; nothing where all is set."""
    setup = in_force()
    request = context["request"]
    lacks_mail = setup.mail is None
    if not (lacks_mail or setup.lacks_address):
        return {"lacks": False}
    home, user = operating_organisation(), request.user
    return {
        "lacks": True,
        "lacks_mail": lacks_mail,
        "problem": setup.problem,
        "lacks_address": setup.lacks_address,
        "may_set": user.is_authenticated and home is not None and administers(user, home, at=request.now),
        "operating": home,
    }
