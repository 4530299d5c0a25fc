"""The rollout's activity, with failures that are expected counted and not reported: a report holds a dozen, no more."""

from __future__ import annotations

import re
from typing import Any

from rollout.activity import Activity, Model


class Tolerant(Activity):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.tolerated: list[str] = []
        self.count = 0

    def fail(self, action: str, model: Model | str, error: Exception | str) -> None:
        if any(re.search(pattern, f"{action}: {error}") for pattern in self.tolerated):
            self.count += 1
        else:
            super().fail(action, model, error)
