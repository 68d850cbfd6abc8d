"""How a command ends: 0 when it did what was asked, 1 when the answer is bad, 2 when the input was."""

from kokoroe.annex.text import Text

DONE = 0
BAD_ANSWER = 1
BAD_INPUT = 2


class Refused(Exception):  # noqa: N818 (a sentence, not a fault)
    """The command cannot do this; nothing was changed. `text` says why and what to do (exit 2)."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


def refusal(ja: str, en: str) -> Refused:
    """A refusal in both languages."""
    return Refused(Text(ja, en))
