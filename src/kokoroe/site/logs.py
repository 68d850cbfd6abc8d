"""What the log may hold: no link that still opens something."""

import logging
import re

LINK = re.compile(r"(/(?:invitation|notified|answer)/|^/r/)[^/?\s]+")


class WithoutLinks(logging.Filter):
    """Writes … for a token in an address (invitation, notice, card, answer): a mistyped password would log it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                LINK.sub(r"\1…", each) if isinstance(each, str) else each for each in record.args
            )
        return True
