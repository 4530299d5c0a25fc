"""Runs a command on a terminal of its own and prints, as JSON, what it wrote, its process id and how it ended.

    wheel-terminal.py COLUMNS END COMMAND...

END is what is done once the command has written "waiting": "ctrl-c" presses the keys, "SIGTERM" sends the signal to
the process that was started and to no other; "-" lets it end by itself.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import struct
import sys
import termios


def main(columns: int, end: str, command: list[str]) -> None:
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execvp(command[0], command)
    output = b""
    asked = end == "-"
    while chunk := read(terminal):
        output += chunk
        if not asked and b"waiting" in output:
            asked = True
            ask(end, process, terminal)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    text = output.decode().replace("\r\n", "\n")
    print(json.dumps({"output": text, "process": process, "status": status}))


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:
        # Linux' way to say that nobody has the other end any more.
        return b""


def ask(end: str, process: int, terminal: int) -> None:
    if end == "ctrl-c":
        os.write(terminal, b"\x03")
    else:
        os.kill(process, signal.Signals[end])


main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
