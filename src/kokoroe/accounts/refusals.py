"""What a verb says when it will not: an act refused with a sentence for the person who tried."""

from kokoroe.annex.text import Text, say


class NotPossible(Exception):  # noqa: N818 (a sentence, not a fault)
    """The act is not possible now; nothing was changed. `text` says why and what to do.

    It is made of the sentence, or of its two languages with the `values` that `say` puts in.
    """

    def __init__(self, sentence: Text | str, en: str = "", **values: Text | str) -> None:
        self.text = sentence if isinstance(sentence, Text) else say(sentence, en, **values)
        super().__init__(self.text.ja)


class NotAllowed(NotPossible):
    """The seat does not carry this act."""
