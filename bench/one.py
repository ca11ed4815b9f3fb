"""Runs one command in a process of its own and writes what it cost. Small, so that its own memory counts for little.

Linux lets a new process inherit its parent's peak memory until the new program starts, so the parent must be tiny.
Usage: one.py REPORT OUTPUT COMMAND...
"""

import json
import os
import sys
import time

report, output, *command = sys.argv[1:]
to_file = [(os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), (os.POSIX_SPAWN_DUP2, 1, 2)]
start = time.perf_counter()
child = os.posix_spawn(command[0], command, os.environ, file_actions=to_file)
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - start
# Linux counts the peak in KiB, macOS in bytes.
peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
with open(report, "w") as file:  # noqa: PTH123  # pathlib would double this process
    json.dump(
        {"code": os.waitstatus_to_exitcode(status), "wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": peak}, file
    )
