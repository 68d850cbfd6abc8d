"""Files that are made to stop a server: each is refused by name, and nobody else waits for it.

`kokoroe run` as a process, to which a program sends them as rosters, forms and scans. Measured are the slowest refusal,
what the server's own processes hold more than before (those that parse are started and ended for it), and how long the
sign-in page takes meanwhile, against what it takes when nothing is sent.
"""

import io
import os
import re
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from openpyxl import Workbook

from bench.measure import Figure
from bench.server import descendants, free_port, wait_for

PAGES = 150
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
UNPROCESSABLE = 422


def figures() -> Iterator[Figure]:
    from django.conf import settings

    from bench import samples
    from kokoroe import clock
    from kokoroe.api.tokens import create_token

    now = clock.now()
    party = samples.party(people=3)
    submission = party.submit(party.prepared(now=samples.NOW), now=samples.NOW)
    samples.DRAFTING.begin(seat=samples.seat_of(party.officer, party.contract, at=now), now=now)
    _, token = create_token(
        by=party.officer, name="bench", scopes=("write", "personal"), strong=True, now=now
    )
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    at = f"{base}/api/v1/contracts/{party.contract.code}"
    roster, scan = f"{at}/plan/draft/roster/imports", f"{at}/writings/{submission.pk}/record"
    command = [
        sys.executable,
        "-m",
        "kokoroe",
        "run",
        "--data",
        str(settings.KOKOROE_DATA),
        "--port",
        str(port),
    ]
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "KOKOROE_URL": base}
    )
    try:
        wait_for(f"{base}/healthz")
        good = workbook()
        send(roster, token, "名簿.xlsx", good)  # what is loaded once, is
        quiet, held = pages(base, PAGES), memory(server.pid)
        slowest: list[tuple[float, str]] = []
        unnamed: list[str] = []
        ended = threading.Event()
        most = [held]

        made = bombs(good)

        def attack() -> None:
            for name, content in made.items():
                to = scan if name.startswith("scan") else roster
                begun = time.perf_counter()
                status, said = send(to, token, "a.pdf" if to == scan else "名簿.xlsx", content)
                slowest.append((time.perf_counter() - begun, name))
                most[0] = max(most[0], memory(server.pid))
                if status != UNPROCESSABLE or "。" not in said:
                    unnamed.append(f"{name}: {status} {said[:80]}")
            ended.set()

        attacker = threading.Thread(target=attack)
        attacker.start()
        busy: list[float] = []
        while not ended.is_set():
            busy += pages(base, 5)
        attacker.join()
        took, name = max(slowest)
        yield Figure(f"bombs: {len(slowest)} kinds, the slowest refusal", took, 3, "s", note=name)
        yield Figure("bombs: refused without a reason", len(unnamed), 0, "", note="; ".join(unnamed))
        yield Figure("bombs: memory of the server more than before", most[0] - held, 50, "MiB")
        yield Figure(
            "bombs: the sign-in page meanwhile", median(busy) / median(quiet), 3, "×",
            note=f"{1000 * median(busy):.0f} against {1000 * median(quiet):.0f} ms",
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait(20)


def pages(base: str, count: int) -> list[float]:
    """Seconds that the sign-in page took, each time."""
    found = []
    for _ in range(count):
        begun = time.perf_counter()
        urllib.request.urlopen(f"{base}/accounts/login/", timeout=60).read()
        found.append(time.perf_counter() - begun)
    return found


def memory(pid: int) -> float:
    """MiB that the server's own processes hold; those that parse files are not among them."""
    total = 0
    for process in [pid, *descendants(pid)]:
        folder = Path(f"/proc/{process}")
        try:
            if b"kokoroe.outside.child" in (folder / "cmdline").read_bytes():
                continue
            found = re.search(r"^Pss:\s+(\d+) kB", (folder / "smaps_rollup").read_text(), re.MULTILINE)
        except OSError:
            continue
        total += int(found[1]) if found else 0
    return total / 1024


def send(address: str, token: str, name: str, content: bytes) -> tuple[int, str]:
    """Send a file as a program does; the status, and what is said of it."""
    field = "scan" if address.endswith("record") else "file"
    fields = {"name": "accepted", "decider": "課長", "decided_on": "2026-03-20"} if field == "scan" else {}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    head = f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + b"\r\n--x--\r\n"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=x"}
    asked = urllib.request.Request(address, body, headers)
    try:
        with urllib.request.urlopen(asked, timeout=120) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def bombs(good: bytes) -> dict[str, bytes]:
    """The three that were found, and more kinds."""
    nested = b"<a>" * 450_000 + b"</a>" * 450_000
    row = b'<row r="%d"><c r="A%d" t="n"><v>1</v></c></row>'
    return {
        "262,000 merges": inside(good, SHEET, merges(262_000)),
        "cells of 4.8 MB": inside(good, SHEET, numbered(row, 790_000, 2)),
        "9 kB of nested tags": inside(good, SHEET, nested),
        "nested tags among styles": inside(good, STYLES, nested),
        "nested tags that hide": inside(good, SHEET, b"<a><!--</a>-->" * 200_000),
        "entities of entities": whole(good, STYLES, b'<!DOCTYPE x [<!ENTITY a "&b;&b;">]><x>&a;</x>'),
        "styles without end": inside(good, STYLES, numbered(b'<font a="%d"/>', 400_000)),
        "39 MiB of nothing": inside(good, SHEET, b" " * (39 << 20)),
        "a gigabyte of zeros": zeros(good, 1 << 30),
        "30,000 parts": many_parts(30_000),
        "CSV of one line": b"," * 9_000_000,
        "packed as no xlsx is": beside(good, "xl/a.xml", b"<a/>", zipfile.ZIP_LZMA),
        "another alphabet": whole(good, STYLES, b"<?xml version='1.0' encoding='utf-16'?><a/>"),
        "scan of 3,600 megapixels": png(60_000, 60_000),
        "scan: PDF that unpacks to gigabytes": pdf(zlib.compress(bytes(600 << 20), 9)),
        "scan: PDF packed twice": pdf(b"x", b"/Filter [/FlateDecode /FlateDecode]"),
        "scan of nothing": b"%PDF-1.4 fake",
    }


def workbook() -> bytes:
    book = Workbook()
    for row in (("氏名", "所属"), ("見本 太郎", "開発部")):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def numbered(form: bytes, count: int, times: int = 1) -> bytes:
    return b"".join(form % ((number,) * times) for number in range(3, count + 3))


def merges(count: int) -> bytes:
    return b"</sheetData><mergeCells>" + numbered(b'<mergeCell ref="A%d:B%d"/>', count, 2) + b"</mergeCells>"


def inside(good: bytes, part: str, content: bytes) -> bytes:
    """The workbook with something within a part: before the cells' end, or the fonts."""
    return changed(
        good, part, lambda found: re.sub(rb"(</sheetData>|<fonts)", lambda m: content + m[1], found, count=1)
    )


def whole(good: bytes, part: str, content: bytes) -> bytes:
    return changed(good, part, lambda _: content)


def changed(good: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def beside(good: bytes, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO(good)
    with zipfile.ZipFile(out, "a", method) as package:
        package.writestr(name, content)
    return out.getvalue()


def zeros(good: bytes, size: int) -> bytes:
    """A part of zeros, packed as it is written."""
    out = io.BytesIO(good)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package, package.open("xl/a.bin", "w") as part:
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    return out.getvalue()


def many_parts(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number in range(count):
            package.writestr(f"xl/{number}", b"")
    return out.getvalue()


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = b"".join(
        chunk(name, body) for name, body in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + rows


def pdf(packed: bytes, said: bytes = b"/Filter /FlateDecode") -> bytes:
    page = (
        b"1 0 obj\n<</Type /Page>>\nendobj\n2 0 obj\n<<"
        + said
        + b">>\nstream\n"
        + packed
        + b"\nendstream\nendobj\n"
    )
    return b"%PDF-1.7\n" + page + b"trailer\n<<>>\nstartxref\n9\n%%EOF\n"
