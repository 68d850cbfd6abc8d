"""What meets the outside goes through one door: what leaves, and what strangers send."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "kokoroe"
FILES = {
    str(path.relative_to(SOURCE)): path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts
}

REACHING_OUT = {
    "aiohttp", "asyncio", "ftplib", "http.client", "httpx", "imaplib", "logging.handlers", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc",
}  # fmt: skip
DOORS = {
    "outside/reaching.py": "the door",
    "clock/channels/mail.py": "the mail server that the operator set",
    "cli/looks.py": "asks where the syslog host that the operator set leads, and connects to nothing",
    "site/security_log.py": "the syslog that the operator set",
    "cli/serve.py": "listens; connects to nothing",
    "ledger/witness/asking.py": "the other party's own program: asks the server that its user named, and follows no redirect",
    "ledger/witness/telling.py": "the same: hands a mail to the server that its user named",
}


@cache
def imported(path: Path) -> frozenset[str]:
    """Every module that a file imports, wherever it stands, also as the parent of a name."""
    return frozenset(imports_in(path))


def imports_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def importing(modules: set[str]) -> set[str]:
    """The files that import one of the modules, or something of it."""
    return {
        name
        for name, path in FILES.items()
        if any(f"{each}.".startswith(f"{module}.") for each in imported(path) for module in modules)
    }


def test_requests_leave_by_one_door():
    assert importing(REACHING_OUT) == set(DOORS)


def test_apprise_is_used_only_where_it_is_led_through_the_door():
    assert importing({"apprise"}) == {"clock/channels/chat.py"}


PARSERS = {
    "PIL", "csv", "defusedxml", "fitz", "gzip", "lxml", "lzma", "bz2", "openpyxl", "pikepdf", "pypdf", "shutil.unpack_archive",
    "tarfile", "xml", "zipfile", "zlib",
}  # fmt: skip
OPENERS = {
    "outside/workbooks.py": "looks over a zip, and parses nothing of it",
    "outside/scans.py": "looks over a scan, and unpacks into nothing",
    "papers/workbook.py": "reads a workbook: apart",
    "papers/fill.py": "fills a form: apart",
    "papers/xlsx.py": "writes",
    "tables/files.py": "reads a table: apart",
    "tables/opendocument.py": "reads a table: apart",
    "tables/workbook.py": "reads a table: apart",
    "plan/roster/table.py": "writes",
    "keeping/export.py": "writes",
    "ledger/stamp_files.py": "writes; of a file of one's own reads four parts, each to a bound, on one's own machine",
    "cli/archive.py": "the operator's own backup",
}


def test_only_these_know_how_to_open_a_file():
    assert importing(PARSERS) == set(OPENERS)


def test_strangers_workbooks_are_read_apart_alone():
    """What reads is used by itself, and by the module that hands files to the process apart."""
    apart = "plan/roster/apart.py"
    read = "kokoroe.tables.files.read_sheets"
    assert importing({"kokoroe.papers.fill"}) == {apart}
    assert importing({"kokoroe.tables.files.parsed"}) == {"tables/apart.py"}
    assert importing({"kokoroe.papers.workbook.read_workbook"}) == {"papers/fill.py"}
    assert importing({"kokoroe.tables.workbook.read_workbook"}) == {"tables/files.py"}
    assert importing({read, "kokoroe.plan.roster.parse.read_roster"}) == {"plan/roster/parse.py"}
