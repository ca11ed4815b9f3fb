"""Whether an error says that the disk is full, whatever reports it: the system, SQLite or PostgreSQL."""

import errno
from typing import Final

_NUMBERS: Final = (errno.ENOSPC, errno.EDQUOT)
_WORDS: Final = ("disk is full", "no space left", "disk full")


def is_full(error: BaseException | None) -> bool:
    """Looks at what the error was caused by too.

    >>> is_full(OSError(errno.ENOSPC, "No space left on device")), is_full(OSError(errno.EACCES, "Permission denied"))
    (True, False)
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in _NUMBERS:
            return True
        # Libraries that write for us say it in words alone; a sentence of ours about a file never has these.
        if type(error).__module__.partition(".")[0] in ("django", "sqlite3", "psycopg") and _says_so(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _says_so(error: BaseException) -> bool:
    text = str(error).casefold()
    return any(words in text for words in _WORDS)
