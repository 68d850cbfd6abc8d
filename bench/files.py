"""Papers and rosters: little on top of what the libraries themselves take."""

import json
from collections.abc import Iterator
from io import BytesIO
from itertools import count

import openpyxl
import typst

from bench import samples
from bench.measure import Figure, milliseconds, ratio
from kokoroe.papers import data, render
from kokoroe.plan import paper
from kokoroe.plan.content import content_of
from kokoroe.plan.roster.parse import read_roster
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.table import to_xlsx

ROWS, PEOPLE = 1000, 100


def figures() -> Iterator[Figure]:
    yield roster()
    yield plan_pdf()


def roster() -> Figure:
    """A 1,000-row roster, read, mapped and checked, against openpyxl's bare reading of the same file."""
    content = to_xlsx([Person(line) for line in samples.lines(ROWS)])

    def ours() -> None:
        _, parsed = read_roster(content, "名簿.xlsx")
        assert len(parsed.people) == ROWS

    def peer() -> None:
        book = openpyxl.load_workbook(BytesIO(content), data_only=True)
        for sheet in book:
            for _ in sheet.iter_rows(values_only=True):
                pass

    times, a, b = ratio(ours, peer, rounds=5)
    return Figure(
        "roster: 1,000 rows imported", times, 3, "×", note=f"openpyxl's reading, {milliseconds(a, b)}"
    )


def plan_pdf() -> Figure:
    """A 100-person plan as PDF, warm, against the bare typst compile of the same data."""
    party = samples.party(people=PEOPLE)
    version = party.prepared(now=samples.NOW)
    content = content_of(version)
    numbers = count(
        1
    )  # every paper is another one, so that nothing is answered from what was laid out before
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(render.HERE / "fonts")]
    )
    compiler = typst.Compiler(
        str(render.PACKAGE / render.template_path("plan")), root=str(render.PACKAGE), font_paths=fonts
    )
    stamp = int(samples.NOW.timestamp())

    def ours() -> None:
        paper.plan_pdf(version, number=f"2025-計-{next(numbers)}", now=samples.NOW)

    inputs = []
    for _ in range(10):
        made = paper.plan_paper(version, content, number=f"2025-計-{next(numbers)}", now=samples.NOW)
        inputs.append({"data": json.dumps(data.to_json(made), ensure_ascii=False, sort_keys=True)})

    def peer() -> None:
        compiler.compile(format="pdf", pdf_standards="a-2b", sys_inputs=inputs.pop(), timestamp=stamp)

    times, a, b = ratio(ours, peer, rounds=9)
    return Figure(
        "paper: a 100-person plan as PDF, warm", times, 1.5, "×", note=f"bare typst, {milliseconds(a, b)}"
    )
