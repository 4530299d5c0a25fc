"""The whole schema of a database as plain data, read from its own catalogue, and the difference of two.

A snapshot is `{table: {"columns": {name: text}, "rules": {name: text}, "order": [name]}}`; what is not a table
(views, triggers, functions, sequences, types) stands under a key such as "view: name". Names are compared like
everything else. The order of columns is kept apart: a column that was dropped and came back stands last.
"""

from __future__ import annotations

import re
from typing import Any

from .databases import MariaDB, PostgreSQL, Server, SQLite

Snapshot = dict[str, Any]


def take(server: Server, name: str) -> Snapshot:
    if isinstance(server, PostgreSQL):
        with server.connect(name) as connection:
            return _postgresql(lambda sql: connection.execute(sql).fetchall())
    if isinstance(server, MariaDB):
        with server.connect(name) as connection, connection.cursor() as cursor:
            return _mariadb(cursor)
    assert isinstance(server, SQLite)
    connection = server.connect(name)
    try:
        return _sqlite(connection)
    finally:
        connection.close()


def difference(expected: Snapshot, actual: Snapshot) -> list[str]:
    """Lines such as `- shop_product.rules.x: …`: `-` is expected and missing, `+` is there and should not be."""
    before, after = _flat(expected), _flat(actual)
    lines = []
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) == after.get(key):
            continue
        if key in before:
            lines.append(f"- {key}: {before[key]}")
        if key in after:
            lines.append(f"+ {key}: {after[key]}")
    return lines


_PLAIN_INDEX = re.compile(r"^([-+]) (.+ rule KEY) `[^`]+`: (.*)$")


def only_index_names(lines: list[str]) -> list[str]:
    """Those lines that say no more than that a plain index of MariaDB has another name.

    InnoDB makes an index for a foreign key that has none and names it after the key; Django's editor makes its
    own, with a name of its own, when the key goes. Nothing looks for either by name.
    """
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for line in lines:
        if match := _PLAIN_INDEX.match(line):
            sides = found.setdefault((match[2], match[3]), {"-": [], "+": []})
            sides[match[1]].append(line)
    return [
        line
        for sides in found.values()
        if len(sides["-"]) == len(sides["+"])
        for line in sides["-"] + sides["+"]
    ]


def order_differs(expected: Snapshot, actual: Snapshot) -> list[str]:
    """Tables whose columns are the same in another order: nothing depends on it, but it is said."""
    return [
        table
        for table, facts in expected.items()
        if isinstance(facts, dict)
        and isinstance(actual.get(table), dict)
        and facts["order"] != actual[table]["order"]
        and sorted(facts["order"]) == sorted(actual[table]["order"])
    ]


def not_null_columns(snapshot: Snapshot) -> set[tuple[str, str]]:
    return {
        (table, column)
        for table, facts in snapshot.items()
        if isinstance(facts, dict)
        for column, text in facts["columns"].items()
        if re.search(r"\bNOT NULL\b", text, re.I) or "PRIMARY KEY" in text.upper()
    }


def _flat(snapshot: Snapshot) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, facts in snapshot.items():
        if not isinstance(facts, dict):
            flat[name] = str(facts)
            continue
        flat[name] = "table"
        for part in ("columns", "rules"):
            for key, text in facts[part].items():
                flat[f"{name} {part[:-1]} {key}"] = text
    return flat


# -- PostgreSQL ---------------------------------------------------------------------------------------------

_OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
# What an extension brought along (hstore's functions and types) is not the migration's doing.
_NO_EXTENSION = "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = {0}.oid AND d.deptype = 'e')"

# As a model's db_table has it, so that the two can be compared: `"hr"."staff"` is how Django is told of a schema.
_PG_TABLE = (
    "CASE WHEN n.nspname = 'public' THEN c.relname::text"
    " ELSE '\"' || n.nspname || '\".\"' || c.relname || '\"' END"
)

_PG_COLUMNS = f"""
SELECT {_PG_TABLE}, a.attname, concat_ws(' ',
    format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attnotnull THEN 'NOT NULL' ELSE 'NULL' END,
    CASE WHEN a.attgenerated = '' THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
         ELSE 'GENERATED ' || pg_get_expr(d.adbin, d.adrelid) END,
    CASE a.attidentity WHEN '' THEN NULL ELSE 'IDENTITY ' || a.attidentity::text END,
    CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation::text END,
    'COMMENT ' || quote_literal(col_description(c.oid, a.attnum)))
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND {_OURS}
ORDER BY 1, a.attnum
"""

_PG_TABLES = f"""
SELECT {_PG_TABLE}, concat_ws(' ', 'persistence', c.relpersistence, 'row security', c.relrowsecurity,
    'comment', obj_description(c.oid, 'pg_class'), 'grants ' || nullif(c.relacl::text, '{{}}'))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND {_OURS}
"""

_PG_INDEXES = f"""
SELECT {_PG_TABLE}, 'index ' || i.indexrelid::regclass::text,
    pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_OURS}
"""

_PG_CONSTRAINTS = f"""
SELECT {_PG_TABLE}, 'constraint ' || k.conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.conrelid <> 0 AND {_OURS}
"""

_PG_TRIGGERS = f"""
SELECT {_PG_TABLE}, 'trigger ' || t.tgname,
    pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' DISABLED' END
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND c.relkind <> 'v' AND {_OURS}
"""

_PG_OTHERS = f"""
SELECT 'function: ' || p.oid::regprocedure::text, pg_get_functiondef(p.oid)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind IN ('f', 'p') AND {_OURS} AND {_NO_EXTENSION.format('p')}
UNION ALL
SELECT 'view: ' || c.oid::regclass::text,
    concat_ws(' ', pg_get_viewdef(c.oid), c.reloptions, 'grants ' || nullif(c.relacl::text, '{{}}'))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND {_OURS} AND {_NO_EXTENSION.format('c')}
UNION ALL
SELECT 'sequence: ' || c.oid::regclass::text,
    concat_ws(' ', format_type(s.seqtypid, NULL), 'of', o.refobjid::regclass::text)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
LEFT JOIN pg_depend o ON o.objid = c.oid AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
WHERE {_OURS}
UNION ALL
SELECT 'type: ' || t.oid::regtype::text, t.typtype::text
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype IN ('e', 'd') AND {_OURS} AND {_NO_EXTENSION.format('t')}
UNION ALL
SELECT 'schema: ' || n.nspname, '' FROM pg_namespace n WHERE {_OURS}
"""


def _postgresql(query: Any) -> Snapshot:
    snapshot: Snapshot = {}
    for table, facts in query(_PG_TABLES):
        snapshot[table] = {"columns": {}, "rules": {"table": facts}, "order": []}
    for table, column, text in query(_PG_COLUMNS):
        snapshot[table]["columns"][column] = text
        snapshot[table]["order"].append(column)
    for source in (_PG_INDEXES, _PG_CONSTRAINTS, _PG_TRIGGERS):
        for table, name, text in query(source):
            snapshot[table]["rules"][name] = text
    snapshot.update(query(_PG_OTHERS))
    return snapshot


# -- MariaDB ------------------------------------------------------------------------------------------------


def _mariadb(cursor: Any) -> Snapshot:
    def query(sql: str) -> list[Any]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    snapshot: Snapshot = {}
    for name, kind in query("SHOW FULL TABLES"):
        quoted = "`" + name.replace("`", "``") + "`"
        if kind != "BASE TABLE":
            text = query(f"SHOW CREATE VIEW {quoted}")[0][1]
            snapshot[f"view: {name}"] = text
            continue
        snapshot[name] = _created(_doubled(query(f"SHOW CREATE TABLE {quoted}")[0][1]))
    here = "= DATABASE()"
    for name, table, event, timing, text in query(
        "SELECT trigger_name, event_object_table, event_manipulation, action_timing, action_statement"
        f" FROM information_schema.triggers WHERE trigger_schema {here}"
    ):
        snapshot[f"trigger: {name}"] = f"{timing} {event} ON {table}: {text}"
    for name, text in query(
        "SELECT routine_name, routine_definition FROM information_schema.routines"
        f" WHERE routine_schema {here}"
    ):
        snapshot[f"function: {name}"] = text
    return snapshot


# -- SQLite -------------------------------------------------------------------------------------------------


def _sqlite(connection: Any) -> Snapshot:
    snapshot: Snapshot = {}
    rows = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
        " WHERE name NOT LIKE 'sqlite_%' ORDER BY type = 'table' DESC"
    ).fetchall()
    for kind, name, table, sql in rows:
        if kind == "table":
            snapshot[name] = _created(sql)
        elif kind == "index":
            snapshot[table]["rules"][f"index {name}"] = _tidy(sql)
        else:
            snapshot[f"{kind}: {name}"] = _tidy(sql)
    return snapshot


# -- CREATE TABLE, as MariaDB and SQLite keep it --------------------------------------------------------------

_QUOTED_NAME = re.compile(r'^[`"]((?:[^`"]|``|"")+)[`"]\s*')
_NAMED_RULE = re.compile(
    r'^((?:CONSTRAINT|(?:UNIQUE |FULLTEXT |SPATIAL )?KEY)\s+[`"]([^`"]+)[`"])\s*', re.I
)


def _created(sql: str) -> dict[str, Any]:
    """The statement taken apart: the text of each column and of each rule, and what follows the brackets."""
    start, parts, end = _brackets(sql)
    columns: dict[str, str] = {}
    rules: dict[str, str] = {}
    for part in map(_tidy, parts):
        if match := _QUOTED_NAME.match(part):
            columns[match[1]] = part[match.end() :]
        elif match := _NAMED_RULE.match(part):
            rules[match[1]] = part[match.end() :]
        else:
            rules[part] = ""
    options = re.sub(r"\s*AUTO_INCREMENT=\d+", "", _tidy(sql[end + 1 :]))
    rules["table"] = options
    return {"columns": columns, "rules": rules, "order": list(columns)}


def _doubled(sql: str) -> str:
    """MariaDB prints a quote within a string with a backslash; here it is doubled, as in the standard."""
    return re.sub(r"\\(.)", lambda match: "''" if match[1] == "'" else match[0], sql)


def _brackets(sql: str) -> tuple[int, list[str], int]:
    """Where the outermost brackets open and close, and what the commas directly inside them part."""
    parts: list[str] = []
    depth, quote, start, last = 0, "", -1, -1
    for place, char in enumerate(sql):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char == "(":
            depth += 1
            if depth == 1 and start < 0:
                start = last = place
        elif char == ")":
            depth -= 1
            if depth == 0:
                return start, [*parts, sql[last + 1 : place]], place
        elif char == "," and depth == 1:
            parts.append(sql[last + 1 : place])
            last = place
    raise ValueError(f"no end of the brackets in {sql!r}")


def _tidy(sql: str) -> str:
    """White space outside quotes does not count, nor does the case in which SQLite was told of a type."""
    pieces = re.split(r"('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`)", sql)
    return "".join(
        piece if index % 2 else re.sub(r"\s+", " ", piece) for index, piece in enumerate(pieces)
    ).strip()
