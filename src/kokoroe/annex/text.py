"""A sentence for people, in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """What is said to a person: Japanese first, English complete."""

    ja: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence for a language code such as `ja` or `en-us`; what is not English reads Japanese."""
        return self.en if language.startswith("en") else self.ja

    def __str__(self) -> str:
        return self.ja


def say(ja: str, en: str, **values: Text | str) -> Text:
    """A sentence in both languages with `values` put in, each in the sentence's own language."""
    return Text(
        ja=ja.format(
            **{name: value.ja if isinstance(value, Text) else value for name, value in values.items()}
        ),
        en=en.format(
            **{name: value.en if isinstance(value, Text) else value for name, value in values.items()}
        ),
    )


def listed(texts: Iterable[Text]) -> Text:
    """Several things in one phrase."""
    texts = tuple(texts)
    return Text(ja="、".join(text.ja for text in texts), en=", ".join(text.en for text in texts))
