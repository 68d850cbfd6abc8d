"""The annex's verbs of consent. The Japanese word is kept as written; English says it beside."""

from dataclasses import dataclass

from kokoroe.annex.text import Text


@dataclass(frozen=True, slots=True)
class Verb:
    """`act`: 了承 / acknowledgement. `done`: 了承され / acknowledged."""

    act: Text
    done: Text


def _verb(word: str, noun: str, participle: str) -> Verb:
    return Verb(
        act=Text(ja=word, en=f"{noun} ({word})"), done=Text(ja=f"{word}され", en=f"{participle} ({word})")
    )


VERBS = {
    "了承": _verb("了承", "acknowledgement", "acknowledged"),
    "承認": _verb("承認", "approval", "approved"),
    "承諾": _verb("承諾", "consent", "consented to"),
    "許可": _verb("許可", "permission", "permitted"),
    "合意": _verb("合意", "agreement", "agreed"),
    "確認": _verb("確認", "confirmation", "confirmed"),
    "協議": _verb("協議", "consultation", "talked over"),
    "受理": _verb("受理", "acceptance", "accepted"),
}

_UNSPECIFIED = VERBS["受理"]


def verb(word: str) -> Verb:
    """The verb for the annex's word; a word of another annex reads as acceptance in English."""
    if not word:
        return _UNSPECIFIED
    return VERBS.get(word) or _verb(word, "acceptance", "accepted")
