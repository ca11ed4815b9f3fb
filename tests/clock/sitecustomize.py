"""Moves the clock of every Python process that the tests start: `tests/days.py` puts this folder on its path.

It is outside the product, which has no setting that changes what day it is.
"""

import os
import sys
import time

if _shift := os.environ.get("ATTAINABLE_TEST_SHIFT"):
    # The package has a plugin for pytest and imports it where it can, which would cost each process a third of a second.
    _hidden = [name for name in ("pytest", "dateutil") if sys.modules.setdefault(name, None) is None]  # type: ignore[arg-type]
    import time_machine

    for _name in _hidden:
        del sys.modules[_name]
    time_machine.travel(time.time() + float(_shift)).start()
