"""Every page and list, against the Django admin's own change list of 50 contracts over the same database.

The pages are those of the access table's world (tests/access), made larger: 500 people on the roster, 2,000 contracts.
Measured is the CPU's time of this process, in turns with the change list. Papers and exported files have a bound of
their own; typst sets papers in another process, and `bench.files` measures it.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from bench import admin
from bench.measure import Figure, cpu_ratio, milliseconds
from kokoroe.desk.standings import rebuild
from kokoroe.site.statistics import refresh_statistics

ROOT = Path(__file__).resolve().parent.parent
TIMES, ROUNDS = 4, 5
FILE_TIMES = 8
FILES = ("application/pdf", "application/vnd.openxmlformats", "application/zip", "text/csv")
OK = 200


def figures(only: str = "") -> Iterator[Figure]:
    """The figure of each page, or of those that are named, with commas between."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from tests.access.asking import BACKEND, place, table
    from tests.access.test_size import ACTORS

    with enlarged_world() as asking:
        peer = admin.change_list(asking.world.people["operator"], backend=BACKEND)
        for row in table().values():
            actor = next((actor for actor in ACTORS if row.meets(actor, "GET") == "in"), None)
            if "GET" not in row.methods or actor is None or (only and row.name not in only.split(",")):
                continue
            opened = opening(asking, actor, place(row, asking.world.ours.objects))
            response = opened()
            if response.status_code == OK:
                yield figure(f"{row.name} for {actor}", opened, peer, response)


@contextmanager
def enlarged_world() -> Iterator[Any]:
    """The tests' world of everybody and everything, enlarged, as somebody finds it who opens page after page."""
    from django.db import transaction
    from django.test.utils import override_settings
    from tests.access.asking import Asking
    from tests.access.test_size import enlarge
    from tests.access.world import AT, world

    with override_settings(ALLOWED_HOSTS=["testserver"], KOKOROE_SECOND_FACTOR="off"), transaction.atomic():
        made = world()
        enlarge(made)
        asking = Asking(made)
        with asking.listening():
            while rebuild(now=AT, limit=500):  # as the worker does all the time
                pass
            refresh_statistics()  # as every start of the server does
            yield asking
        transaction.set_rollback(True)


def opening(asking: Any, actor: str, address: str) -> Callable[[], HttpResponseBase]:
    """Opens an address as somebody does: at their browser, or with their program's token."""
    browser = asking.browsers[actor]
    token = asking.tokens.get(actor)
    headers = {"Authorization": f"Bearer {token}"} if token and "/api/" in address else {}

    def opened() -> HttpResponseBase:
        response: HttpResponseBase = browser.get(address, headers=headers)
        if response.streaming:
            b"".join(response)  # type: ignore[arg-type]
        return response

    return opened


def figure(
    name: str, opened: Callable[[], object], peer: Callable[[], object], response: HttpResponse
) -> Figure:
    """The page against the change list."""
    is_file = response.headers.get("Content-Type", "").startswith(FILES)
    times, ours, theirs = cpu_ratio(opened, peer, rounds=ROUNDS)
    bound = FILE_TIMES if is_file else TIMES
    return Figure(name, times, bound, "×", note=f"the admin's change list, {milliseconds(ours, theirs)}")
