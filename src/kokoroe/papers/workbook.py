"""Reading a workbook that someone sent: refused before it is opened when it is no xlsx, or could do harm."""

from typing import TYPE_CHECKING

from openpyxl import load_workbook

from kokoroe.annex.text import Text
from kokoroe.outside.refused import FileRefused
from kokoroe.outside.workbooks import Bounds, damaged, look_over, own_parts

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, and of an xlsx with a password

# Tags and merged cells bound the memory: openpyxl makes a cell of each.
BOUNDS = Bounds(tags=400_000, merges=3_000, merged=100_000)


def parts_of(data: bytes, *, bounds: Bounds = BOUNDS) -> frozenset[str]:
    """The names of the parts within an xlsx, once it is known to be one and to be small enough.

    Raises:
        FileRefused: too large, packed or unpacked; no xlsx; with macros; with a password; damaged.
    """
    if data.startswith(_OLE):
        raise FileRefused(
            Text(
                ja="古い形式（.xls）か、パスワードのかかったファイルです。"
                "パスワードを外し、.xlsx で保存し直してください。",
                en="This is the old .xls format, or locked by a password. "
                "Remove the password and save it as .xlsx.",
            )
        )
    names = frozenset(look_over(data, bounds))
    if "xl/workbook.xml" not in names and not any(name.endswith("/workbook.xml") for name in names):
        raise damaged()
    if any(name.lower().endswith(("vbaproject.bin", ".xlm")) or "/macrosheets/" in name for name in names):
        raise FileRefused(
            Text(
                ja="マクロを含むファイルは受け付けません。マクロなしの .xlsx で保存し直してください。",
                en="A file with macros is not accepted. Save it as .xlsx without macros.",
            )
        )
    return names


def read_workbook(data: bytes, *, bounds: Bounds = BOUNDS) -> "Workbook":
    """The workbook of an xlsx. A stranger's is read in a process apart.

    Raises:
        FileRefused: as `parts_of`, and when what is inside is not as it should be.
    """
    parts_of(data, bounds=bounds)
    try:
        return load_workbook(own_parts(data), keep_links=False)
    except MemoryError:
        raise
    except Exception as error:  # openpyxl lets through whatever XML, zip or a descriptor raised
        raise damaged() from error
