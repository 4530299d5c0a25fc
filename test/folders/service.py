"""What a process is asked beyond the rollout's commands: to be the code of a release, and what the files say.

"The code of a release" is the project state that the migrations *as they were before the split* give, up to the last of
them whose change of the models has shipped: nothing that bgsplit wrote has a say in it.
"""

from __future__ import annotations

import itertools
import re
import sys
from typing import Any

from rollout.worker import Service

Node = list[str]


class FolderService(Service):
    # -- the code of a release ----------------------------------------------------------------------------------

    def become(
        self,
        colour: str,
        nodes: list[Node],
        values: dict[str, Any],
        renamed: dict[str, str],
        first: int,
    ) -> None:
        """From here on this process is the code of the release that ends with these migrations."""
        from rollout import activity

        from .tolerant import Tolerant

        state = self._state(nodes)
        # All that Activity knows of the models it asks this registry for.
        activity.apps = state.apps
        self.activity = Tolerant(colour, sorted({app for app, _ in nodes}), values, "", [], renamed)
        # No value is given twice, whatever the process was before.
        begin = first + {"blue": 1, "green": 2}[colour]
        self.activity.values.numbers = itertools.count(begin, 2)

    def next_value(self) -> int:
        return next(self.activity.values.numbers) if self.activity else 0

    def tolerate(self, patterns: list[str]) -> None:
        self.activity.tolerated = patterns

    def take_tolerated(self) -> int:
        count, self.activity.count = self.activity.count, 0
        return int(count)

    def renamed_by(self, nodes: list[Node], before: list[Node]) -> dict[str, str]:
        """What these migrations rename, as the rollout is told of it; fields under the new name of their model."""
        from django.db import migrations

        models: dict[str, str] = {}
        fields: list[tuple[str, str, str]] = []
        loader = self._loader()
        for app, name in nodes:
            for operation in loader.graph.nodes[app, name].operations:
                if isinstance(operation, migrations.RenameModel):
                    models[f"{app}.{operation.old_name}"] = f"{app}.{operation.new_name}"
                if isinstance(operation, migrations.RenameField):
                    fields.append(
                        (f"{app}.{operation.model_name}", operation.old_name, operation.new_name)
                    )
        labels = {
            f"{app}.{name}".lower(): f"{app}.{model.name}"
            for (app, name), model in self._state([*before, *nodes]).models.items()
        }
        by_lower = {old.lower(): new for old, new in models.items()}
        found = dict(models)
        for label, old, new in fields:
            label = by_lower.get(label.lower(), label)
            found[f"{labels[label.lower()]}.{old}"] = new
        return found

    def clean(self, rows: dict[str, list[str]]) -> None:
        """Rows that were only written to be looked at, and what points at them."""
        for model, keys in self.activity._known(rows):
            with self.activity.attempt("delete of a queryset", model):
                model._base_manager.filter(pk__in=keys).delete()

    def mend_what_is_there(self) -> int:
        """As `mend`, of the models whose table is there already."""
        from django.db import connection

        with connection.cursor() as cursor:
            there = {one.name for one in connection.introspection.get_table_list(cursor)}
        models = [one for one in self.activity.own_models() if one._meta.db_table in there]
        return sum(self.activity._mend(model) for model in models)

    # -- what the files say -------------------------------------------------------------------------------------

    def graph(self) -> dict[str, Any]:
        """Every migration with what it depends on, in the order of `migrate`."""
        loader = self._loader()
        own = {key for key in loader.graph.nodes if key[0] in APPS}
        order = [
            key
            for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)
            if key in own
        ]
        return {
            "order": [list(key) for key in order],
            "leaves": [list(key) for key in loader.graph.leaf_nodes() if key in own],
            "conflicts": loader.detect_conflicts(),
            "parents": [
                [
                    list(key),
                    [
                        list(parent.key)
                        for parent in loader.graph.node_map[key].parents
                        if parent.key in own
                    ],
                ]
                for key in order
            ],
        }

    def models_at(self, nodes: list[Node]) -> dict[str, str]:
        """The models that these migrations give, as text that can be compared."""
        from django.db.migrations.autodetector import MigrationAutodetector

        state = self._state(nodes)
        detector = MigrationAutodetector(state, state)
        return {
            f"{app}.{name}": repr(
                (
                    {field: detector.deep_deconstruct(one) for field, one in model.fields.items()},
                    detector.deep_deconstruct(model.options),
                    model.bases,
                )
            )
            for (app, name), model in state.models.items()
        }

    def plan_to(self, nodes: list[Node]) -> list[Node]:
        """What `migrate` would run to get there, in its order."""
        from django.db import connection
        from django.db.migrations.executor import MigrationExecutor

        self._forget()
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan([tuple(node) for node in nodes])
        return [
            [migration.app_label, migration.name]
            for migration, _ in plan
            if migration.app_label in APPS
        ]

    def applied(self) -> list[Node]:
        from django.db import connection
        from django.db.migrations.recorder import MigrationRecorder

        return sorted(
            [app, name]
            for app, name in MigrationRecorder(connection).applied_migrations()
            if app in APPS
        )

    def showmigrations(self) -> str:
        """As a user would redirect it into a file."""
        return self._django("showmigrations", plan=True, verbosity=1, no_color=True) + "\n"

    def _state(self, nodes: list[Node]) -> Any:
        return self._loader().project_state([tuple(node) for node in nodes])

    def _loader(self) -> Any:
        from django.db.migrations.loader import MigrationLoader

        self._forget()
        return MigrationLoader(None)

    def _forget(self) -> None:
        """Operations keep what another state has made of them: each state begins with the files."""
        import importlib

        importlib.invalidate_caches()
        for name in [one for one in sys.modules if re.search(r"\.migrations\.0", one)]:
            if not name.startswith("django."):
                del sys.modules[name]


APPS = ("warehouse", "billing")
