"""What is printed of a report link: wallet cards and a poster."""

from datetime import datetime

from kokoroe.annex.days import date_in_japan
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure import paper
from kokoroe.papers.file_names import file_name

PRINTED = {"card": ("携行カード", paper.card_pdf), "poster": ("報告先の掲示", paper.poster_pdf)}


def name_of(word: str, current: Procedure, now: datetime) -> str:
    """What the file is called."""
    return file_name(date_in_japan(now), word, f"第{current.number}版")
