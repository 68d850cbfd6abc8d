"""The same reader for tables that are no rosters."""

import pytest

from kokoroe.tables.answers import Answers
from kokoroe.tables.files import read_sheets
from kokoroe.tables.read import read_table
from tables.grids import people_of, xlsx
from tables.judging import told
from tables.other_tables import TABLES


@pytest.mark.parametrize(
    ("form", "drawn", "right"), TABLES, ids=["a survey", "an attendance sheet", "a register of assets"]
)
def test_it_is_read_by_its_declaration_alone(form, drawn, right):
    reading = read_table(read_sheets(xlsx(("台帳", drawn)), "台帳.xlsx"), form, Answers(), {})
    assert [told(record.values) for record in reading.records] == people_of(right)
    assert reading.ok
