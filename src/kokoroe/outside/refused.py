"""Why a stranger's file is not taken."""

from kokoroe.annex.text import Text


class FileRefused(ValueError):  # noqa: N818 (what happened, not a fault of ours)
    """The file cannot be taken. `text` says why and what to do, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text
