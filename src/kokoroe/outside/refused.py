"""Why a stranger's file is not taken."""

from kokoroe.annex.text import Text


class FileRefused(ValueError):  # noqa: N818 (what happened, not a fault of ours)
    """The file cannot be taken. `text` says why and what to do, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


def too_much() -> FileRefused:
    """It took longer, or more memory, than any file of people does."""
    return FileRefused(
        Text(
            "ファイルを読むのに時間かメモリーがかかりすぎるので、止めました。表だけを新しいブックに写して保存し、選び直してください。",
            "Reading this file took too long or too much memory and was stopped. "
            "Copy the table alone into a new workbook and choose that.",
        )
    )


def unread() -> FileRefused:
    """Nobody foresaw what is in it."""
    return FileRefused(
        Text(
            "このファイルは読めません。表だけを新しいブックに写して保存し、選び直してください。",
            "This file cannot be read. Copy the table alone into a new workbook and choose that.",
        )
    )
