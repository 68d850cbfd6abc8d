"""A sentence for people, in both languages."""

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
