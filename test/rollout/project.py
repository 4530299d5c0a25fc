"""A Django project on disk, as a user would have it: bgsplit reads it, and `--keep` leaves it to be run by hand."""

from __future__ import annotations

import hashlib
import pprint
import shutil
from pathlib import Path
from typing import Any

from .case import Case

SETTINGS = """\
import os

SECRET_KEY = "rollout"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = {apps}
DATABASES = {{"default": {database}}}
# The walk uses two databases, one after the other.
DATABASES["default"]["NAME"] = os.environ.get("ROLLOUT_DATABASE", DATABASES["default"]["NAME"])
{extra}"""

MANAGE = """\
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
execute_from_command_line(sys.argv)
"""

# PyMySQL says it is an old mysqlclient; Django looks at that number and nothing else.
CONFIG = """\
try:
    import pymysql
except ImportError:
    pass
else:
    pymysql.version_info = (2, 2, 7, "final", 0)
    pymysql.install_as_MySQLdb()
"""


class Project:
    """One colour's checkout."""

    def __init__(self, root: Path, case: Case, models: dict[str, str]) -> None:
        self.root = root
        self.case = case
        self.models = models

    def write(self, database: dict[str, Any]) -> None:
        apps = [*self.case.installed, *self.models]
        _write(self.root / "manage.py", MANAGE)
        if self.case.pyproject:
            _write(self.root / "pyproject.toml", self.case.pyproject)
        _write(self.root / "config/__init__.py", CONFIG)
        _write(
            self.root / "config/settings.py",
            SETTINGS.format(
                apps=pprint.pformat(apps),
                database=pprint.pformat(database),
                extra=self.case.settings,
            ),
        )
        for app, text in self.models.items():
            _write(self.root / app / "__init__.py", "")
            _write(self.root / app / "models.py", text)
            _write(self.root / app / "migrations/__init__.py", "")

    def migrations(self) -> list[Path]:
        """Every migration file, relative to the project, in order of its name."""
        found = self.root.glob("*/migrations/[0-9]*.py")
        return sorted(path.relative_to(self.root) for path in found)

    def copy_migrations_to(self, other: Project) -> None:
        for path in self.migrations():
            shutil.copy(self.root / path, other.root / path)

    def digest(self) -> dict[str, str]:
        """Each file's hash: what "no byte changed" is judged by."""
        return {
            str(path.relative_to(self.root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
