"""The projects that the goldens describe: `before`, with what bgsplit made of it for PostgreSQL laid over it."""

from __future__ import annotations

import ast
import fnmatch
import pprint
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).resolve().parents[1] / "cases"

SETTINGS = """\
SECRET_KEY = "squawk"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = {apps}
DATABASES = {{"default": {database}}}
"""

# What a golden may refer to without having it; Django applies only what is depended on.
CONTRIB = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.postgres"]


@dataclass(frozen=True)
class Golden:
    """`name` is strategy/case."""

    name: str
    before: Path
    expected: Path

    def written(self) -> list[Path]:
        """The halves, relative to the project. What merely had a reference rewritten is none of bgsplit's SQL."""
        return [path for path in _python_in(self.expected) if half_of(path.stem)]

    def write(self, root: Path, database: dict[str, object]) -> None:
        """The project after the split, on disk; `target`, which was replaced, is left out."""
        shutil.copytree(self.before, root)
        (root / self._target()).unlink()
        shutil.copytree(self.expected, root, dirs_exist_ok=True)
        apps = [path.parent.name for path in sorted(root.glob("*/migrations"))]
        for app in apps:
            (root / app / "__init__.py").touch()
            (root / app / "migrations/__init__.py").touch()
        (root / "squawk_settings.py").write_text(
            SETTINGS.format(
                apps=pprint.pformat([*CONTRIB, *apps]), database=pprint.pformat(database)
            )
        )

    def _target(self) -> Path:
        """As test/cases.test.ts finds it."""
        return min(p for p in _python_in(self.before) if p.match("shop/migrations/0002_*.py"))


def half_of(migration: str) -> str | None:
    """ "state", "database" or, of a migration that is no half, nothing."""
    if migration.endswith("_state"):
        return "state"
    return "database" if migration.endswith("_db") else None


def goldens(pattern: str) -> list[Golden]:
    return [golden for golden in _all() if fnmatch.fnmatch(golden.name, pattern)]


def _all() -> Iterator[Golden]:
    for expected in sorted(CASES.glob("*/*/expected.postgresql")):
        golden = Golden(
            str(expected.parent.relative_to(CASES)), expected.parent / "before", expected
        )
        if golden.written():
            yield golden


def _python_in(folder: Path) -> list[Path]:
    return [path.relative_to(folder) for path in sorted(folder.rglob("*.py"))]


def run_sql_in(text: str) -> list[str]:
    """The forward statements of each RunSQL in a file, as far as they are literals: for what Django cannot load."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    values = [_sql_of(call) for call in calls if ast.unparse(call.func).endswith("RunSQL")]
    return [
        statement for value in values if value for statement in _listed(ast.literal_eval(value))
    ]


def _sql_of(call: ast.Call) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "sql"]
    found = [*named, *call.args][:1]
    return found[0] if found and not isinstance(found[0], ast.Attribute) else None


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
