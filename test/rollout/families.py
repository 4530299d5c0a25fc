"""Cases that differ in one thing only, from tables."""

from __future__ import annotations

from .case import Case


def families() -> list[Case]:
    return []
