"""What the process apart is made to do in tests."""

import os

from kokoroe.annex.text import Text
from kokoroe.outside.refused import FileRefused


def look(content, said):
    secrets = [name for name in os.environ if "KOKOROE" in name]
    return {**said, "process": os.getpid(), "secrets": secrets}, content


def refuse(content, said):
    raise FileRefused(Text("だめです", "no"))


def fail(content, said):
    return {"far": 10**5000}, b""


def hoard(content, said):
    return {}, bytes(2 << 30)


def turn(content, said):
    while True:
        pass
