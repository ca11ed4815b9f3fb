"""What is worked out once a day and kept in the cache of all processes."""

import pickle
from collections.abc import Callable
from typing import Final

from django.core.cache import cache

DAY_AND_MORE: Final = 26 * 3600


def kept_for_a_day[T](key: str, make: Callable[[], T]) -> T:
    """What is kept under a key, or what is made now and kept. What another version of the program wrote and this one can't read
    is made again."""
    try:
        found: T | None = cache.get(key)
    except (AttributeError, ImportError, TypeError, pickle.UnpicklingError):
        found = None
    if found is None:
        found = make()
        cache.set(key, found, DAY_AND_MORE)
    return found
