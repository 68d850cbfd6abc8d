"""`python -m bench [part …]`: measure every promise, print the figures, exit 1 where one does not hold.

Parts: bombs, clock, core, every, files, ledger, pages, server. `every:me,incidents` measures only these of the
pages, `ledger:rows` only that figure.
Everything happens in a scratch folder and on 127.0.0.1.
"""

import importlib
import os
import sys
import tempfile
import time
from pathlib import Path

PARTS = ("bombs", "clock", "core", "every", "files", "ledger", "pages", "server")


def main(wanted: list[str]) -> int:
    """Run the parts that are wanted, or all of them."""
    unknown = {part.partition(":")[0] for part in wanted} - set(PARTS)
    if unknown:
        print(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="kokoroe-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["KOKOROE_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        set_up(Path(folder))
        os.environ["DJANGO_SETTINGS_MODULE"] = "kokoroe.site.settings"  # of the processes that parts start
        missed = 0
        for part in wanted or PARTS:
            begun = time.perf_counter()
            name, _, only = part.partition(":")
            for figure in importlib.import_module(f"bench.{name}").figures(*filter(None, [only])):
                print(figure, flush=True)
                missed += not figure.holds
            print(f"    {part}: {time.perf_counter() - begun:.0f} s", flush=True)
    return 1 if missed else 0


def set_up(folder: Path) -> None:
    """An empty installation in the scratch folder."""
    from kokoroe.site.installation import Installation

    Installation(folder).ensure()
    import django
    from django.core.management import call_command

    django.setup()

    from kokoroe.cli.installed import set_in_order

    set_in_order()
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
