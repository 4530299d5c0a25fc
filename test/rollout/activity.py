"""What a live application does to its tables, found out from its models: no case writes any of it by hand.

Every action runs in a transaction of its own; what goes wrong is collected and the next action follows, so one
report holds everything that is broken. Rows travel between the colours as `{label: [primary key as text]}`.
"""

from __future__ import annotations

import decimal
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models.deletion import DO_NOTHING
from django.db.models.fields import NOT_PROVIDED

from . import crossing
from .names import Names
from .twins import Twins
from .values import Values

Rows = dict[str, list[str]]
Model = type[models.Model]

# Comparing these for equality works everywhere and finds the row that was written.
EXACT = (
    models.IntegerField,
    models.CharField,
    models.UUIDField,
    models.DateField,
    models.GenericIPAddressField,
)
MANY_FAILURES = 12
# Rows of each colour that are saved again in each round: enough to meet each way they were written.
SAVED = 6


class Activity:
    def __init__(
        self,
        colour: str,
        labels: list[str],
        values: dict[str, list[Any]],
        extra: str,
        loose: list[list[str]],
        renamed: dict[str, str] | None = None,
    ) -> None:
        self.colour = colour
        self.names = Names(renamed or {}, colour)
        self.twins = Twins()
        self.app_labels = labels
        self.values = Values(colour, values)
        self.written: Rows = {}
        self.failures: list[dict[str, str]] = []
        # (table, column) of relations that may dangle here: see `Walk.loose_relations`.
        self.loose = {tuple(pair) for pair in loose}
        self.hooks: dict[str, Any] = {}
        exec(compile(extra, "extra.py", "exec"), self.hooks)

    # -- models -----------------------------------------------------------------------------------------------

    def own_models(self) -> list[Model]:
        found = itertools.chain.from_iterable(
            apps.get_app_config(label).get_models() for label in self.app_labels
        )
        return [model for model in found if _has_table(model)]

    def deletable(self) -> list[Model]:
        """The case's models and what they point at (auth.User): any of them may be somebody's parent row."""
        found = list(self.own_models())
        for model in self.own_models():
            for field in [*_foreign_keys(model), *model._meta.many_to_many]:
                if field.related_model not in found:
                    found.append(field.related_model)
        return found

    def describe(self) -> dict[str, Any]:
        return {
            "models": {
                self.names.label(model): {
                    "table": model._meta.db_table,
                    "columns": {
                        self.names.attribute(model, field): field.column
                        for field in model._meta.local_concrete_fields
                    },
                }
                for model in self.deletable()
            },
            "links": {label: link.columns() for label, link in self._links()},
            "following": [
                [self.names.label(model), self.names.attribute(model, field)]
                for model in self.own_models()
                for field in model._meta.concrete_fields
                if _follows(field)
            ],
            # One value for all rows, where a default says so: neither called for each nor the time of day.
            "varying": [
                [self.names.label(model), self.names.attribute(model, field)]
                for model in self.own_models()
                for field in model._meta.concrete_fields
                if _is_varying(field)
            ],
            "required": [
                [self.names.label(model), self.names.attribute(model, field)]
                for model in self.own_models()
                for field in model._meta.concrete_fields
                if not field.null
            ],
            "relations": [[model._meta.db_table, field.column] for model, field in self._keys()],
        }

    def _keys(self) -> Iterator[tuple[Model, Any]]:
        """Every foreign key column, those of many-to-many tables included."""
        seen = set()
        for label in self.app_labels:
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                if not _has_table(model):
                    continue
                for field in model._meta.local_concrete_fields:
                    if field.is_relation and (model, field.column) not in seen:
                        seen.add((model, field.column))
                        yield model, field

    @contextmanager
    def attempt(self, action: str, model: Model | str) -> Iterator[None]:
        try:
            with transaction.atomic():
                yield
        except Exception as error:
            self.fail(action, model, error)
        if not connection.in_atomic_block:
            self.check_twins(action, model)

    def watch(self, twins: list[list[str]]) -> None:
        """From here on, after each action: (table, column, column) that may not differ in any row."""
        self.twins = Twins(twins)
        self.check_twins("what the migration left", "")

    def check_twins(self, action: str, model: Model | str) -> None:
        for text in self.twins.differences():
            self.fail(action, model, text)

    def fail(self, action: str, model: Model | str, error: Exception | str) -> None:
        if len(self.failures) >= MANY_FAILURES:
            return
        text = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
        label = model if isinstance(model, str) else model._meta.label
        self.failures.append(
            {
                "colour": self.colour,
                "action": action,
                "model": label,
                "error": " ".join(text.split())[:400],
            }
        )

    def take_failures(self) -> list[dict[str, str]]:
        failures, self.failures = self.failures, []
        return failures

    # -- making rows ------------------------------------------------------------------------------------------

    def make(
        self,
        model: Model,
        mode: str = "full",
        given: dict[str, Any] | None = None,
        stack: tuple[Model, ...] = (),
    ) -> models.Model:
        row = self.build(model, mode, given, stack)
        row.save(force_insert=True)
        self.note(row)
        return row

    def note(self, row: models.Model) -> None:
        self.written.setdefault(self.names.label(type(row)), []).append(str(row.pk))

    def build(
        self,
        model: Model,
        mode: str,
        given: dict[str, Any] | None = None,
        stack: tuple[Model, ...] = (),
    ) -> models.Model:
        """An unsaved row whose parents are saved."""
        facts = dict(given or {})
        for field in _insertable(model):
            if field.name in facts or field.attname in facts or (mode == "required" and not _is_required(field)):
                continue
            facts[field.name] = self.value(field, (*stack, model))
        own = [field for field in _insertable(model) if facts.get(field.name) is ITSELF]
        if own:
            # Far apart: what the database counts goes on from the highest.
            facts[model._meta.pk.name] = 1_000_000 * next(self.values.numbers)
            facts.update({field.attname: facts[model._meta.pk.name] for field in own})
            facts = {key: fact for key, fact in facts.items() if fact is not ITSELF}
        return model(**facts)

    def value(self, field: Any, stack: tuple[Model, ...]) -> Any:
        if not field.is_relation:
            return self.values.of(field)
        target = field.related_model
        if target in stack or any(issubclass(model, target) for model in stack):
            if field.null:
                return None
            if target is stack[-1]:
                return ITSELF
        return self.make(target, stack=stack)

    def default_targets(self) -> None:
        """A key's default names a row that the application takes for granted."""
        for model in self.own_models():
            for field in _foreign_keys(model):
                if not field.has_default() or field.get_default() is None:
                    continue
                key = field.target_field.name
                value = field.get_default()
                if not field.related_model._base_manager.filter(**{key: value}).exists():
                    with self.attempt("insert the row that a default names", model):
                        row = self.make(field.related_model, given={key: value})
                        # It stays: no application deletes the row that its defaults name.
                        self.written[self.names.label(type(row))].remove(str(row.pk))

    def prepare(self) -> None:
        """Rows that the case takes for granted: see `prepare` in its extra.py."""
        if hook := self.hooks.get("prepare"):
            with self.attempt("prepare", "the case's own"):
                hook(apps)

    # -- insert -----------------------------------------------------------------------------------------------

    def insert(self) -> Rows:
        self.default_targets()
        for model in self.own_models():
            with self.attempt("insert, all fields", model):
                self.make(model)
            for count in ("first", "second"):
                with self.attempt(f"insert, only required fields, {count} time", model):
                    self.make(model, "required")
            with self.attempt("insert two rows as equal as the model's rules allow", model):
                self._twins(model)
            if not model._meta.parents:
                with self.attempt("bulk_create", model):
                    rows = [self.build(model, mode) for mode in ("full", "full")]
                    rows += [self.build(model, "required") for _ in range(2)]
                    for row in model._base_manager.bulk_create(rows):
                        self.note(row)
            self._get_or_create(model)
            if self.names:
                crossing.insert(self, model)
            for field in model._meta.many_to_many:
                self._many_to_many(model, field)
        written, self.written = self.written, {}
        return written

    def insert_simple(self) -> Rows:
        """One row and one bare row of each model: where a phase only has to be shown alive."""
        self.default_targets()
        for model in self.own_models():
            with self.attempt("insert, all fields", model):
                self.make(model)
            with self.attempt("insert, only required fields", model):
                self.make(model, "required")
        written, self.written = self.written, {}
        return written

    def insert_given(self, wanted: dict[str, list[dict[str, Any]]]) -> Rows:
        """Exactly these rows, and what they need: all of a model, or none. What is stored must be what was given."""
        for label, given in wanted.items():
            model = apps.get_model(self.names.own(label))
            with self.attempt("insert what the old rule allows", model):
                targets: dict[str, Any] = {}
                for facts in given:
                    self._insert_exactly(model, facts, targets)
        written, self.written = self.written, {}
        return {label: written.get(label, []) for label in wanted}

    def _insert_exactly(
        self, model: Model, facts: dict[str, Any], targets: dict[str, Any]
    ) -> None:
        fields = {name: model._meta.get_field(name) for name in facts}
        given = {}
        for name, value in facts.items():
            if isinstance(value, str) and value.startswith("@"):
                # A row to point at: the same name is the same row.
                related = fields[name].related_model
                given[name] = targets.get(value) or targets.setdefault(value, self.make(related))
            else:
                given[name] = fields[name].to_python(value)
        row = self.make(model, given=given)
        stored = model._base_manager.get(pk=row.pk)
        for name, field in fields.items():
            found, value = getattr(stored, field.attname), getattr(row, field.attname)
            if found != value:
                raise AssertionError(f"{name} {value!r} was stored as {found!r}")

    def _twins(self, model: Model) -> None:
        fields = [field for field in _insertable(model) if not getattr(field, "auto_now", 0)]
        facts = {field.name: self.value(field, (model,)) for field in fields}
        if any(fact is ITSELF for fact in facts.values()):
            return
        for _ in range(2):
            row = model(**facts)
            row.save(force_insert=True)
            self.note(row)
            facts |= {field.name: self.value(field, (model,)) for field in _must_differ(model)}

    def _get_or_create(self, model: Model) -> None:
        field = next(
            (one for one in _insertable(model) if isinstance(one, EXACT) and not one.choices),
            None,
        )
        if field is None:
            return
        for method in ("get_or_create", "update_or_create"):
            with self.attempt(method, model):
                facts = {
                    one.name: self.value(one, (model,))
                    for one in _insertable(model)
                    if one.name == field.name or _is_required(one)
                }
                if any(fact is ITSELF for fact in facts.values()):
                    return
                lookup = {field.name: facts.pop(field.name)}
                manager = model._base_manager
                try:
                    row, _ = getattr(manager, method)(**lookup, defaults=facts)
                except model.MultipleObjectsReturned:
                    # The case allows few values, or the other colour came to the same one.
                    continue
                self.note(row)

    def _many_to_many(self, model: Model, field: Any) -> None:
        label = f"{model._meta.label}.{field.name}"
        through = field.remote_field.through
        if not _has_table(through):
            return
        extra = {}
        if not through._meta.auto_created:
            extra = {"through_defaults": self._through_defaults(through)}
        with self.attempt("many-to-many add, set, remove, clear", label):
            row = self.make(model)
            others = [self.make(field.related_model) for _ in range(3)]
            manager = getattr(row, field.name)
            manager.add(others[0], **extra)
            manager.add(others[0], others[1], **extra)
            self._expect(manager, others[:2])
            manager.set(others[1:], **extra)
            self._expect(manager, others[1:])
            manager.remove(others[1])
            self._expect(manager, others[2:])
            manager.clear()
            self._expect(manager, [])
            manager.set(others[:2], **extra)
        if field.remote_field.hidden:
            return
        with self.attempt("many-to-many from the other side", label):
            back = getattr(others[2], field.remote_field.get_accessor_name())
            back.add(row, **extra)
            back.clear()
            back.add(row, **extra)
            self._expect(back, [row])

    def _through_defaults(self, through: Model) -> dict[str, Any]:
        return {
            field.name: self.value(field, (through,))
            for field in _insertable(through)
            if not field.is_relation
        }

    def _expect(self, manager: Any, rows: list[models.Model]) -> None:
        found = sorted(str(row.pk) for row in manager.all())
        if found != sorted(str(row.pk) for row in rows):
            raise AssertionError(f"holds {found}, not {[row.pk for row in rows]}")

    # -- read -------------------------------------------------------------------------------------------------

    def dump(self) -> dict[str, dict[str, dict[str, str]]]:
        """What is there: label -> primary key -> field -> value as text. Many-to-many tables are `label.field`."""
        dump = {}
        for model in self.own_models():
            fields = {
                self.names.attribute(model, field): field.attname
                for field in model._meta.concrete_fields
            }
            with self.attempt("read: values_list()", model):
                dump[self.names.label(model)] = _dump(model, fields)
        for label, link in self._links():
            with self.attempt("read: values_list()", label):
                dump[label] = _dump(link.through, link.fields())
        return dump

    def _links(self) -> Iterator[tuple[str, Link]]:
        for model in self.own_models():
            for field in model._meta.local_many_to_many:
                if _is_auto(field):
                    yield f"{self.names.label(model)}.{self.names.field(model, field)}", Link(field)

    def read(self) -> None:
        """Reads in every way that the models offer."""
        for model in self.own_models():
            with self.attempt("read: all(), values()", model):
                list(model._base_manager.all())
                list(model._base_manager.values()[:5])
            with self.attempt("read: select_related(), exists(), count()", model):
                list(model._base_manager.select_related()[:5])
                model._base_manager.exists()
                model._base_manager.count()
            self._read_fields(model)
            for field in model._meta.many_to_many:
                with self.attempt("read: many-to-many", f"{model._meta.label}.{field.name}"):
                    list(model._base_manager.prefetch_related(field.name)[:5])
                    list(model._base_manager.filter(**{f"{field.name}__pk": None})[:1])
        for model in self._proxies():
            with self.attempt("read: proxy", model):
                list(model._base_manager.all())

    def _read_fields(self, model: Model) -> None:
        row = None
        with self.attempt("read: first()", model):
            row = model._base_manager.first()
        for field in model._meta.concrete_fields:
            with self.attempt(f"read: filter and order_by {field.name}", model):
                value = getattr(row, field.attname, None)
                known = model._base_manager.filter(**{f"{field.name}__isnull": False})
                list(known.order_by(field.name)[:2])
                if value is not None:
                    list(model._base_manager.filter(**{field.attname: value})[:2])

    def _proxies(self) -> list[Model]:
        found = itertools.chain.from_iterable(
            apps.get_app_config(label).get_models() for label in self.app_labels
        )
        return [model for model in found if model._meta.proxy and model._meta.managed]

    # -- update -----------------------------------------------------------------------------------------------

    def update(self, rows: Rows) -> None:
        self.default_targets()
        for model, keys in self._known(rows):
            found: list[models.Model] = []
            with self.attempt("read: filter(pk__in)", model):
                found = list(model._base_manager.filter(pk__in=keys[-SAVED:]))
            for row in found:
                with self.attempt("save()", model):
                    row.save()
            for way, row in zip(("update()", "save(update_fields)"), found):
                for field in _insertable(model):
                    if not field.primary_key and not self._is_pointed_at(field):
                        self._update_field(model, row.pk, field, way)
            if connection.features.has_select_for_update and found:
                with self.attempt("select_for_update", model):
                    locked = model._base_manager.select_for_update().get(pk=found[0].pk)
                    locked.save()
            if self.names and found:
                crossing.update(self, model, found)
        self.written = {}

    def _update_field(self, model: Model, key: Any, field: Any, way: str) -> None:
        """To NULL where the model allows it, then to a value."""
        for null in (True, False) if field.null else (False,):
            with self.attempt(f"{way} of {field.name}{' to NULL' * null}", model):
                value = None if null else self.value(field, (model,))
                if value is ITSELF:
                    return
                if way == "update()":
                    model._base_manager.filter(pk=key).update(**{field.name: value})
                else:
                    row = model._base_manager.get(pk=key)
                    setattr(row, field.name, value)
                    row.save(update_fields=[field.name])

    def _is_pointed_at(self, field: Any) -> bool:
        """A key of this colour's own points at the column: its values are not to be changed under it."""
        return any(key.target_field == field for _, key in self._keys())

    def _known(self, rows: Rows) -> list[tuple[Model, list[Any]]]:
        """Those of the rows whose model this colour has, children before parents."""
        found = [
            (model, [model._meta.pk.to_python(key) for key in rows[self.names.label(model)]])
            for model in self.deletable()
            if self.names.label(model) in rows
        ]
        return sorted(found, key=lambda pair: _depth(pair[0]), reverse=True)

    # -- delete -----------------------------------------------------------------------------------------------

    def delete(self, rows: Rows) -> None:
        """Every other row, children first, half of them by `.delete()` of the row and half of the queryset."""
        for model, keys in self._known(rows):
            for index, key in enumerate(keys[::2]):
                self._delete_one(model, key, ("row", "queryset")[index % 2])

    def families(self, label: str) -> list[dict[str, Any]]:
        """New rows of a model, each with everything around it that points at it."""
        model = next(one for one in self.deletable() if self.names.label(one) == label)
        self.default_targets()
        found = []
        for kind in [model, *self._descendants(model)]:
            with self.attempt("make a row with others pointing at it", kind):
                row = self.make(kind)
                around = self._surround(row, depth=2)
                found.append({"label": label, "key": str(row.pk), "around": around})
        self.written = {}
        return found

    def _descendants(self, model: Model) -> list[Model]:
        return [one for one in self.own_models() if model in one._meta.get_parent_list()]

    def _surround(self, row: models.Model, depth: int) -> list[list[str]]:
        around = []
        for model in self.own_models():
            for field in _foreign_keys(model):
                if not isinstance(row, field.related_model) or _is_parent_link(field):
                    continue
                child = self.make(model, given={field.name: row}, stack=(type(row),))
                around.append([self.names.label(model), str(child.pk)])
                if depth > 1:
                    around += self._surround(child, depth - 1)
            for field in model._meta.many_to_many:
                if isinstance(row, field.related_model) and _is_auto(field):
                    owner = self.make(model)
                    getattr(owner, field.name).add(row)
                    around.append([self.names.label(model), str(owner.pk)])
        for field in row._meta.many_to_many:
            if _is_auto(field):
                getattr(row, field.name).add(self.make(field.related_model))
        return around

    def delete_parents(self, families: list[dict[str, Any]]) -> None:
        """Parents first: what points at them is this colour's to take along, or the database's."""
        for index, family in enumerate(families):
            for model in self.deletable():
                if self.names.label(model) == family["label"]:
                    key = model._meta.pk.to_python(family["key"])
                    self._delete_one(model, key, ("row", "queryset")[index % 2])

    def _delete_one(self, model: Model, key: Any, how: str) -> None:
        action = f"delete of a {how}" if how == "row" else "delete of a queryset"
        try:
            with transaction.atomic():
                found = model._base_manager.filter(pk=key)
                if how == "queryset":
                    found.delete()
                elif row := found.first():
                    row.delete()
        except (models.ProtectedError, models.RestrictedError):
            # The colour's own models say so: it is no failure, old code did the same before.
            return
        except IntegrityError as error:
            if not self._does_nothing():
                self.fail(action, model, error)
        except Exception as error:
            self.fail(action, model, error)

    def _does_nothing(self) -> bool:
        """DO_NOTHING over a real constraint: such a delete failed all along, by the model's own choice."""
        return any(
            field.remote_field.on_delete is DO_NOTHING and field.db_constraint
            for model in self.own_models()
            for field in _foreign_keys(model)
        )

    def check_families(self, families: list[dict[str, Any]]) -> None:
        """What stood around a deleted parent is gone, or whole: it can be read, saved and deleted."""
        around = [pair for family in families for pair in family["around"]]
        for label, text in around:
            model = apps.get_model(self.names.own(label))
            key = model._meta.pk.to_python(text)
            with self.attempt("a row whose parent was deleted: read", model):
                row = model._base_manager.filter(pk=key).first()
                if row is None:
                    continue
                self._resolve(row)
                with self.attempt("a row whose parent was deleted: save", model):
                    row.save()
        for label, text in around:
            model = apps.get_model(self.names.own(label))
            self._delete_one(model, model._meta.pk.to_python(text), "row")

    def _resolve(self, row: models.Model) -> None:
        for field in _foreign_keys(type(row)):
            # Emptied is whole, although Django raises for `row.owner` where the field is NOT NULL.
            emptied = getattr(row, field.attname) is None
            if field.db_constraint and not emptied and not self._is_loose(field):
                getattr(row, field.name)
        for field in row._meta.many_to_many:
            list(getattr(row, field.name).all())

    def _is_loose(self, field: Any) -> bool:
        return (field.model._meta.db_table, field.column) in self.loose

    # -- what must hold at the end ------------------------------------------------------------------------------

    def dangling(self) -> None:
        """No row may point at a row that is gone, where the model has a key that forbids it."""
        for model, field in self._keys():
            if not field.db_constraint or self._is_loose(field):
                continue
            with self.attempt("look for rows that point at nothing", model):
                if count := len(_dangling(model, field)):
                    name = f"{model._meta.db_table}.{field.column}"
                    self.fail(
                        "dangling", model, f"{count} rows of {name} point at rows that are gone"
                    )

    def run_extra(self) -> None:
        if hook := self.hooks.get(self.colour):
            with self.attempt("extra.py", "the case's own"):
                hook(apps)

    # -- mending what the new rules forbid ---------------------------------------------------------------------

    def mend(self) -> int:
        """What a team does when the database migration says which rows break the new rules: here, they go."""
        return sum(self._mend(model) for model in self.own_models())

    def _mend(self, model: Model) -> int:
        missing = self._not_yet_there(model)
        names = [field.attname for field in model._meta.concrete_fields if field.name not in missing]
        count = 0
        for key in list(model._base_manager.order_by("pk").values_list("pk", flat=True)):
            row = model._base_manager.only(*names).filter(pk=key).first()
            if row is not None and self._breaks_a_rule(row, missing):
                count += self._wipe(model, [key])
        return count

    def _not_yet_there(self, model: Model) -> set[str]:
        """Before the migration, the models of afterwards know columns that the table has not."""
        found = set()
        for one in [model, *model._meta.get_parent_list()]:
            with connection.cursor() as cursor:
                columns = connection.introspection.get_table_description(
                    cursor, one._meta.db_table.strip('"')
                )
            there = {column.name for column in columns}
            found |= {
                field.name
                for field in one._meta.local_concrete_fields
                if field.column not in there
            }
        return found

    def _breaks_a_rule(self, row: models.Model, missing: set[str]) -> bool:
        for field in row._meta.concrete_fields:
            if field.name in missing or _is_generated(field):
                continue
            value = getattr(row, field.attname)
            if value is None and not field.null:
                return True
            if value is not None and field.is_relation and field.db_constraint:
                key = {field.target_field.name: value}
                if not field.related_model._base_manager.filter(**key).exists():
                    return True
            if value is not None and not field.is_relation:
                try:
                    field.run_validators(value)
                except ValidationError:
                    return True
        try:
            row.validate_unique(exclude=missing)
            row.validate_constraints(exclude=missing)
        except ValidationError:
            return True
        return False

    # -- making way for 0001 --------------------------------------------------------------------------------------

    def clear_nulls(self, columns: list[list[str]]) -> int:
        """Deletes the rows that a NOT NULL which comes back could not take; says how many."""
        count = 0
        for model, field in self._columns():
            if [model._meta.db_table, field.column] in columns:
                keys = _keys_where(model, f"{_quote(field.column)} IS NULL")
                count += self._wipe(model, keys)
        return count

    def clear_loose(self) -> int:
        """Where no key could be kept: deletes the rows that point at nothing before the key comes back."""
        count = 0
        for model, field in self._keys():
            if self._is_loose(field) and field.db_constraint:
                count += self._wipe(model, _dangling(model, field))
        return count

    def clear_all(self) -> int:
        return sum(
            self._wipe(model, list(model._base_manager.values_list("pk", flat=True)))
            for model in self.deletable()
        )

    def _columns(self) -> Iterator[tuple[Model, Any]]:
        for model in self.own_models():
            for field in model._meta.local_concrete_fields:
                yield model, field

    def _wipe(self, model: Model, keys: list[Any]) -> int:
        """Rows, and before them whatever points at them: no on_delete of the model's is asked."""
        if not keys:
            return 0
        count = 0
        for other, field in self._keys():
            if field.related_model is model and other is not model:
                targets = model._base_manager.filter(pk__in=keys).values(field.target_field.attname)
                pointing = other._base_manager.filter(
                    **{
                        f"{field.attname}__in": list(
                            targets.values_list(field.target_field.attname, flat=True)
                        )
                    }
                )
                count += self._wipe(other, list(pointing.values_list("pk", flat=True)))
        for other, field in self._keys():
            if field.related_model is model and other is model and field.null:
                model._base_manager.filter(**{f"{field.name}__in": keys}).update(
                    **{field.name: None}
                )
        queryset = model._base_manager.filter(pk__in=keys)
        queryset._raw_delete(queryset.db)
        for parent in model._meta.parents:
            count += self._wipe(parent, keys)
        return count + len(keys)


class _Itself:
    """Stands for the row that is being built: a NOT NULL key to its own table has nothing else to point at."""


ITSELF = _Itself()


def _has_table(model: Model) -> bool:
    meta = model._meta
    return meta.managed and not meta.proxy and not meta.swapped and not meta.abstract


def _is_generated(field: Any) -> bool:
    return getattr(field, "generated", False)


def _follows(field: Any) -> bool:
    """The database changes it when something else is written: what it is computed from, or the key it holds."""
    is_key = field.is_relation and field.related_model is not None
    return _is_generated(field) or (is_key and not field.target_field.primary_key)


def _is_varying(field: Any) -> bool:
    if field.has_default():
        return callable(field.default) and field.default not in (dict, list)
    return _is_generated(field) or isinstance(field, (models.DateField, models.TimeField))


def _is_parent_link(field: Any) -> bool:
    return bool(getattr(field.remote_field, "parent_link", False))


def _is_auto(field: Any) -> bool:
    through = field.remote_field.through
    return bool(through._meta.auto_created) and _has_table(through)


def _foreign_keys(model: Model) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is not None
    ]


def _insertable(model: Model) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if not _is_generated(field)
        and not isinstance(field, models.AutoField)
        and not (field.primary_key and isinstance(field, models.BigAutoField))
        and not (field.is_relation and _is_parent_link(field))
    ]


def _is_required(field: Any) -> bool:
    if field.null:
        return False
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return False
    has_db_default = getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED
    if field.unique:
        # A constant default is good for one row only, by the model's own choice.
        return not (field.has_default() and callable(field.default))
    return not field.has_default() and not has_db_default


def _must_differ(model: Model) -> list[Any]:
    """Fields in which two rows must differ by the model's own rules: the fewest of them."""
    fields = _insertable(model)
    by_name = {field.name: field for field in fields}
    chosen = [field for field in fields if field.unique]
    metas = [model._meta, *(parent._meta for parent in model._meta.get_parent_list())]
    for meta in metas:
        groups = [list(group) for group in meta.unique_together]
        for constraint in meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                continue
            # What an expression or an exclusion compares is not worth finding out: all fields differ.
            groups.append(list(getattr(constraint, "fields", ())) or list(by_name))
        for group in groups:
            known = [by_name[name] for name in group if name in by_name]
            many = [field for field in known if not field.choices and not _is_flag(field)]
            chosen += (many or known)[-1:] if len(group) < len(by_name) else known
    return list(dict.fromkeys(chosen))


def _is_flag(field: Any) -> bool:
    return isinstance(field, models.BooleanField)


class Link:
    """The table that Django makes for a many-to-many field, its keys told by the side that they are on."""

    def __init__(self, field: Any) -> None:
        self.through = field.remote_field.through
        sides = {"source": field.m2m_field_name(), "target": field.m2m_reverse_field_name()}
        self.sides = {side: self.through._meta.get_field(name) for side, name in sides.items()}

    def fields(self) -> dict[str, str]:
        return {side: field.attname for side, field in self.sides.items()}

    def columns(self) -> dict[str, Any]:
        columns = {side: field.column for side, field in self.sides.items()}
        return {"table": self.through._meta.db_table, "columns": columns}


def _dump(model: Model, fields: dict[str, str]) -> dict[str, dict[str, str]]:
    """Rows with the values of the fields, told under other names: name -> attribute."""
    rows = model._base_manager.values_list("pk", *fields.values())
    return {
        str(key): {name: _text(value) for name, value in zip(fields, values)}
        for key, *values in rows
    }


def _text(value: Any) -> str:
    if isinstance(value, decimal.Decimal):
        # A column with more places gives 1.50 for 1.5.
        value = value.normalize()
    return repr(bytes(value) if isinstance(value, memoryview) else value)


def _depth(model: Model, seen: frozenset[Model] = frozenset()) -> int:
    """How many models one has to go up from this one by its keys: children are deeper than parents."""
    above = [
        field.related_model
        for field in _foreign_keys(model)
        if field.related_model not in seen and field.related_model is not model
    ]
    return 1 + max((_depth(one, seen | {model}) for one in above), default=0)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)


def _keys_where(model: Model, condition: str) -> list[Any]:
    table, key = _quote(model._meta.db_table), _quote(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.{key} FROM {table} t WHERE {condition}")
        return [row[0] for row in cursor.fetchall()]


def _dangling(model: Model, field: Any) -> list[Any]:
    column = _quote(field.column)
    target = _quote(field.related_model._meta.db_table)
    key = _quote(field.target_field.column)
    return _keys_where(
        model,
        f"t.{column} IS NOT NULL"
        f" AND NOT EXISTS (SELECT 1 FROM {target} r WHERE r.{key} = t.{column})",
    )
