"""Cases as the Django that runs them takes them: older ones have no db_default, and other names for things."""

from __future__ import annotations

import re
from dataclasses import replace

from .case import SKIP, Case, Expectation

# (regex on the case's Python, what came with it, the version).
NEWER = (
    (r"\bdb_default\b", "db_default", (5, 0)),
    (r"\bGeneratedField\b", "GeneratedField", (5, 0)),
    (r"\bnulls_distinct\b", "nulls_distinct", (5, 0)),
    (r"\bviolation_error_code\b", "violation_error_code", (5, 0)),
    (r"\bCompositePrimaryKey\b", "CompositePrimaryKey", (5, 2)),
    (r"\bAlterConstraint\b", "AlterConstraint", (5, 2)),
)


def django_version() -> str:
    import django

    return ".".join(map(str, django.VERSION[:2]))


def for_this_django(case: Case) -> Case:
    """The case with what this Django calls otherwise renamed; skipped where it lacks what the case is about."""
    import django

    version = django.VERSION[:2]
    texts = [*case.old.values(), *case.new.values(), *case.migrations.values(), case.extra]
    for pattern, what, since in NEWER:
        if version < since and any(re.search(pattern, text) for text in texts):
            why = f"{what} came with Django {since[0]}.{since[1]}"
            return replace(case, expect={name: Expectation(SKIP, why) for name in case.expect})
    return case if version >= (5, 1) else _with_old_names(case)


def _with_old_names(case: Case) -> Case:
    """Up to 5.0, `condition` of a CheckConstraint is called `check`."""

    def rename(texts: dict[str, str]) -> dict[str, str]:
        return {
            app: re.sub(r"(CheckConstraint\(\s*)condition=", r"\1check=", text)
            for app, text in texts.items()
        }

    return replace(
        case,
        old=rename(case.old),
        new=rename(case.new),
        migrations=rename(case.migrations),
        pyproject=_with_version(case),
    )


def _with_version(case: Case) -> str:
    """A migration by hand has no header that says which Django it is for: a team says so in the configuration."""
    if not case.migrations:
        return case.pyproject
    header, _, rest = (case.pyproject or "[tool.bgsplit]\n").partition("\n")
    return f'{header}\ndjango = "{django_version()}"\n{rest}'
