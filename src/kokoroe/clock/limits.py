"""How often something may be tried from one place: a counter in this process's memory, for doors without a lock."""

from django.core.cache import cache


def within(name: str, *, most: int, seconds: int) -> bool:
    """Count one more try under `name`; whether it is among the first `most` of `seconds` seconds."""
    key = f"limit:{name}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # its time has just ended
        return True
