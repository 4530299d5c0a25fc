"""Runs a program and kills it at one system call that changes files: before it takes effect, after, or half way.

    python3 killer.py --folder DIR [--at N --when before|after|half] [--log FILE] -- program arguments

Counts the calls of all threads that make, write, rename or remove something below DIR, and prints one line for each to
the log. With `--at` the program is killed with SIGKILL at the Nth. Ends with the program's status, or with 137.

Linux only (ptrace, by ctypes: no package and no compiler is needed). `strace` can kill on the way in, not on the way
out, and counts by thread.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import platform
import signal
import struct
import sys

# What changes files. `open` counts with O_CREAT or O_TRUNC only; writes to what is below the folder only.
CALLS = {
    "x86_64": {
        1: "write", 18: "pwrite64", 20: "writev", 296: "pwritev", 328: "pwritev2", 40: "sendfile", 326: "copy_file_range",
        2: "open", 85: "creat", 257: "openat", 437: "openat2",
        82: "rename", 264: "renameat", 316: "renameat2",
        86: "link", 265: "linkat", 88: "symlink", 266: "symlinkat",
        87: "unlink", 263: "unlinkat", 84: "rmdir", 83: "mkdir", 258: "mkdirat",
        90: "chmod", 91: "fchmod", 268: "fchmodat", 452: "fchmodat2", 92: "chown", 93: "fchown", 260: "fchownat",
        76: "truncate", 77: "ftruncate", 285: "fallocate",
        74: "fsync", 75: "fdatasync", 132: "utime", 280: "utimensat",
    },
    "aarch64": {
        64: "write", 68: "pwrite64", 66: "writev", 70: "pwritev", 287: "pwritev2", 71: "sendfile", 285: "copy_file_range",
        56: "openat", 437: "openat2",
        38: "renameat", 276: "renameat2",
        37: "linkat", 36: "symlinkat", 35: "unlinkat", 34: "mkdirat",
        52: "fchmod", 53: "fchmodat", 452: "fchmodat2", 55: "fchown", 54: "fchownat",
        45: "truncate", 46: "ftruncate", 47: "fallocate",
        82: "fsync", 83: "fdatasync", 88: "utimensat",
    },
}  # fmt: skip
# Calls whose first argument is a file that is open, and those whose first is a folder with a path behind it.
BY_FILE = {
    "write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile", "fchmod", "fchown", "ftruncate", "fallocate",
    "fsync", "fdatasync",
}  # fmt: skip
# The file that is written to is the third argument.
COPIES = {"copy_file_range": 2}
WRITES = {"write", "pwrite64"}
OPENS = {"open", "openat", "openat2", "creat"}

TRACEME, CONT, SYSCALL, SETOPTIONS = 0, 7, 24, 0x4200
GETREGSET, SETREGSET, GET_SYSCALL_INFO = 0x4204, 0x4205, 0x420E
NT_PRSTATUS = 1
# TRACESYSGOOD | TRACEFORK | TRACEVFORK | TRACECLONE | TRACESECCOMP | EXITKILL
OPTIONS = 0x1 | 0x2 | 0x4 | 0x8 | 0x80 | 0x100000
WALL = 0x40000000
SECCOMP_EVENT = 7
SET_SECCOMP, FILTER, NO_NEW_PRIVS = 22, 2, 38

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request: int, pid: int, address: int = 0, data: int = 0) -> int:
    result = libc.ptrace(request, pid, address, data)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return int(result)


def stop_at(numbers: list[int]) -> None:
    """From here on this process stops for its tracer at these system calls, and at no others."""
    # Loads the number; for each wanted jumps to the last instruction; else goes on.
    program = [(0x20, 0, 0, 0)]
    program += [(0x15, len(numbers) - index, 0, number) for index, number in enumerate(numbers)]
    program += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x7FF00000)]
    code = b"".join(struct.pack("=HBBI", *one) for one in program)
    memory = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(memory)))
    if libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(header), 0, 0):
        raise OSError(ctypes.get_errno(), "no seccomp")


class Killer:
    def __init__(self, folder: str, at: int | None, when: str, log: str | None) -> None:
        self.folder = os.path.realpath(folder)
        self.at = at
        self.when = when
        self.log = open(log, "w") if log else None
        self.count = 0
        self.names = CALLS[platform.machine()]
        # Threads that are within a call which is to be the last.
        self.doomed: set[int] = set()

    def run(self, program: list[str]) -> int:
        self.child = os.fork()
        if self.child == 0:
            try:
                ptrace(TRACEME, 0)
                os.kill(os.getpid(), signal.SIGSTOP)
                stop_at(list(self.names))
                os.execvp(program[0], program)
            finally:
                os._exit(127)
        os.waitpid(self.child, WALL)
        ptrace(SETOPTIONS, self.child, 0, OPTIONS)
        ptrace(CONT, self.child)
        while True:
            pid, status = os.waitpid(-1, WALL)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                if pid == self.child:
                    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
                continue
            self.stopped(pid, status)

    def stopped(self, pid: int, status: int) -> None:
        what = os.WSTOPSIG(status)
        resume, deliver = CONT, 0
        if status >> 16 == SECCOMP_EVENT:
            self.at_call(pid)
            # To be stopped again on the way out.
            resume = SYSCALL if pid in self.doomed else CONT
        elif what == signal.SIGTRAP | 0x80:
            self.kill()
        elif what not in (signal.SIGSTOP, signal.SIGTRAP):
            deliver = what
        try:
            ptrace(resume, pid, 0, deliver)
        except ProcessLookupError:
            pass

    def at_call(self, pid: int) -> None:
        info = ctypes.create_string_buffer(88)
        try:
            ptrace(GET_SYSCALL_INFO, pid, 88, ctypes.addressof(info))
        except ProcessLookupError:
            return
        number, *arguments = struct.unpack_from("=7Q", info.raw, 24)
        name = self.names[number]
        if (path := self.changed(pid, name, arguments)) is None:
            return
        self.count += 1
        if self.log:
            print(self.count, name, os.path.relpath(path, self.folder), file=self.log, flush=True)
        if self.count == self.at:
            self.doom(pid, name, arguments)

    def doom(self, pid: int, name: str, arguments: list[int]) -> None:
        if self.when == "before":
            self.kill()
            return
        if self.when == "half" and name in WRITES:
            self.shorten(pid, arguments[2] // 2)
        self.doomed.add(pid)

    def shorten(self, pid: int, length: int) -> None:
        """The third argument of a call that has not begun."""
        registers = ctypes.create_string_buffer(512)
        vector = (ctypes.c_size_t * 2)(ctypes.addressof(registers), 512)
        ptrace(GETREGSET, pid, NT_PRSTATUS, ctypes.addressof(vector))
        # user_regs_struct: rdx is the 13th of x86_64, x2 the third of aarch64.
        place = {"x86_64": 12, "aarch64": 2}[platform.machine()]
        struct.pack_into("=Q", registers, place * 8, length)
        ptrace(SETREGSET, pid, NT_PRSTATUS, ctypes.addressof(vector))

    def kill(self) -> None:
        """On the way into a call the kernel then leaves it out; on the way out it has been done."""
        os.kill(self.child, signal.SIGKILL)

    # -- what a call is about -----------------------------------------------------------------------------------

    def changed(self, pid: int, name: str, arguments: list[int]) -> str | None:
        """The path below the folder that the call changes, or nothing."""
        if name in BY_FILE or name in COPIES:
            return self.below(self.of_file(pid, arguments[COPIES.get(name, 0)]))
        if name in OPENS and not self.opens_to_change(pid, name, arguments):
            return None
        at = name.endswith("at") or name in ("openat2", "renameat2", "fchmodat2")
        first = self.path(pid, arguments[0] if at else None, arguments[1 if at else 0])
        if found := self.below(first):
            return found
        if name.startswith(("rename", "link")):
            where = (arguments[2], arguments[3]) if at else (None, arguments[1])
            return self.below(self.path(pid, *where))
        if name.startswith("symlink"):
            return self.below(self.path(pid, *((arguments[1], arguments[2]) if at else (None, arguments[1]))))
        return None

    def opens_to_change(self, pid: int, name: str, arguments: list[int]) -> bool:
        if name == "creat":
            return True
        if name == "openat2":
            flags = struct.unpack("=Q", self.memory(pid, arguments[2], 8))[0]
        else:
            flags = arguments[2 if name == "openat" else 1]
        return bool(flags & (os.O_CREAT | os.O_TRUNC))

    def path(self, pid: int, folder: int | None, address: int) -> str:
        text = self.text(pid, address)
        number = -100 if folder is None else ctypes.c_int(folder & 0xFFFFFFFF).value
        start = os.readlink(f"/proc/{pid}/cwd") if number == -100 else self.of_file(pid, number)
        return os.path.normpath(os.path.join(start, text))

    def of_file(self, pid: int, number: int) -> str:
        try:
            return os.readlink(f"/proc/{pid}/fd/{number}")
        except OSError:
            return ""

    def below(self, path: str) -> str | None:
        if not path.startswith("/"):
            return None  # A pipe, say.
        # The folder that a name stands in may be a link; the name itself is what is changed.
        real = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        return real if real == self.folder or real.startswith(self.folder + "/") else None

    def text(self, pid: int, address: int) -> str:
        found = b""
        while b"\0" not in found and len(found) < 4096:
            # Not across the end of a page, which may be the last.
            length = 256 - (address + len(found)) % 256
            found += self.memory(pid, address + len(found), length)
        return os.fsdecode(found.partition(b"\0")[0])

    def memory(self, pid: int, address: int, length: int) -> bytes:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            memory.seek(address)
            return memory.read(length)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--at", type=int)
    parser.add_argument("--when", choices=("before", "after", "half"), default="before")
    parser.add_argument("--log")
    parser.add_argument("program", nargs="+")
    options = parser.parse_args()
    return Killer(options.folder, options.at, options.when, options.log).run(options.program)


if __name__ == "__main__":
    sys.exit(main())
