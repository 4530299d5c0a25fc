"""
Writes what Django really leaves in databases for the histories of schema-editor/oracle/cases.py, so that the tests of
the replay need no server:

    python test/django/oracle.py [--dialects sqlite,postgresql,mariadb] [case …]

needs Django 5.2, psycopg and PyMySQL, and the servers of oracle.DATABASES. Databases named h2_oracle are made and
dropped. Without names of cases everything is written again.
"""

import argparse
import json
import logging
import pathlib
import subprocess
import sys
import traceback

sys.dont_write_bytecode = True

import pymysql

pymysql.version_info = (2, 2, 1, "final", 0)
pymysql.install_as_MySQLdb()

import django  # noqa: E402
from django.conf import settings  # noqa: E402

HERE = pathlib.Path(__file__).parent / "schema-editor" / "oracle"
sys.path.insert(0, str(HERE))
NAME = "h2_oracle"
DATABASES = {
    "sqlite": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
    "postgresql": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "HOST": "127.0.0.1",
        "USER": "postgres",
        "OPTIONS": {"options": "-c search_path=public,hr"},
    },
    "mariadb": {"ENGINE": "django.db.backends.mysql", "NAME": NAME, "HOST": "127.0.0.1", "USER": "root"},
}
HEADER = """import datetime
import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.jsonb
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [%s]

    operations = %s
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dialects", default="sqlite,postgresql,mariadb")
    parser.add_argument("-v", action="store_true")
    parser.add_argument("cases", nargs="*")
    arguments = parser.parse_args()
    dialects = arguments.dialects.split(",")
    if len(dialects) > 1:
        sys.exit(max(subprocess.call([sys.executable, __file__, "--dialects", one, *arguments.cases]) for one in dialects))
    # Django takes the lengths of names from the default database.
    [dialect] = dialects
    settings.configure(DATABASES={"default": DATABASES[dialect]}, INSTALLED_APPS=[], USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
    django.setup()
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    from cases import CASES

    failed = False
    for name, case in CASES.items():
        if dialect in case["dialects"] and (not arguments.cases or name in arguments.cases):
            failed |= not record(dialect, name, case)
    drop_database(dialect)
    sys.exit(1 if failed else 0)


def record(dialect, name, case):
    texts = [
        HEADER % ("" if number == 1 else f'("shop", "{number - 1:04}")', indented(text))
        for number, text in enumerate(case["migrations"], 1)
    ]
    path = HERE / "expected" / f"{name}.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    try:
        snapshots = run(dialect, texts, case["backwards"])
    except Exception as error:
        print(f"{dialect} {name}: {type(error).__name__}: {error}", file=sys.stderr)
        if "-v" in sys.argv:
            traceback.print_exc()
        return False
    expected = {**(known.get("expected", {}) if known.get("migrations") == texts else {}), dialect: snapshots}
    path.parent.mkdir(exist_ok=True)
    content = {"migrations": texts, "expected": {key: expected[key] for key in sorted(expected)}}
    path.write_text(compact(content) + "\n")
    return True


def indented(text):
    return text.replace("\n", "\n    ")


def compact(value, depth=0):
    """JSON with one line a table's part: diffs can be read, and files stay small."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or not value or (depth > 1 and len(flat) < 160):
        return flat
    space = " " * (depth + 1)
    if isinstance(value, dict):
        parts = [f"{space}{json.dumps(key)}: {compact(item, depth + 1)}" for key, item in value.items()]
    else:
        parts = [space + compact(item, depth + 1) for item in value]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return opening + "\n" + ",\n".join(parts) + "\n" + " " * depth + closing


def run(dialect, texts, backwards):
    """Snapshots after each migration, and after each is taken back: [forwards, backwards]."""
    from django.db.migrations.state import ProjectState

    connection = fresh(dialect)
    states, migrations = [ProjectState()], []
    forwards, back = [], []
    for number, text in enumerate(texts, 1):
        namespace = {"__name__": f"shop.migrations.{number:04}"}
        exec(compile(text, f"{number:04}", "exec"), namespace)
        migration = namespace["Migration"](f"{number:04}", "shop")
        with connection.schema_editor(atomic=migration.atomic) as editor:
            states.append(migration.apply(states[-1].clone(), editor))
        migrations.append(migration)
        forwards.append(introspect(dialect, connection))
    if backwards:
        for migration, before in reversed(list(zip(migrations, states))):
            with connection.schema_editor(atomic=migration.atomic) as editor:
                migration.unapply(before.clone(), editor)
            back.append(introspect(dialect, connection))
    connection.close()
    return {"forwards": differing(forwards), "backwards": differing(back)}


def differing(snapshots):
    """Of each snapshot the tables that are not as in the one before; null for those that are gone."""
    out, before = [], {}
    for snapshot in snapshots:
        changed = {name: table for name, table in snapshot.items() if before.get(name) != table}
        out.append({**changed, **{name: None for name in before if name not in snapshot}})
        before = snapshot
    return out


def administer(dialect, *statements):
    if dialect == "postgresql":
        import psycopg

        with psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)
    elif dialect == "mariadb":
        connection = pymysql.connect(host="127.0.0.1", user="root")
        for statement in statements:
            connection.cursor().execute(statement)
        connection.close()


def fresh(dialect):
    from django.db import connection, connections

    connection.close()
    if dialect == "sqlite":
        # Only a new connection gets a new database in memory.
        del connections["default"]
    administer(dialect, f"DROP DATABASE IF EXISTS {NAME}", f"CREATE DATABASE {NAME}")
    if dialect == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA hr")
            cursor.execute("CREATE EXTENSION btree_gist")
    return connections["default"]


def drop_database(dialect):
    from django.db import connection

    connection.close()
    administer(dialect, f"DROP DATABASE IF EXISTS {NAME}")


def introspect(dialect, connection):
    with connection.cursor() as cursor:
        if dialect == "postgresql":
            cursor.execute(
                "SELECT CASE WHEN schemaname = 'public' THEN tablename ELSE format('\"%s\".\"%s\"', schemaname, tablename) END, tablename"
                " FROM pg_tables WHERE schemaname IN ('public', 'hr') ORDER BY 1"
            )
            names = cursor.fetchall()
        else:
            names = sorted((info.name, info.name) for info in connection.introspection.get_table_list(cursor))
        return {name: table(dialect, connection, cursor, bare) for name, bare in names}


def table(dialect, connection, cursor, name):
    constraints = connection.introspection.get_constraints(cursor, name)
    out = {
        "columns": COLUMNS[dialect](cursor, name),
        "primaryKey": [],
        "indexes": [],
        "uniques": [],
        "checks": [],
        "foreignKeys": [],
        "exclusions": [],
    }
    if comment := COMMENTS[dialect](cursor, name):
        out["comment"] = comment
    key_lengths = postgresql_key_lengths(cursor, name) if dialect == "postgresql" else {}
    for key, row in sorted(constraints.items()):
        unnamed = key.startswith("__unnamed_constraint") or key == "__primary__"
        rule = {"name": None if unnamed else key, "columns": row["columns"][: key_lengths.get(key)]}
        if row["primary_key"]:
            out["primaryKey"] = row["columns"]
            continue
        if row["check"]:
            if unnamed and dialect == "mariadb":
                rule["name"] = row["columns"][0]
            out["checks"].append({**rule, "columns": sorted(set(rule["columns"]))})
            continue
        if row["foreign_key"]:
            foreign = {"column": row["columns"][0], "to": list(row["foreign_key"])}
            out["foreignKeys"].append({"name": None if dialect == "sqlite" else key, **foreign})
            if not row["index"]:
                continue
        if row["unique"]:
            index = row["index"] and dialect != "mariadb"
            out["uniques"].append({**rule, **({"index": True} if index else {})})
        elif row["index"]:
            desc = [place for place, order in enumerate(row.get("orders", [])) if order == "DESC"]
            type_ = {} if row["type"] in ("idx", "btree") else {"method": row["type"]}
            out["indexes"].append({**rule, **type_, **({"descending": desc} if desc else {})})
        elif not row["foreign_key"]:
            out["exclusions"].append({**rule, "columns": sorted(set(rule["columns"]))})
    for rules in ("indexes", "uniques", "checks", "foreignKeys", "exclusions"):
        out[rules].sort(key=lambda rule: json.dumps(rule))
        if not out[rules]:
            del out[rules]
    return out


def postgresql_columns(cursor, name):
    cursor.execute(
        "SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull, atthasdef AND attgenerated = '',"
        " attidentity <> '', attgenerated <> '', CASE WHEN attcollation <> t.typcollation THEN co.collname END,"
        " col_description(c.oid, attnum)"
        " FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_type t ON t.oid = atttypid"
        " LEFT JOIN pg_collation co ON co.oid = attcollation"
        " WHERE relname = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [name],
    )
    return {row[0]: column(*row[1:]) for row in cursor.fetchall()}


def postgresql_key_lengths(cursor, name):
    """How many columns of an index are its key; the others are INCLUDEd."""
    cursor.execute(
        "SELECT i.relname, indnkeyatts FROM pg_index JOIN pg_class i ON i.oid = indexrelid"
        " JOIN pg_class t ON t.oid = indrelid WHERE t.relname = %s",
        [name],
    )
    return dict(cursor.fetchall())


def mariadb_columns(cursor, name):
    cursor.execute(
        "SELECT COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, c.EXTRA, GENERATION_EXPRESSION, COLLATION_NAME,"
        " TABLE_COLLATION, COLUMN_COMMENT FROM information_schema.COLUMNS c JOIN information_schema.TABLES t"
        " USING (TABLE_SCHEMA, TABLE_NAME) WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %s ORDER BY ORDINAL_POSITION",
        [name],
    )
    out = {}
    for key, type_, nullable, default, extra, generation, collation, usual, comment in cursor.fetchall():
        own = collation if collation != usual and collation != "utf8mb4_bin" else None
        has_default = default not in (None, "NULL") and not generation
        out[key] = column(type_, nullable == "YES", has_default, "auto_increment" in extra, bool(generation), own, comment)
    return out


def sqlite_columns(cursor, name):
    cursor.execute('PRAGMA table_xinfo("%s")' % name)
    rows = cursor.fetchall()
    keys = sum(1 for row in rows if row[5])
    return {
        row[1]: column(
            row[2].lower().replace(" generated always", ""), not row[3], row[4] is not None, bool(row[5]) and keys == 1 and row[2].lower() == "integer", row[6] in (2, 3), None, None
        )
        for row in rows
    }


def column(type_, nullable, default, identity, generated, collation, comment):
    facts = {"type": type_, "nullable": bool(nullable)}
    flags = {"default": default, "identity": identity, "generated": generated}
    facts.update({key: True for key, value in flags.items() if value})
    if collation:
        facts["collation"] = collation
    if comment:
        facts["comment"] = comment
    return facts


def postgresql_comment(cursor, name):
    cursor.execute("SELECT obj_description(c.oid) FROM pg_class c WHERE relname = %s", [name])
    return cursor.fetchone()[0]


def mariadb_comment(cursor, name):
    cursor.execute(
        "SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %s", [name]
    )
    return cursor.fetchone()[0]


COLUMNS = {"postgresql": postgresql_columns, "mariadb": mariadb_columns, "sqlite": sqlite_columns}
COMMENTS = {"postgresql": postgresql_comment, "mariadb": mariadb_comment, "sqlite": lambda cursor, name: None}

if __name__ == "__main__":
    main()
