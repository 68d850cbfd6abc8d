"""Papers, rosters and passwords: little on top of what the libraries themselves take."""

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import count

import openpyxl
import typst
from django.contrib.auth.hashers import check_password
from django.test import Client

from bench import samples
from bench.measure import Figure, cpu_seconds, milliseconds, ratio
from kokoroe.papers import data, render
from kokoroe.plan import paper
from kokoroe.plan.content import content_of
from kokoroe.plan.roster.fields import FIELDS
from kokoroe.plan.roster.parse import read_roster
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.table import to_xlsx

ROWS, MANY, PEOPLE = 1000, 20_000, 100
PASSWORD = "kokoroe-bench-2026"


def figures() -> Iterator[Figure]:
    yield roster()
    yield from large_roster()
    yield starting()
    yield export()
    yield plan_pdf()
    yield signing_in()


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


def large_roster() -> Iterator[Figure]:
    """A full sheet of 20,000 people, parsed apart and read here, once: it takes its time."""
    content = to_xlsx(
        [Person({**line, "email": f"p{n}@sample.example"}) for n, line in enumerate(samples.lines(MANY))]
    )
    apart = "import resource, sys, time; from kokoroe.tables.apart import read; content = sys.stdin.buffer.read(); "
    apart += "begun = time.process_time(); read(content, {'filename': 'a.xlsx'}); print(time.process_time() - begun, "
    apart += "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    done = subprocess.run([sys.executable, "-c", apart], input=content, capture_output=True, check=True)
    parsing, memory = map(float, done.stdout.split())

    def ours() -> None:
        _, parsed = read_roster(content, "名簿.xlsx")
        assert len(parsed.people) == MANY

    def peer() -> None:
        for sheet in openpyxl.load_workbook(BytesIO(content), data_only=True):
            for _ in sheet.iter_rows(values_only=True):
                pass

    mine, theirs = cpu_seconds(ours), cpu_seconds(peer)
    note = f"openpyxl's reading, {mine:.1f} and {theirs:.1f} s; {parsing:.1f} s of it in the process apart"
    yield Figure(f"roster: {MANY:,} rows × {len(FIELDS)} columns read", mine / theirs, 3, "×", note=note)
    yield Figure(f"roster: memory of the process apart, {MANY:,} rows", memory, 300, "MiB")


def starting() -> Figure:
    """The command that imports a roster, until it looks for its contract, against the bare start of the same apps."""
    command = [sys.executable, "-m", "kokoroe", "roster", "import", "no-such-contract", __file__]
    bare = [sys.executable, "-c", "import django; django.setup()"]

    def run(command: list[str]) -> None:
        subprocess.run(command, capture_output=True, check=False)

    times, a, b = ratio(lambda: run(command), lambda: run(bare), rounds=5)
    return Figure("roster: the command's start", times, 2, "×", note=f"django.setup(), {milliseconds(a, b)}")


def export() -> Figure:
    """A 1,000-row roster as a workbook, against openpyxl's bare writing of the same cells."""
    people = [Person(line) for line in samples.lines(ROWS)]
    rows = [list(row) for row in openpyxl.load_workbook(BytesIO(to_xlsx(people))).active.values]

    def ours() -> None:
        to_xlsx(people)

    def peer() -> None:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(BytesIO())

    times, a, b = ratio(ours, peer, rounds=5)
    return Figure(
        "roster: 1,000 rows exported", times, 3, "×", note=f"openpyxl's writing, {milliseconds(a, b)}"
    )


def signing_in() -> Figure:
    """An address and a password sent to the page that asks for them, against the hash alone."""
    known = samples.party(people=0).officer
    known.set_password(PASSWORD)
    known.save()

    def ours() -> None:
        answer = Client(SERVER_NAME="127.0.0.1").post(
            "/accounts/login/", {"login": known.email, "password": PASSWORD}
        )
        assert answer.status_code == 302

    times, a, b = ratio(ours, lambda: check_password(PASSWORD, known.password), rounds=5)
    return Figure("sign-in: a password checked", times, 2, "×", note=f"the hash alone, {milliseconds(a, b)}")


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
