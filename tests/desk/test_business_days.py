"""Duties counted in business days, under an annex of one's own: the desk knows when offices are closed."""

import dataclasses
from datetime import date

import pytest

from kokoroe import packs
from kokoroe.annex.days import end_of_day
from kokoroe.contracts.models import Contract
from kokoroe.contracts.moving import set_date
from kokoroe.desk import assembling, standings
from people import NOW, people

SHIPPED = packs.find("kojin-joho") / "pack.yaml"
WORD = """\
      due:
        word: {ja: 直ちに, en: immediately}
        after: signed
"""


@pytest.fixture
def annex(tmp_path, settings):
    """The same annex, which now gives three business days."""
    settings.KOKOROE_PACKS = tmp_path
    text = SHIPPED.read_text("utf-8")
    assert text.count(WORD) == 1
    (tmp_path / "eigyobi").mkdir()
    (tmp_path / "eigyobi" / "pack.yaml").write_text(
        text.replace(WORD, "      due: {business_days: 3, after: signed}\n").replace(
            "name: kojin-joho", "name: eigyobi"
        ),
        "utf-8",
    )
    return "eigyobi"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("signed", "due"),
    [
        (date(2026, 4, 28), date(2026, 5, 7)),  # 29 April, a weekend, and 3 to 6 May lie between
        (date(2026, 12, 25), date(2027, 1, 5)),
        (date(2026, 3, 16), date(2026, 3, 19)),
    ],
)
def test_the_page_the_portfolio_and_the_command_count_the_same_days(annex, signed, due):
    party = people(annex=annex)
    set_date(seat=party.officer_seat, name="signed", on=signed, now=NOW)
    found = {one.duty: one for one in assembling.answers(party.contract, NOW)}
    judged = assembling.judged(party.contract, NOW, None).answers
    contract = Contract.objects.select_related("tree").get()
    ((board, _),) = standings.evaluated([contract], NOW)
    assert [one.due_at for one in (found["structure"], {one.duty: one for one in judged}["structure"])] == [
        end_of_day(due)
    ] * 2
    assert board.next is not None
    assert board.next.due_at == end_of_day(due)
    assert dataclasses.asdict(found["structure"])["runs_from"].date() == signed
