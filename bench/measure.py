"""How a claim is measured: both sides in turn, round after round, so that a noisy machine troubles both alike."""

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value beside its bound. `at_most` False means that the bound is the least allowed."""

    name: str
    value: float
    bound: float
    unit: str = "×"
    at_most: bool = True
    note: str = ""

    @property
    def holds(self) -> bool:
        return self.value <= self.bound if self.at_most else self.value >= self.bound

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        verdict = "ok " if self.holds else "OUT"
        return (
            f"{verdict} {self.name:<58} {self.value:>9.3g} {self.unit:<7} ({sign} {self.bound:g}) {self.note}"
        )


def seconds(act: Act) -> float:
    """CPU and waiting time of one call; what other parts of the bench left behind is collected and set aside."""
    gc.collect()
    gc.freeze()
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def cpu_seconds(act: Act) -> float:
    """The CPU's time of one call, which other programs on the machine trouble least."""
    gc.collect()
    gc.freeze()
    begun = time.process_time()
    act()
    return time.process_time() - begun


def pairs(
    ours: Act, peer: Act, rounds: int, measure: Callable[[Act], float] = seconds
) -> Iterator[tuple[float, float]]:
    """Both in turn, after one round that does not count."""
    ours(), peer()
    for _ in range(rounds):
        yield measure(ours), measure(peer)


def ratio(ours: Act, peer: Act, rounds: int = 7) -> tuple[float, float, float]:
    """The median of the ratios ours/peer, and the two medians in seconds."""
    taken = list(pairs(ours, peer, rounds))
    return (
        median(a / b for a, b in taken),
        median(a for a, _ in taken),
        median(b for _, b in taken),
    )


def cpu_ratio(ours: Act, peer: Act, rounds: int = 5) -> tuple[float, float, float]:
    """The ratio of the medians of the CPU's time, and the two medians in seconds."""
    taken = list(pairs(ours, peer, rounds, cpu_seconds))
    a, b = median(a for a, _ in taken), median(b for _, b in taken)
    return a / b, a, b


def milliseconds(a: float, b: float) -> str:
    """Both sides of a ratio, for the note."""
    return f"{a * 1000:.1f} ms / {b * 1000:.1f} ms"
