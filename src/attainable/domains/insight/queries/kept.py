"""What is worked out once a day and kept in the cache of all processes."""

import pickle
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from django.core.cache import cache
from django.db import OperationalError

from attainable.audit.spool import short_wait

DAY_AND_MORE: Final = 26 * 3600


def kept_for_a_day[T](key: str, make: Callable[[], T]) -> T:
    """What is kept under a key, or what is made now and kept. What another version of the program wrote and this one can't read
    is made again."""
    found: T | None = None
    try:
        with suppress(OperationalError), short_wait():  # another change holds the database
            found = cache.get(key)
    except (AttributeError, ImportError, TypeError, pickle.UnpicklingError):
        found = None
    if found is None:
        found = make()
        with suppress(OperationalError), short_wait():
            cache.set(key, found, DAY_AND_MORE)
    return found
