"""Walks one migration of a package, or the two halves of it, on a real database, forward, back and forward again.

    walk.py SPEC.json

Prints JSON: the schema at each stop, as test/rollout/snapshot.py reads it, and the models that the migrations come to.
The current folder is the project, whose settings name a database that is made here and goes again.
"""

import json
import re
import sys
import types

sys.path.insert(0, ".")

import django

django.setup()

from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.writer import MigrationWriter

# Only its readers of catalogues are wanted here, and none of the drivers that it connects with.
stub = types.ModuleType("rollout.databases")
stub.MariaDB = stub.PostgreSQL = stub.Server = stub.SQLite = object
sys.modules["rollout.databases"] = stub
from rollout import snapshot


def schema():
    with connection.cursor() as cursor:

        def query(sql):
            cursor.execute(sql.replace("%", "%%") if connection.vendor == "sqlite" else sql)
            return list(cursor.fetchall())

        if connection.vendor == "postgresql":
            found = snapshot._postgresql(query)
        else:
            found = snapshot._sqlite(types.SimpleNamespace(execute=_executed(query)))
    found.pop("django_migrations", None)
    return found


def _executed(query):
    return lambda sql: types.SimpleNamespace(fetchall=lambda: query(sql))


def text(value):
    """As a migration would write it; objects that no migration can hold, without their addresses."""
    try:
        return MigrationWriter.serialize(value)[0]
    except Exception:
        return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def models(loader, nodes):
    state = loader.project_state(nodes)
    return {
        ".".join(key): {
            "fields": {name: text(field) for name, field in model.fields.items()},
            "options": {name: text(value) for name, value in sorted(model.options.items())},
            "bases": text(model.bases),
            "managers": [name for name, _ in model.managers],
        }
        for key, model in state.models.items()
    }


def migrate(*nodes):
    executor = MigrationExecutor(connection)
    executor.migrate(last_of(nodes, executor.loader.graph))
    return schema()


def last_of(nodes, graph):
    """Those that no other of them comes after: Django takes what is named and has run for a way back."""
    nodes = [node for node in nodes if node in graph.nodes or node[1] is None]
    if len(nodes) < 2:
        return nodes
    earlier = {each for node in nodes for each in graph.forwards_plan(node) if each != node}
    return [node for node in nodes if node not in earlier]


def parents_of(node):
    loader = MigrationExecutor(connection).loader
    return sorted(parent.key for parent in loader.graph.node_map[node].parents)


def before(node, parents):
    """The way back to before a migration: to the one before it in its app."""
    own = [parent for parent in parents if parent[0] == node[0]]
    return own[0] if own else (node[0], None)


def walk(spec):
    stops = [tuple(stop) for stop in spec["stops"]]
    others = [tuple(other) for other in spec.get("others", ())]
    parents = parents_of(stops[0])
    result = {"start": migrate(*parents) if parents else schema()}
    forward = [migrate(stop) for stop in stops]
    # What a half has needed of other apps comes last here, so that all have run the same.
    if others:
        forward[-1] = migrate(*others, *stops)
    loader = MigrationExecutor(connection).loader
    applied = sorted(loader.applied_migrations)
    graph = [node for node in applied if node in loader.graph.nodes]
    result.update(forward=forward, applied=applied, models=models(loader, graph))
    back = []
    try:
        for stop in reversed(stops[:-1]):
            back.append(migrate(stop))
        back.append(migrate(before(stops[0], parents)))
        result["again"] = [migrate(stop) for stop in stops]
    except IrreversibleError as error:
        result["irreversible"] = str(error)
    result["back"] = back
    return result


def main():
    with open(sys.argv[1]) as file:
        spec = json.load(file)
    name = connection.settings_dict["NAME"]
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        result = walk(spec)
    finally:
        connection.close()
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    with open(spec["result"], "w") as file:
        json.dump(result, file)


main()
