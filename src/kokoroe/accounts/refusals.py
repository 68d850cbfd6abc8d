"""What a verb says when it will not: an act refused with a sentence for the person who tried.

The two are no kinds of one another. What is not possible now is said where it was tried, and may be possible later.
What somebody has no right to is 403 everywhere and a line of the security log: no page takes it for the other.
"""

from django.core.exceptions import PermissionDenied

from kokoroe.annex.text import Text, say


class Refusal(Exception):  # noqa: N818 (a sentence, not a fault)
    """Nothing was changed. `text` says why and what to do.

    It is made of the sentence, or of its two languages with the `values` that `say` puts in; without values they are
    said as they stand, be there braces in them.
    """

    def __init__(self, sentence: Text | str, en: str = "", **values: Text | str) -> None:
        if isinstance(sentence, Text):
            self.text = sentence
        else:
            self.text = say(sentence, en, **values) if values else Text(sentence, en)
        super().__init__(self.text.ja)


class NotPossible(Refusal):
    """The act is not possible now."""


class NotAllowed(Refusal, PermissionDenied):
    """Whoever asks has no right to this act."""
