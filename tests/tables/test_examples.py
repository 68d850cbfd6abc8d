"""Each kind of table that people write, and what is right of it."""

import pytest

from kokoroe.plan.roster.table_form import ROSTER_TABLE
from tables.examples import EXAMPLES
from tables.judging import RIGHT, judged


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each.kind}: {each.says}")
def test_it_is_read_as_it_is_meant(example):
    verdict = judged(example, ROSTER_TABLE)
    assert (verdict.word, verdict.faults) == (RIGHT, ())
