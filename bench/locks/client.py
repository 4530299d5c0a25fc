"""The colours' processes, as the runner sees them, and what can be read from what they saw."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# Nothing but a lock that is never let go takes so long.
PATIENCE = 600


@dataclass(frozen=True)
class Sample:
    colour: str
    began: float
    seconds: float
    action: str
    error: str


@dataclass(frozen=True)
class Window:
    """A stretch of time on `time.monotonic()`, which on Linux is one clock for all processes."""

    began: float
    ended: float

    @property
    def seconds(self) -> float:
        return self.ended - self.began

    def of(self, samples: Iterable[Sample]) -> list[Sample]:
        """What was under way at any time in it: a query that waited to the end began before the end."""
        return [s for s in samples if s.began < self.ended and s.began + s.seconds > self.began]


@dataclass(frozen=True)
class Waits:
    """Of what was under way while something ran."""

    longest: float
    p99: float
    queries: int
    errors: int
    seconds: float
    # What took longest, such as "blue update Product".
    slowest: str


def waits_in(window: Window, samples: Iterable[Sample]) -> Waits:
    inside = sorted(window.of(samples), key=lambda sample: sample.seconds)
    if not inside:
        return Waits(0, 0, 0, 0, window.seconds, "")
    last = inside[-1]
    return Waits(
        longest=last.seconds,
        p99=inside[math.ceil(len(inside) * 0.99) - 1].seconds,
        queries=len(inside),
        errors=sum(bool(sample.error) for sample in inside),
        seconds=window.seconds,
        slowest=f"{last.colour} {last.action}",
    )


class Client:
    """One colour's connections, at work from the moment that this returns until `stop`."""

    def __init__(self, colour: str, project: Path, database: str, connections: int) -> None:
        self.colour = colour
        self.file = project / f"{database}.{colour}.json"
        with open(project / f"{database}.{colour}.log", "w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "locks.load", colour, str(connections), str(self.file)],
                cwd=project,
                env=environment(database),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"the {colour} process died:\n{Path(log.name).read_text()}")

    def stop(self) -> list[Sample]:
        self.process.communicate(timeout=PATIENCE)
        if self.process.returncode:
            raise RuntimeError(f"the {self.colour} process ended with {self.process.returncode}")
        return [Sample(self.colour, *row) for row in json.loads(self.file.read_text())]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def environment(database: str) -> dict[str, str]:
    """For whatever is run in a project: its settings read the database's name from here."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ROLLOUT_DATABASE": database,
    }


def now() -> float:
    return time.monotonic()
