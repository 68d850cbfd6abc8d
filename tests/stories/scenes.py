"""What stories with processes of their own share: the stage set up, the mails that came, and waiting for something."""

import json
import os
import subprocess
import sys
import time
from email import message_from_bytes, policy

from clock.channels.servers import MailBox
from installations import TESTS, Environment


def mailing(box: MailBox) -> Environment:
    """What lets an installation send its mail to this server."""
    return {"KOKOROE_SMTP_URL": f"smtp://127.0.0.1:{box.port}?from=kokoroe@city.example&security=none"}


def staged(environment: Environment, *scene: str, by: str = "backstage.py") -> dict[str, str]:
    """Set the stage with one of the programs here on a prepared installation; returns what it says of it."""
    path = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    made = subprocess.run(
        [sys.executable, TESTS / "stories" / by, *scene],
        env=environment | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


def mails(box: MailBox) -> list[tuple[str, str, str]]:
    """To whom, about what, and what was said."""
    found = [message_from_bytes(each.content, policy=policy.default) for each in box.got]
    return [(str(each["To"]), str(each["Subject"]).strip(), each.get_content()) for each in found]


def until(found, seconds: float = 60) -> float:
    """How many seconds it takes until something is so."""
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < seconds, "it did not come about"
        time.sleep(0.02)
    return time.monotonic() - began
