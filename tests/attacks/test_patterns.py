"""No text makes a pattern of ours, or a comparison, take longer than its length deserves."""

import importlib
import pkgutil
import re
import time

import kokoroe

LONG = 3_000  # more than a field or a cell takes before a pattern sees it
SEEDS = (
    "0",
    " ",
    "a",
    "-",
    "0-",
    " 0",
    "a@",
    "a.",
    "a@a.",
    "(",
    "（",
    "内線",
    "0(",
    "令和",
    "1.",
    "年",
    "\t",
    "ア",
    "/r/",
    "：",
    "0 0:",
    "*",
    "※1",
)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern that a module of ours holds."""
    found = {}
    for module in pkgutil.walk_packages(kokoroe.__path__, "kokoroe."):
        if ".migrations" in module.name or module.name.endswith(("__main__", "settings")):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found.setdefault(value.pattern, (f"{module.name}.{name}", value))
    return dict(found.values())


def test_no_pattern_goes_back_and_forth_over_a_long_text():
    slow = {}
    known = patterns()
    assert len(known) > 20
    for name, pattern in known.items():
        for seed in SEEDS:
            text = (seed * LONG)[:LONG] + "\x00"
            for use in (pattern.fullmatch, pattern.search):
                before = time.perf_counter()
                use(text)
                taken = time.perf_counter() - before
                if taken > 0.5:
                    slow[name] = (seed, use.__name__, round(taken, 2))
    assert slow == {}
