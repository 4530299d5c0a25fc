"""What is in a database, table by table, in the words of `bgsplit state --format json`.

`tables(connection)` reads the catalogue itself: Django's introspection does not tell all of it.
"""

PG_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
    a.atthasdef AND a.attgenerated = '', a.attidentity <> '', a.attgenerated <> '',
    CASE WHEN a.attcollation <> t.typcollation THEN co.collname END, col_description(c.oid, a.attnum)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_collation co ON co.oid = a.attcollation
WHERE a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""

# Expressions have no column, which is None here.
PG_INDEXES = """
SELECT t.relname, i.relname, am.amname, x.indisunique, x.indnkeyatts, k.conname IS NOT NULL,
    array(SELECT a.attname FROM unnest(x.indkey::int[]) WITH ORDINALITY AS key(number, place)
        LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = key.number AND key.number > 0 ORDER BY place),
    array(SELECT option & 1 = 1 FROM unnest(x.indoption::int[]) WITH ORDINALITY AS o(option, place) ORDER BY place),
    array(SELECT o.opcname::text FROM unnest(x.indclass::oid[]) WITH ORDINALITY AS class(id, place)
        JOIN pg_opclass o ON o.oid = class.id ORDER BY place),
    array(SELECT o.opcdefault FROM unnest(x.indclass::oid[]) WITH ORDINALITY AS class(id, place)
        JOIN pg_opclass o ON o.oid = class.id ORDER BY place)
FROM pg_index x
JOIN pg_class t ON t.oid = x.indrelid AND t.relkind IN ('r', 'p')
JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am am ON am.oid = i.relam
LEFT JOIN pg_constraint k ON k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')
ORDER BY 1, 2
"""

PG_CONSTRAINTS = """
SELECT t.relname, k.conname, k.contype::text, f.relname, k.confdeltype::text,
    array(SELECT a.attname FROM unnest(k.conkey) WITH ORDINALITY AS key(number, place)
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = key.number ORDER BY place),
    array(SELECT a.attname FROM unnest(k.confkey) WITH ORDINALITY AS key(number, place)
        JOIN pg_attribute a ON a.attrelid = f.oid AND a.attnum = key.number ORDER BY place)
FROM pg_constraint k
JOIN pg_class t ON t.oid = k.conrelid
JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
LEFT JOIN pg_class f ON f.oid = k.confrelid
WHERE k.contype IN ('p', 'u', 'x', 'c', 'f')
ORDER BY 1, 2
"""


def tables(connection):
    with connection.cursor() as cursor:
        return (_postgresql if connection.vendor == "postgresql" else _sqlite)(cursor)


def _empty():
    kinds = ("primary_key", "indexes", "uniques", "checks", "exclusions", "foreign_keys")
    return {"columns": {}, **{kind: [] for kind in kinds}}


def _column(kind, null, default, identity, generated, collation=None, comment=None):
    return {
        "type": kind,
        "null": bool(null),
        "default": bool(default),
        "identity": bool(identity),
        "generated": bool(generated),
        "collation": collation,
        "comment": comment or None,
    }


def _postgresql(cursor):
    found = {}
    cursor.execute(PG_COLUMNS)
    for table, name, *facts in cursor.fetchall():
        found.setdefault(table, _empty())["columns"][name] = _column(*facts)
    cursor.execute(PG_INDEXES)
    for table, name, method, unique, keys, constraint, columns, descending, opclasses, usual in cursor.fetchall():
        columns = columns[:keys]
        if constraint:
            continue
        if unique:
            found[table]["uniques"].append({"name": name, "columns": columns, "kept_as": "index"})
            continue
        parts = [
            # The usual one may be told or not.
            {"column": column, "descending": down, "opclass": opclass, "usual": own}
            for column, down, opclass, own in zip(columns, descending, opclasses, usual)
        ]
        found[table]["indexes"].append({"name": name, "method": method, "parts": parts})
    cursor.execute(PG_CONSTRAINTS)
    for table, name, kind, target, deletes, columns, targets in cursor.fetchall():
        if kind == "p":
            found[table]["primary_key"] = columns
        elif kind == "u":
            found[table]["uniques"].append({"name": name, "columns": columns, "kept_as": "constraint"})
        elif kind == "c":
            found[table]["checks"].append({"name": name, "columns": sorted(set(columns))})
        elif kind == "x":
            found[table]["exclusions"].append({"name": name})
        else:
            action = {"a": "no-action", "n": "set-null", "c": "cascade"}.get(deletes, deletes)
            key = {"name": name, "column": columns[0], "to_table": target, "to_column": targets[0]}
            found[table]["foreign_keys"].append({**key, "on_delete": action})
    return found


def _sqlite(cursor):
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    return {name: _sqlite_table(cursor, name, sql) for name, sql in cursor.fetchall()}


def _rows(cursor, pragma, name):
    cursor.execute(f'PRAGMA {pragma}("{name}")')
    return cursor.fetchall()


def _sqlite_table(cursor, name, sql):
    from django.db import connection

    table = _empty()
    rows = _rows(cursor, "table_xinfo", name)
    keys = sorted((row[5], row[1]) for row in rows if row[5])
    table["primary_key"] = [column for _, column in keys]
    for _, column, kind, not_null, default, key, hidden in rows:
        kind = kind.lower().replace(" generated always", "")
        identity = bool(key) and len(keys) == 1 and kind == "integer"
        table["columns"][column] = _column(kind, not not_null, default is not None, identity, hidden in (2, 3))
    for _, _, target, column, target_column, _, deletes, _ in _rows(cursor, "foreign_key_list", name):
        action = deletes.lower().replace(" ", "-")
        key = {"name": None, "column": column, "to_table": target, "to_column": target_column}
        table["foreign_keys"].append({**key, "on_delete": action})
    for _, index, unique, origin, *_ in _rows(cursor, "index_list", name):
        parts = [
            {"column": row[2], "descending": bool(row[3]), "opclass": None}
            for row in _rows(cursor, "index_xinfo", index)
            if row[5]
        ]
        if origin == "pk":
            continue
        if not unique:
            table["indexes"].append({"name": index, "method": "btree", "parts": parts})
        elif origin == "c":
            columns = [part["column"] for part in parts]
            table["uniques"].append({"name": index, "columns": columns, "kept_as": "index"})
    constraints = connection.introspection.get_constraints(cursor, name)
    for key, row in constraints.items():
        named = None if key.startswith("__unnamed") else key
        if row["check"]:
            table["checks"].append({"name": named, "columns": sorted(set(row["columns"]))})
        elif row["unique"] and not row["primary_key"] and not row["index"]:
            table["uniques"].append({"name": named, "columns": row["columns"], "kept_as": "constraint"})
    return table
