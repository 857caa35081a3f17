"""Runs a command and writes what it cost.

Usage: measure.py RESULT STDOUT STDERR COMMAND [ARGUMENT ...]
RESULT gets JSON: exit code, wall and CPU seconds (user and system), peak resident memory in MiB.
A process of its own, because Node cannot ask what one child has used."""
import json
import os
import sys
import time

result, out, err, *command = sys.argv[1:]
flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
files = [
    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
    (os.POSIX_SPAWN_OPEN, 1, out, flags, 0o644),
    (os.POSIX_SPAWN_OPEN, 2, err, flags, 0o644),
]
started = time.monotonic()
pid = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
_, status, usage = os.wait4(pid, 0)
wall = time.monotonic() - started
unit = 1024 * 1024 if sys.platform == 'darwin' else 1024
with open(result, 'w') as file:
    json.dump(
        {
            'exitCode': os.waitstatus_to_exitcode(status),
            'wall': wall,
            'user': usage.ru_utime,
            'system': usage.ru_stime,
            'peakMiB': usage.ru_maxrss / unit,
        },
        file,
    )
