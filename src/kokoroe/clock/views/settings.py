"""通知の設定: the server's address, mail and hours, each in a form of its own, and an organisation's channels."""

from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest, administrator
from kokoroe.accounts.operators import is_operator, operating_organisation
from kokoroe.clock.channels.catalog import KINDS
from kokoroe.clock.channels.models import channels_of
from kokoroe.clock.channels.setup import ENVIRONMENT, in_force


@administrator
def notice_settings(request: AccountRequest) -> HttpResponseBase:
    """Everything about how notices leave, as far as it is this account's to see."""
    context = {
        "setup": in_force(),
        "by_environment": ENVIRONMENT,
        "runs_server": is_operator(request.user, at=request.now),
        "operating": operating_organisation(),
        "channels": [
            {"row": channel, "kind": KINDS[channel.kind]}
            for channel in channels_of(request.user.person.organisation_id)
        ],
        "kinds": KINDS.values(),
    }
    return render(request, "clock/settings.html", context)
