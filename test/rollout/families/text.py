"""Short ways to write a models.py."""

from __future__ import annotations

from textwrap import indent

HEADER = "from django.db import models\n"
NAME = "name = models.CharField(max_length=50)"

COLUMN_GONE, TABLE_GONE = "column", "table"
POSTGRESQL_ONLY = {"skip": "PostgreSQL only"}


def model(name: str, *lines: str, base: str = "models.Model", meta: str = "") -> str:
    """A model class; `meta` is the body of its Meta, a line each."""
    body = "\n".join(lines) or "pass"
    if meta:
        body += "\n\nclass Meta:\n" + indent(meta, "    ")
    return f"\n\nclass {name}({base}):\n{indent(body, '    ')}\n"


def module(*parts: str, imports: str = "") -> str:
    return f"{imports.strip()}\n{HEADER}".lstrip() + "".join(parts)


def only(dialects: str, outcome: object = "holds") -> dict[str, object]:
    """An expectation for some dialects (comma separated) where the others cannot have the case at all."""
    named = {dialect: outcome for dialect in dialects.split(",")}
    return {"*": {"skip": f"{dialects} only"}, **named}


# Names of tables that unquoted SQL would stumble over.
ODD_TABLES = {
    "spaces": '"The Products"',
    "capitals": '"ProductTable"',
    "reserved": '"order"',
    "dotted": '"shop.products"',
}

# design.md, rule 7: left as written unless the configuration is strict.
NEW_KEY = {
    r"blue delete of a .*: IntegrityError": (
        "a new key: old code cannot delete a parent that rows of new code point at"
    )
}

# A rule that is new comes with the database migration: until then old code may break it.
NO_ARBITER = {
    r"green bulk_create\(\w+_conflicts=True\) by .*: (ProgrammingError: there is no unique|AssertionError)": (
        "a new unique rule: until the end, new code has nothing that ON CONFLICT could name"
    )
}


def row_of(app: str, name: str, key: int) -> str:
    """An extra.py that makes the row which a default names; its key is one that no sequence comes to."""
    return (
        "def prepare(apps):\n"
        f'    rows = apps.get_model("{app}", "{name}").objects\n'
        f'    rows.update_or_create(pk={key}, defaults={{"name": "the default"}})\n'
    )
