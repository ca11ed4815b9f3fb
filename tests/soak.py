"""How much is done of what takes long by nature: a small draw with a fixed seed here and in CI, all of it in `make soak`."""

import os

SOAK = os.environ.get("ATTAINABLE_SOAK") == "1"


def drawn[T](few: T, all_of_it: T) -> T:
    return all_of_it if SOAK else few
