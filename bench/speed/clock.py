"""Starts commands and times them: a line of JSON in, a line of JSON out, since Node cannot ask what a child has used."""

import json
import os
import sys
import tempfile
import time


def timed(argv: list[str], cwd: str, env: dict[str, str]) -> dict[str, object]:
    """Wall and processor time in milliseconds, the most memory in megabytes, the status and what was printed."""
    with tempfile.TemporaryFile() as output, open(os.devnull, "rb") as nothing:
        start = time.perf_counter()
        child = os.fork()
        if child == 0:
            os.chdir(cwd)
            os.dup2(nothing.fileno(), 0)
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            os.execvpe(argv[0], argv, {**os.environ, **env})
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - start
        output.seek(0)
        said = output.read().decode(errors="replace")
    return {
        "wall": wall * 1000,
        "cpu": (used.ru_utime + used.ru_stime) * 1000,
        # Kilobytes, but on macOS.
        "memory": used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10),
        "status": os.waitstatus_to_exitcode(status),
        "said": said,
    }


for line in sys.stdin:
    print(json.dumps(timed(**json.loads(line))), flush=True)
