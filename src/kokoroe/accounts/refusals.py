"""What a verb says when it will not: an act refused with a sentence for the person who tried."""

from kokoroe.annex.text import Text


class NotPossible(Exception):  # noqa: N818 (a sentence, not a fault)
    """The act is not possible now; nothing was changed. `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


class NotAllowed(NotPossible):
    """The seat does not carry this act."""
