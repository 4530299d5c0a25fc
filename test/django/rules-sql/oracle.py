"""
Writes down the SQL that Django's schema editors make of the rules of cases.py, so that the tests need no server:

    python test/django/rules-sql/oracle.py            writes expected/<version of Django>.json
    python test/django/rules-sql/oracle.py --verify STATEMENTS.json

needs Django 4.2 or 5.2, psycopg and PyMySQL, and PostgreSQL and MariaDB on 127.0.0.1. The first runs once for each of
the two. MySQL's is what Django writes on MariaDB when it is told that it talks to MySQL.

The second runs, for each rule, the statement of Django and the one in the file (which rules-sql.test.ts writes where
RULES_SQL_STATEMENTS names it), and compares what the catalogues say of them. Databases named h2_rules are made and
dropped.
"""

import argparse
import json
import logging
import pathlib
import subprocess
import sys
import warnings

sys.dont_write_bytecode = True

import pymysql

pymysql.version_info = (2, 2, 1, "final", 0)
pymysql.install_as_MySQLdb()

import django  # noqa: E402
from django.conf import settings  # noqa: E402

import cases  # noqa: E402

HERE = pathlib.Path(__file__).parent
NAME = "h2_rules"
MYSQL = {"ENGINE": "django.db.backends.mysql", "NAME": NAME, "HOST": "127.0.0.1", "USER": "root"}
DATABASES = {
    "postgresql": {"ENGINE": "django.db.backends.postgresql", "NAME": NAME, "HOST": "127.0.0.1", "USER": "postgres"},
    "mysql": MYSQL,
    "mariadb": MYSQL,
    "sqlite": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
}
HEADER = """import datetime
import uuid
from decimal import Decimal

import django.contrib.postgres.fields
from django.contrib.postgres.indexes import (
    BloomIndex, BrinIndex, BTreeIndex, GinIndex, GistIndex, HashIndex, OpClass, SpGistIndex,
)
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models import (
    BooleanField, Case, CheckConstraint, Deferrable, ExpressionWrapper, F, Func, Index, IntegerField, OrderBy, Q,
    TextField, UniqueConstraint, Value, When,
)
from django.db.models.expressions import CombinedExpression, RawSQL
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import (
    Abs, Cast, Coalesce, Collate, Concat, ExtractYear, Greatest, Left, Length, Lower, Mod, NullIf, Replace, Round,
    Substr, Trim, TruncDate, Upper,
)
from django.db.models.lookups import Exact, GreaterThan, In, IsNull, LessThanOrEqual


class Migration(migrations.Migration):
    operations = [%s]
"""


def lines(text):
    return [line for line in text.splitlines() if line]


def rules(dialect):
    postgres = dialect == "postgresql"
    yield from (f"CheckConstraint(condition={one}, name='rule')" for one in lines(cases.CHECKS))
    if postgres:
        yield from (f"CheckConstraint(condition={one}, name='rule')" for one in lines(cases.POSTGRES_CHECKS))
    for kind, listed in [("UniqueConstraint", cases.UNIQUES), ("Index", cases.INDEXES)]:
        yield from (f"{kind}({one}, name='rule')" for one in lines(listed))
    if postgres:
        yield from lines(cases.POSTGRES_INDEXES)


def create_models(dialect):
    fields = lines(cases.FIELDS) + (lines(cases.POSTGRES_FIELDS) if dialect == "postgresql" else [])
    owner = "('id', models.BigAutoField(primary_key=True)), ('code', models.CharField(max_length=20, unique=True))"
    return [
        f"migrations.CreateModel('Owner', [{owner}])",
        f"migrations.CreateModel('Product', [{', '.join(fields)}])",
    ]


def operations(texts):
    scope = {"__name__": "shop.migrations.m"}
    source = HEADER % ", ".join(texts)
    if django.VERSION < (5, 1):
        source = source.replace("CheckConstraint(condition=", "CheckConstraint(check=")
    exec(source, scope)
    return scope["Migration"].operations


def operation_for(rule):
    kind = "Index(model_name='product', index=" if "Index(" in rule else "Constraint(model_name='product', constraint="
    return f"migrations.Add{kind}{rule})"


def dialect_server(dialect):
    if dialect == "postgresql":
        import psycopg

        return psycopg.connect(host="127.0.0.1", user="postgres", dbname="postgres", autocommit=True).cursor()
    return pymysql.connect(host="127.0.0.1", user="root").cursor()


def pose_as_mysql(connection):
    """Django then writes for MySQL; nothing of it is run."""
    data = {**connection.mysql_server_data, "version": "8.0.36"}
    for known in [vars(connection), vars(connection.features)]:
        for name in [name for name in known if name.startswith(("mysql_", "supports_", "_mysql", "has_", "can_"))]:
            del known[name]
    connection.mysql_server_data = data
    assert not connection.mysql_is_mariadb


def as_written(rule):
    """The rule as makemigrations writes it, with the imports that it needs; None where it is no rule."""
    from django.db.migrations.serializer import serializer_factory

    try:
        [operation] = operations([operation_for(rule)])
        made = getattr(operation, "index", None) or operation.constraint
        text, imports = serializer_factory(made).serialize()
        return [text.replace("CheckConstraint(check=", "CheckConstraint(condition="), sorted(imports)]
    except Exception:
        return None


def statement(rule, state, connection):
    """What `add_constraint` or `add_index` runs; on SQLite, where it makes the table again, what stands in that."""
    after = state.clone()
    try:
        [operation] = operations([operation_for(rule)])
        operation.state_forwards("shop", after)
        model = after.apps.get_model("shop", "Product")
        made = getattr(operation, "index", None) or operation.constraint
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            if connection.vendor == "sqlite" and "CheckConstraint" in rule:
                return made.constraint_sql(model, editor)
            sql = made.create_sql(model, editor)
            return sql and str(sql)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def prepare(dialect):
    from django.db import connections
    from django.db.migrations.state import ProjectState

    if dialect != "sqlite":
        server = dialect_server(dialect)
        server.execute(f"DROP DATABASE IF EXISTS {NAME}")
        server.execute(f"CREATE DATABASE {NAME}")
    connection = connections["default"]
    state = ProjectState()
    with connection.schema_editor() as editor:
        for operation in operations(create_models(dialect)):
            before = state.clone()
            operation.state_forwards("shop", state)
            operation.database_forwards("shop", editor, before, state)
    if dialect == "postgresql":
        connection.cursor().execute("CREATE EXTENSION bloom; CREATE EXTENSION pg_trgm")
    if dialect == "mysql":
        pose_as_mysql(connection)
    return connection, state


def record(dialect):
    connection, state = prepare(dialect)
    made = {rule: [statement(rule, state, connection), as_written(rule)] for rule in rules(dialect)}
    connection.close()
    return made


def catalogue(connection, sql):
    """What the database makes of a statement; its error, where it refuses it."""
    from django.db import transaction

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(sql)
                cursor.execute(
                    "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'rule' UNION ALL"
                    " SELECT pg_get_indexdef(oid) FROM pg_class WHERE relname = 'rule'"
                )
            else:
                cursor.execute("CREATE OR REPLACE TABLE copy LIKE shop_product")
                cursor.execute(sql.replace("shop_product", "copy"))
                cursor.execute("SHOW CREATE TABLE copy")
            found = [list(map(str, row)) for row in cursor.fetchall()]
            transaction.set_rollback(True)
            return found
    except Exception as error:
        return f"refused: {type(error).__name__} {error}"


def verify(dialect, ours):
    connection, state = prepare(dialect)
    result = {"same": 0, "refused alike": [], "not in this Django": [], "differ": []}
    for rule, sql in ours.items():
        theirs = statement(rule, state, connection)
        if not isinstance(theirs, str):
            result["not in this Django"].append(rule)
            continue
        one, other = catalogue(connection, sql), catalogue(connection, theirs)
        if one != other:
            result["differ"].append({"rule": rule, "ours": [sql, one], "django": [theirs, other]})
        elif isinstance(one, str):
            result["refused alike"].append(rule)
        else:
            result["same"] += 1
    connection.close()
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dialect")
    parser.add_argument("--verify")
    arguments = parser.parse_args()
    if not arguments.dialect:
        run_all(arguments)
        return
    dialect = arguments.dialect
    settings.configure(DATABASES={"default": DATABASES[dialect]}, INSTALLED_APPS=["django.contrib.postgres"] if dialect == "postgresql" else [], USE_TZ=True)
    django.setup()
    warnings.simplefilter("ignore")
    logging.disable()
    if arguments.verify:
        result = verify(dialect, json.loads(pathlib.Path(arguments.verify).read_text())[dialect])
    else:
        result = record(dialect)
    if dialect != "sqlite":
        dialect_server(dialect).execute(f"DROP DATABASE {NAME}")
    print(json.dumps(result))


def run_all(arguments):
    dialects = ["postgresql", "mariadb"] if arguments.verify else DATABASES
    rest = ["--verify", arguments.verify] if arguments.verify else []
    results = {
        one: json.loads(subprocess.check_output([sys.executable, __file__, "--dialect", one, *rest])) for one in dialects
    }
    if arguments.verify:
        print(json.dumps(results, indent=1, ensure_ascii=False))
        sys.exit(any(result["differ"] for result in results.values()))
    target = HERE / "expected" / f"{django.VERSION[0]}.{django.VERSION[1]}.json"
    target.parent.mkdir(exist_ok=True)
    models = {one: create_models(one) for one in dialects}
    statements = {one: {rule: made for rule, (made, _) in result.items()} for one, result in results.items()}
    written = {rule: text for rule, (_, text) in results["postgresql"].items()}
    recording = {"header": HEADER, "models": models, "written": written, "statements": statements}
    target.write_text(json.dumps(recording, indent=1, ensure_ascii=False) + "\n")


main()
