"""Whether rows were prefetched, for those who read them only where they were not."""

from django.db.models import Model


def is_at_hand(one: Model, name: str) -> bool:
    """Whether `one.name.all()` gives rows that were read before."""
    return name in getattr(one, "_prefetched_objects_cache", ())
