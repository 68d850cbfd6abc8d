"""`kokoroe release send|drop`: after a restore, whether the notices that wait go out."""

import argparse

from kokoroe.annex.text import Text
from kokoroe.cli.installed import open_installation
from kokoroe.cli.outcome import DONE
from kokoroe.groups.commands import Argument, Command

SEND, DROP = "send", "drop"


def run_release(arguments: argparse.Namespace) -> int:
    """Send what waits, or drop it. Raises Refused where there is no installation, NotPossible where nothing waits."""
    open_installation(arguments.language)
    from kokoroe import clock
    from kokoroe.clock.restoring import release

    count = release(by=None, sends=arguments.what == SEND, now=clock.now())
    if arguments.what == SEND:
        said = arguments.say(
            f"待っていた通知 {count} 件を送ります。", f"{count} notices that waited are sent."
        )
    else:
        said = arguments.say(
            f"待っていた通知 {count} 件は送りません。これからのものは送ります。",
            f"{count} notices that waited are not sent; what comes from now on is.",
        )
    print(said)
    return DONE


COMMAND = Command(
    "release",
    Text(
        "復元のあと待っている通知を、送る（send）か送らない（drop）",
        "send or drop what waits after a restore",
    ),
    run_release,
    (
        Argument(
            "what",
            Text(
                "send：前のサーバーはもうない。drop：前のサーバーが送った、又は動いている",
                "send: the server from before is gone; drop: it has sent them, or still runs",
            ),
            choices=(SEND, DROP),
        ),
    ),
)
