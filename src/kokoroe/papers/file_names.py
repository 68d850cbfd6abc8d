"""Names of files as offices keep them: YYYYMMDD_件名_版.pdf."""

import re
import unicodedata
from datetime import date

# What Windows, macOS or a mail gateway will not have in a name; nor spaces, which get lost.
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\s_.~#%&{}]+')
# ext4 and APFS stop at 255 bytes, Windows at 255 UTF-16 units; the day, version and suffix need the rest.
TITLE_BYTES = 150


def file_name(day: date, title: str, version: str = "", suffix: str = ".pdf") -> str:
    """The file's name, safe on Windows, macOS and Linux: `20261120_実施体制の変更_第4版.pdf`.

    `day` is the paper's day (JST). What no system accepts is replaced by a hyphen; a long title is cut.
    """
    parts = [f"{day:%Y%m%d}", _safe(title) or "書面", _safe(version)]
    return "_".join(part for part in parts if part) + suffix


def _safe(text: str) -> str:
    text = _UNSAFE.sub("-", unicodedata.normalize("NFC", text))
    shown = "".join(c for c in text if not unicodedata.category(c).startswith("C"))
    return shown.encode()[:TITLE_BYTES].decode(errors="ignore").strip("-")
