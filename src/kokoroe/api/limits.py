"""How much at a time: requests of a token, and bytes of a body.

Each process counts by itself: what is allowed together is at most so much for each of them, and nothing is written.
"""

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from kokoroe.annex.text import Text
from kokoroe.api.problems import Problem
from kokoroe.api.request import ApiRequest

MOST_JSON = 2_000_000
MOST_FILE = 12_000_000
JSON, MULTIPART = "application/json", "multipart/form-data"


@dataclass(slots=True)
class Bucket:
    """What is left of a token's requests, as of a moment."""

    left: float
    at: datetime


class Limit:
    """Up to `burst` requests at once, and `per_minute` of them in the long run, for each key."""

    def __init__(self, *, per_minute: int, burst: int, keys: int = 10_000) -> None:
        self.per_minute, self.burst, self.keys = per_minute, burst, keys
        self._buckets: OrderedDict[object, Bucket] = OrderedDict()
        self._lock = Lock()

    def take(self, key: object, now: datetime) -> int:
        """Take one: 0, or the whole seconds to wait for it."""
        with self._lock:
            bucket = self._buckets.setdefault(key, Bucket(self.burst, now))
            self._buckets.move_to_end(key)
            if len(self._buckets) > self.keys:
                self._buckets.popitem(last=False)
            passed = max(0.0, (now - bucket.at).total_seconds())
            bucket.left, bucket.at = min(self.burst, bucket.left + passed * self.per_minute / 60), now
            if bucket.left >= 1:
                bucket.left -= 1
                return 0
            return math.ceil((1 - bucket.left) * 60 / self.per_minute)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._buckets.clear()


REQUESTS = Limit(per_minute=600, burst=300)


def refuse_too_many(request: ApiRequest) -> None:
    """Raises Problem with Retry-After."""
    wait = REQUESTS.take(request.token.pk, request.now)
    if wait:
        raise Problem(
            "too-many",
            Text(f"{wait}秒待ってから送ってください。", f"Please wait {wait} s."),
            headers={"Retry-After": str(wait)},
        )


def refuse_too_large(request: ApiRequest, *, takes: str | None) -> None:
    """Raises Problem for a body larger than what is taken, or of another kind; `takes` is its media type, or None."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    most = MOST_FILE if takes == MULTIPART else MOST_JSON
    if length > most:
        raise Problem(
            "too-large",
            Text(f"{most // 1_000_000} MB までです。", f"At most {most // 1_000_000} MB."),
        )
    if takes and length and request.content_type != takes:
        raise Problem("media-type", Text(f"{takes} で送ってください。", f"Please send {takes}."))
