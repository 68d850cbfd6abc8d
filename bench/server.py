"""`kokoroe run` as a process: how soon it answers, and what it holds in memory after work."""

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure

VIEWS, PAPERS, PEOPLE = 1000, 20, 300
PASSWORD = "ひらけごま-2026-open"


def figures() -> Iterator[Figure]:
    from django.conf import settings
    from django.urls import reverse

    from bench import samples

    party = samples.party(people=PEOPLE)
    draft = party.prepared(now=samples.NOW)
    party.officer.set_password(PASSWORD)
    party.officer.save()
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    begun = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "kokoroe", "run", "--data", str(settings.KOKOROE_DATA), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "KOKOROE_URL": base},
    )
    try:
        wait_for(f"{base}/healthz")
        yield Figure("run: first answer on existing data", time.perf_counter() - begun, 3, "s")
        browser = sign_in(base, party.officer.email)
        page = f"{base}{reverse('contract', args=[party.contract.code])}"
        for _ in range(VIEWS):
            browser.open(page).read()
        pdf = f"{base}{reverse('plan_preview', args=[party.contract.code])}"
        for _ in range(PAPERS):
            assert browser.open(pdf).read().startswith(b"%PDF"), draft
        yield Figure(
            "run: memory after 1,000 pages and twenty 300-row papers", memory(server.pid), 250, "MiB"
        )
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Until it answers, for twenty seconds at most."""
    for _ in range(400):
        try:
            urllib.request.urlopen(address, timeout=5).read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"{address} does not answer")


def sign_in(base: str, email: str) -> urllib.request.OpenerDirector:
    """A browser with a session."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = browser.open(f"{base}/accounts/login/").read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert found
    fields = {"csrfmiddlewaretoken": found[1], "login": email, "password": PASSWORD}
    browser.addheaders = [("Referer", f"{base}/accounts/login/")]
    browser.open(f"{base}/accounts/login/", urllib.parse.urlencode(fields).encode())
    assert any(cookie.name == "sessionid" for cookie in jar)
    return browser


def memory(pid: int) -> float:
    """MiB that the process and all its descendants hold, shared pages counted once (PSS)."""
    total = 0
    for process in [pid, *descendants(pid)]:
        rollup = Path(f"/proc/{process}/smaps_rollup")
        if rollup.exists():
            found = re.search(r"^Pss:\s+(\d+) kB", rollup.read_text(), re.MULTILINE)
            total += int(found[1]) if found else 0
    return total / 1024


def descendants(pid: int) -> list[int]:
    """Children, and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found
