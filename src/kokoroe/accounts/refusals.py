"""What a verb says when it will not: an act refused with a sentence for the person who tried."""

from kokoroe.annex.text import Text, say


class NotPossible(Exception):  # noqa: N818 (a sentence, not a fault)
    """The act is not possible now; nothing was changed. `text` says why and what to do.

    It is made of the sentence, or of its two languages with the `values` that `say` puts in; without values they are
    said as they stand, be there braces in them.
    """

    def __init__(self, sentence: Text | str, en: str = "", **values: Text | str) -> None:
        if isinstance(sentence, Text):
            self.text = sentence
        else:
            self.text = say(sentence, en, **values) if values else Text(sentence, en)
        super().__init__(self.text.ja)


class NotAllowed(NotPossible):
    """The seat does not carry this act."""
