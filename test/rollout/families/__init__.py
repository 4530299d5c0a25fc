"""Cases that differ in one thing only, from tables: here the truth is easier read than in a hundred folders."""

from __future__ import annotations

from ..case import Case
from . import adds, alters, constraints, fields, mixed, models, relations


def families() -> list[Case]:
    return [
        *fields.cases(),
        *relations.cases(),
        *models.cases(),
        *mixed.cases(),
        *adds.cases(),
        *alters.cases(),
        *constraints.cases(),
    ]
