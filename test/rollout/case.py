"""What a case says, and where cases come from: folders under cases/ and selftest/, and families.py."""

from __future__ import annotations

import fnmatch
import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .databases import DIALECTS

HERE = Path(__file__).parent

# What each database says when old code reads a column or a table that is gone; cases use the short names.
BREAKS = {
    "column": (
        r"column .* does not exist|Unknown column|no such column|has no column named"
        r"|has no field named"
    ),
    "table": r"relation .* does not exist|Table .* doesn't exist|no such table",
    "null": r"null value in column|cannot be null|NOT NULL constraint|doesn't have a default value",
    "unique": r"duplicate key|Duplicate entry|UNIQUE constraint",
    "check": r"check constraint|CHECK constraint|CONSTRAINT .* failed",
    "long": r"value too long|Data too long",
    # Also what a database makes of a value that does not fit: it may round it and say nothing.
    "range": r"out of range|Out of range|overflow|check constraint|CHECK constraint|was stored as",
    "key": r"foreign key constraint|FOREIGN KEY constraint",
    "any": r".",
}

HOLDS, SAFE, REFUSED, FAILS, SKIP = "holds", "safe", "refused", "fails", "skip"
ANY = "any"


@dataclass(frozen=True)
class Expectation:
    """What must become of a case on one dialect.

    holds    bgsplit splits it and the walk finds nothing wrong
    safe     bgsplit leaves it alone, and old and new code really do live with it as it was written
    refused  bgsplit exits with 2, says something that `detail` matches, and writes nothing
    any      one of those in `detail`, comma separated: the table says which
    fails    the walk finds what `detail` matches (only for the harness's own tests)
    skip     cannot exist there: `detail` says why
    """

    outcome: str
    detail: str = ""

    def allows(self, outcome: str) -> bool:
        """Whether the command may do that; what the walk finds then counts all the same."""
        return outcome in (self.detail.split(",") if self.outcome == ANY else [self.outcome])


@dataclass(frozen=True)
class Control:
    """What the unsplit migration does to old code: `breaks` is a regex on the error, or it does nothing."""

    breaks: str | None
    why: str = ""
    # Where a change is refused, what it would have done to old code depends on the rows.
    judged: bool = True


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    # App label -> text of models.py.
    old: dict[str, str]
    new: dict[str, str]
    control: dict[str, Control]
    expect: dict[str, Expectation]
    # Further INSTALLED_APPS, before the case's own.
    installed: tuple[str, ...] = ()
    settings: str = ""
    # (regex, replacement) on what makemigrations wrote as 0002.
    edits: tuple[tuple[str, str], ...] = ()
    # Hand-written 0002: app -> text of the whole file, or only of the list of operations.
    migrations: dict[str, str] = field(default_factory=dict)
    # SQL that the new database needs before its first migration, per dialect.
    sql_before: dict[str, list[str]] = field(default_factory=dict)
    # "app.Model.field" -> values that the rules of the case allow.
    values: dict[str, list[Any]] = field(default_factory=dict)
    # Python with functions blue(models) and green(models), called at the end of each colour's activity.
    extra: str = ""
    # Hand-made halves instead of the command's: a folder with files, or with a folder per dialect.
    split: Path | None = None
    # "nulls": before 0001 comes back, delete the rows that its NOT NULLs cannot take; "all": every row.
    before_start: str = "nulls"
    # Old label or field -> new one: {"shop.Item": "shop.Product", "shop.Product.title": "name"}. makemigrations is
    # told of it, rows are compared across it, and values are written in more ways (crossing.py).
    renamed: dict[str, str] = field(default_factory=dict)
    # Regexes on lines of a schema difference that are known and reported as notes, with the reason why.
    differs: dict[str, str] = field(default_factory=dict)
    # Regexes on failures that are known and reported as notes, with the reason why, per dialect.
    tolerated: dict[str, dict[str, str]] = field(default_factory=dict)
    # Further arguments for the command.
    arguments: tuple[str, ...] = ()
    # What makemigrations would ask a person: "product.rating" -> Python for the one-off default.
    answers: dict[str, str] = field(default_factory=dict)
    # "app.Model" -> rows (field -> value) that only the old rule allows, all of one model together: blue must be
    # able to write them in the overlap, and the unsplit migration must make it fail there.
    old_allows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    # The database migration must stop at such rows, naming them; else it has to make them fit itself.
    stops: bool = True
    # The unsplit migration works on an empty table only: it would give the same value to every row.
    empty_unsplit: bool = False
    # (table, column) of keys that old code does not have: its rows may point at nothing until the end.
    loose: tuple[tuple[str, str], ...] = ()
    # The control has to look at what happens when blue deletes the parents of green's rows, too.
    deletes: bool = False
    # Half-done migrations are run again, whatever the options say.
    interrupt: bool = False
    # The project's pyproject.toml.
    pyproject: str = ""
    # Walked up to the overlap only, with the first trigger for this event taken out: see triggers.py.
    without: str = ""
    # Which case goes the same way: `--sample` leaves this one out.
    redundant: str = ""

    @property
    def apps(self) -> list[str]:
        return list(self.old)

    @property
    def must_stop(self) -> bool:
        return self.stops and bool(self.old_allows)


def load_cases(pattern: str = "*") -> list[Case]:
    from .families import families

    cases = [*_folders(HERE / "selftest"), *_folders(HERE / "cases"), *families()]
    _forbid_twins(cases)
    patterns = pattern.split(",")
    return [case for case in cases if any(fnmatch.fnmatch(case.name, one) for one in patterns)]


def sample(cases: list[Case], every: int | None) -> list[Case]:
    """Every so-and-so-many'th by its name alone, so that it is the same on every day; all that test the test itself."""
    if every is None:
        return cases
    return [case for case in cases if case.name.startswith("self_") or _is_in_sample(case, every)]


def _is_in_sample(case: Case, every: int) -> bool:
    return not case.redundant and zlib.crc32(case.name.encode()) % every == 0


def _forbid_twins(cases: list[Case]) -> None:
    names = [case.name for case in cases]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise ValueError(f"two cases of one name: {', '.join(twins)}")


def _folders(parent: Path) -> list[Case]:
    return [_folder(path.parent) for path in sorted(parent.glob("*/case.json"))]


def _folder(folder: Path) -> Case:
    facts = json.loads((folder / "case.json").read_text())
    extra = folder / "extra.py"
    split = folder / "split"
    return make_case(
        name=facts.pop("name", folder.name),
        old=_models(folder, "old"),
        new=_models(folder, "new"),
        migrations=_texts(folder / "migrations"),
        extra=extra.read_text() if extra.exists() else "",
        split=split if split.exists() else None,
        **facts,
    )


def _models(folder: Path, side: str) -> dict[str, str]:
    single = folder / f"{side}.py"
    return {"shop": single.read_text()} if single.exists() else _texts(folder / side)


def _texts(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text() for path in sorted(folder.glob("*.py"))}


def make_case(
    *,
    name: str,
    title: str,
    old: dict[str, str] | str,
    new: dict[str, str] | str,
    control: Any,
    expect: Any = HOLDS,
    edits: Any = (),
    tolerated: Any = None,
    **others: Any,
) -> Case:
    """A case from plain data: the short forms that case.json and the families share."""
    return Case(
        name=name,
        title=title,
        old={"shop": old} if isinstance(old, str) else old,
        new={"shop": new} if isinstance(new, str) else new,
        control={dialect: _control(_for(control, dialect)) for dialect in DIALECTS},
        expect={dialect: _expectation(_for(expect, dialect)) for dialect in DIALECTS},
        edits=tuple((pattern, replacement) for pattern, replacement in edits),
        tolerated={dialect: _for(tolerated or {}, dialect) for dialect in DIALECTS},
        **{
            key: tuple(value) if isinstance(value, list) else value for key, value in others.items()
        },
    )


def _for(value: Any, dialect: str) -> Any:
    """`value` may be one for all dialects or a table of them, with "*" for those that it does not name."""
    if isinstance(value, dict) and ({"*", *DIALECTS} & set(value)):
        return value[dialect] if dialect in value else value["*"]
    return value


def _control(value: Any) -> Control:
    """ "column", {"breaks": regex}, {"none": why} or {"either": why}."""
    if isinstance(value, str):
        return Control(breaks=BREAKS[value])
    if "none" in value:
        return Control(breaks=None, why=value["none"])
    if "either" in value:
        return Control(breaks=None, why=value["either"], judged=False)
    return Control(breaks=BREAKS.get(value["breaks"], value["breaks"]))


def _expectation(value: Any) -> Expectation:
    """ "holds", "safe", or {"refused": regex}, {"fails": regex}, {"skip": why}."""
    if isinstance(value, str):
        return Expectation(value)
    ((outcome, detail),) = value.items()
    return Expectation(outcome, detail)
