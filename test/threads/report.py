"""What was seen: how long queries took in each phase, which went wrong, and what does not hold."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

Sample = tuple[str, float, float, str, str]


@dataclass(frozen=True)
class Phase:
    name: str
    began: float
    ended: float


@dataclass
class Report:
    phases: list[Phase] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    deadlocks: int = 0
    writes: int = 0

    def add(self, colour: str, told: dict) -> None:
        self.samples += [(colour, *sample) for sample in told["samples"]]
        self.deadlocks += told["deadlocks"]
        for _, _, action, error in told["samples"]:
            if error and len(self.failures) < 20:
                self.failures.append(f"{colour} {action}: {error}")

    def lines(self) -> list[str]:
        rows = [("phase", "seconds", "queries", "longest wait", "p99", "by"), *map(self._row, self.phases)]
        widths = [max(len(row[place]) for row in rows) for place in range(6)]
        table = ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        errors = sum(bool(sample[4]) for sample in self.samples)
        said = f"  {len(self.samples)} transactions, {errors} errors, {self.deadlocks} deadlocks tried again"
        return [*table, said, *(f"  {note}" for note in self.notes), *(f"  FAILS: {one}" for one in self.failures)]

    def _row(self, phase: Phase) -> tuple[str, ...]:
        """Of all that was under way while it ran."""
        inside = sorted(
            (seconds, f"{colour} {action}")
            for colour, began, seconds, action, _ in self.samples
            if began < phase.ended and began + seconds > phase.began
        )
        length = f"{phase.ended - phase.began:.1f}"
        if not inside:
            return phase.name, length, "0", "-", "-", ""
        longest, by = inside[-1]
        p99 = inside[math.ceil(len(inside) * 0.99) - 1][0]
        return phase.name, length, str(len(inside)), _short(longest), _short(p99), by


def _short(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
