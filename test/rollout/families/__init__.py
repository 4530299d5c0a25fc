"""Cases that differ in one thing only, from tables: here the truth is easier read than in a hundred folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

from ..case import Case
from . import (
    adds,
    alters,
    constraints,
    fields,
    mixed,
    models,
    relations,
    renames,
    renames_mixed,
    renames_models,
    renames_rules,
)
from .redundant import REDUNDANT


def families() -> list[Case]:
    modules = (fields, relations, models, mixed, adds, alters, constraints)
    modules += (renames, renames_rules, renames_models, renames_mixed)
    cases = [case for module in modules for case in _family(module)]
    if unknown := {*REDUNDANT, *REDUNDANT.values()} - {case.name for case in cases}:
        raise ValueError(f"redundant.py names what is no case: {', '.join(sorted(unknown))}")
    return cases


def _family(module: ModuleType) -> Iterator[Case]:
    for case in module.cases():
        yield replace(case, redundant=REDUNDANT.get(case.name, ""))
