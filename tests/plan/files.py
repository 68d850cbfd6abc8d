"""Files as contractors have them, made for the tests."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

HEADER = ("氏名", "会社・所属", "担当業務", "体制上の役割", "従事割合", "メール")
PEOPLE = (
    ("見本 太郎", "公共事業部", "統括", "情報管理責任者", "20%", "taro@contractor.example"),
    ("見本 花子", "公共事業部", "設計", "副責任者", "100%", "hanako@contractor.example"),
    ("例示 次郎", "協力会社", "試験", "作業従事者", "50%", "jiro@partner.example"),
)


TITLE = "作業従事者名簿"


def xlsx(rows: Sequence[Sequence[object]], *, title: str = "名簿") -> bytes:
    """A workbook with these rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def roster(*people: Sequence[object], header: Sequence[object] = HEADER) -> bytes:
    """A roster of these people, with a title above the header."""
    return xlsx([[TITLE], [], list(header), *(people or PEOPLE)])
