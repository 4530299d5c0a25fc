"""What the tables of a database are, for comparing: SQLite, PostgreSQL and MariaDB, each by its own catalogue."""

import os

NAME = f"bgsplit_fuzz_{os.getpid()}"

SQLITE = """
SELECT m.name, c.name, c.type, c."notnull", c.pk, c.dflt_value
FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
"""
SQLITE_INDEXES = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger', 'view')"

POSTGRESQL = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
    col_description(c.oid, a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
"""
POSTGRESQL_REST = """
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT relname, obj_description(oid) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
"""

MARIADB = """
SELECT table_name, column_name, column_type, is_nullable, column_default, column_comment
FROM information_schema.columns WHERE table_schema = database()
"""
MARIADB_REST = """
SELECT table_name, index_name, column_name FROM information_schema.statistics WHERE table_schema = database()
UNION ALL SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints
    WHERE constraint_schema = database()
UNION ALL SELECT table_name, table_type, table_comment FROM information_schema.tables
    WHERE table_schema = database()
UNION ALL SELECT event_object_table, trigger_name, action_statement FROM information_schema.triggers
    WHERE trigger_schema = database()
"""

QUERIES = {
    "sqlite": [SQLITE, SQLITE_INDEXES],
    "postgresql": [POSTGRESQL, POSTGRESQL_REST],
    "mysql": [MARIADB, MARIADB_REST],
}


def tables(connection):
    """All there is to know, sorted; but for what Django keeps for itself."""
    found = []
    with connection.cursor() as cursor:
        for query in QUERIES[connection.vendor]:
            cursor.execute(query)
            rows = [tuple(str(value) for value in row) for row in cursor.fetchall()]
            found.append(sorted(row for row in rows if "django_migrations" not in "".join(row)))
    return found


def settings_for(dialect):
    """The settings of a database that is made by `clear`."""
    if dialect == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    if dialect == "postgresql":
        user = os.environ.get("PGUSER", "postgres")
        return {"ENGINE": "django.db.backends.postgresql", "NAME": NAME, "HOST": "127.0.0.1", "USER": user}
    import pymysql

    pymysql.version_info = (2, 2, 1, "final", 0)
    pymysql.install_as_MySQLdb()
    return {"ENGINE": "django.db.backends.mysql", "NAME": NAME, "HOST": "127.0.0.1", "USER": "root"}


def clear(connection):
    """Makes the database anew, with nothing in it."""
    connection.close()
    if connection.vendor == "sqlite":
        connection.connection = None
        return
    if connection.vendor == "postgresql" and made:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return
    made.append(NAME)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME}")


made = []
"""A schema is made anew in a fraction of the time that a database takes."""


def remove(connection):
    """Leaves nothing behind on the server."""
    connection.close()
    if connection.vendor != "sqlite":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
