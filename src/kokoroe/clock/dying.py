"""Where a test may kill the loop: KOKOROE_CLOCK_DIE_AFTER=fire, claim, send or mark ends the process right there.

As by kill -9: nothing is cleaned up. Each point lies between two steps that a crash may part.
"""

import os

VARIABLE = "KOKOROE_CLOCK_DIE_AFTER"
CODE = 70


def die_after(point: str) -> None:
    """End the process when the environment names this point."""
    if os.environ.get(VARIABLE) == point:
        os._exit(CODE)
