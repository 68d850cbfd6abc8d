"""Headers of published forms that no list of words has."""

import pytest

from kokoroe.plan.roster.table_form import ROSTER_TABLE
from kokoroe.tables.answers import Answers
from kokoroe.tables.cells import Row, Sheet
from kokoroe.tables.form import IGNORE, NUMBER
from kokoroe.tables.read import read_table
from tables.published import PUBLISHED

NO_PLACE = (None, IGNORE, NUMBER)


@pytest.mark.parametrize("header", PUBLISHED, ids=lambda each: f"{each.form}: {each.word}")
def test_it_is_read_as_what_it_is_or_asked_about(header):
    # Beside the whole name, or in its place where the header is a name's.
    names = () if header.right and header.right[0] in ("name", "family_name") else ("氏名",)
    others = ("見本 太郎", "例示 花子")
    rows = [Row(1, (*names, "職位", header.word))]
    rows += [Row(n, (*(others[n - 2 :][: len(names)]), "担当", header.values[n - 2])) for n in (2, 3)]
    reading = read_table([Sheet("名簿", tuple(rows))], ROSTER_TABLE, Answers(), {})
    found = [column for table in reading.tables for column in table.columns if column.header == header.word]
    assert reading.trouble or found[0].target in (*NO_PLACE, *header.right)


def test_none_of_them_is_a_word_that_is_declared():
    declared = {word for field in (*ROSTER_TABLE.fields, *ROSTER_TABLE.parts) for word in field.words.split()}
    assert len(PUBLISHED) >= 50
    assert [header.word for header in PUBLISHED if header.word in declared] == []
