"""What meets the outside goes through one door: what leaves, and what strangers send."""

import ast
from collections.abc import Iterator
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
}


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever it stands, also as the parent of a name."""
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
