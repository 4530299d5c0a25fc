"""What a rename has to survive beyond what `Activity` does anyway: each way to write a value, under either name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

if TYPE_CHECKING:
    from .activity import Activity, Model

NUMBERS = (models.IntegerField, models.FloatField, models.DecimalField)
TEXTS = (models.CharField, models.TextField)


def insert(activity: Activity, model: Model) -> None:
    """Raw INSERTs, upserts by everything that is unique, and the values that a column has when nobody gives any."""
    for bare in (False, True):
        with activity.attempt(f"raw INSERT{', bare' * bare}", model):
            _raw_insert(activity, model, bare)
    for field in _renamed(activity, model):
        for value in _blanks(activity, field):
            with activity.attempt(f"insert with {field.name} {value!r}", model):
                _expect(activity.make(model, given={field.attname: value}), [field])
        _get_or_create(activity, model, field)
    if model._meta.parents:
        return
    for names in _unique_sets(model):
        with activity.attempt(f"bulk_create(update_conflicts=True) by {', '.join(names)}", model):
            _upsert(activity, model, names)
        with activity.attempt(f"bulk_create(ignore_conflicts=True) by {', '.join(names)}", model):
            _ignore(activity, model, names)


def update(activity: Activity, model: Model, rows: list[models.Model]) -> None:
    """bulk_update, raw UPDATEs of each column, and changes that a database's own comparison may not see."""
    fields = [field for field in _fields(activity, model) if not _is_relation_to_own(model, field)]
    with activity.attempt("bulk_update", model):
        _bulk_update(activity, model, rows[:3], fields)
    for field in fields:
        with activity.attempt(f"raw UPDATE of {field.name}", model):
            _raw_update(activity, rows[0], field)
    for field in model._meta.local_many_to_many:
        with activity.attempt(f"update() of the rows between, {field.name}", model):
            _move_links(activity, model, field)
    for field in _renamed(activity, model):
        if field in fields and not field.is_relation and not _is_bound(activity, field):
            _change_slightly(activity, model, rows[0], field)


def _fields(activity: Activity, model: Model) -> list[Any]:
    """Those of the model's own table that may be changed."""
    from .activity import _insertable

    return [
        field
        for field in _insertable(model)
        if field in model._meta.local_concrete_fields
        and not field.primary_key
        and not activity._is_pointed_at(field)
    ]


def _is_relation_to_own(model: Model, field: Any) -> bool:
    return field.is_relation and not field.null and field.related_model is model


def _renamed(activity: Activity, model: Model) -> list[Any]:
    return [one for one in _fields(activity, model) if activity.names.is_renamed(model, one)]


def _is_bound(activity: Activity, field: Any) -> bool:
    """The case says which values there are."""
    return bool(field.choices) or f"{field.model._meta.label}.{field.name}" in activity.values.allowed


# -- raw SQL --------------------------------------------------------------------------------------------------


def _raw_insert(activity: Activity, model: Model, bare: bool) -> None:
    """`bare` leaves out what the database can do without."""
    if model._meta.parents:
        return
    row = activity.build(model, "full")
    fields = [
        field
        for field in model._meta.local_concrete_fields
        if not getattr(field, "generated", False)
        and not (field.primary_key and row.pk is None)
        and not (bare and _can_be_left_out(field))
    ]
    key = _run_insert(model, [field.column for field in fields], [_prepared(f, row) for f in fields])
    if row.pk is None:
        row.pk = key
    activity.note(row)
    _expect(row, [field for field in fields if not getattr(field, "auto_now", False)])


def _can_be_left_out(field: Any) -> bool:
    has_default = getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED
    return not field.primary_key and (field.null or (has_default and not field.unique))


def _run_insert(model: Model, columns: list[str], values: list[Any]) -> Any:
    names = ", ".join(map(_quote, columns))
    marks = ", ".join(["%s"] * len(values))
    sql = f"INSERT INTO {_quote(model._meta.db_table)} ({names}) VALUES ({marks})"
    if not columns:
        empty = "DEFAULT VALUES" if connection.vendor != "mysql" else "() VALUES ()"
        sql = f"INSERT INTO {_quote(model._meta.db_table)} {empty}"
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":
            cursor.execute(sql, values)
            return cursor.lastrowid
        cursor.execute(f"{sql} RETURNING {_quote(model._meta.pk.column)}", values)
        return cursor.fetchone()[0]


def _raw_update(activity: Activity, row: models.Model, field: Any) -> None:
    value = activity.value(field, (type(row),))
    if field.is_relation and not isinstance(value, models.Model):
        return
    setattr(row, field.name, value)
    table, key = _quote(field.model._meta.db_table), _quote(field.model._meta.pk.column)
    sql = f"UPDATE {table} SET {_quote(field.column)} = %s WHERE {key} = %s"
    with connection.cursor() as cursor:
        given = field.get_db_prep_save(getattr(row, field.attname), connection)
        cursor.execute(sql, [given, _prepared(field.model._meta.pk, row)])
        if cursor.rowcount != 1:
            raise AssertionError(f"{cursor.rowcount} rows were updated")
    _expect(row, [field])


def _prepared(field: Any, row: models.Model) -> Any:
    value = field.pre_save(row, True)
    return None if _is_expression(value) else field.get_db_prep_save(value, connection)


def _is_expression(value: Any) -> bool:
    return hasattr(value, "resolve_expression")


def _quote(name: str) -> str:
    return connection.ops.quote_name(name).replace("%", "%%")


# -- values -----------------------------------------------------------------------------------------------------


def _blanks(activity: Activity, field: Any) -> Iterator[Any]:
    """What a trigger may take for "not given", and the default itself. What must differ between rows is left out."""
    from .activity import _must_differ

    if field.is_relation or field in _must_differ(field.model) or _is_bound(activity, field):
        return
    kind = field.get_internal_type()
    if isinstance(field, NUMBERS) or kind == "BooleanField":
        yield field.to_python(0)
    elif isinstance(field, TEXTS):
        yield ""
    default = getattr(field, "db_default", NOT_PROVIDED)
    if default is not NOT_PROVIDED and not hasattr(default, "resolve_expression"):
        yield default
    if field.null:
        yield None


def _change_slightly(activity: Activity, model: Model, row: models.Model, field: Any) -> None:
    from .activity import _must_differ

    manager = model._base_manager.filter(pk=row.pk)
    if isinstance(field, TEXTS) and not _is_narrow(field):
        start = f"aBc{next(activity.values.numbers)}"
        # Equal to the one before, by collations that look at neither case, accents nor spaces at the end.
        for value in (start, start.swapcase(), "Ä" + start, "A" + start, "A" + start + " "):
            with activity.attempt(f"update() of {field.name} to {value!r}", model):
                manager.update(**{field.name: value})
                _expect(row, [field], value)
    elif isinstance(field, NUMBERS) and field not in _must_differ(model):
        with activity.attempt(f"update() of {field.name} to itself and one more", model):
            manager.update(**{field.name: models.F(field.name) + 1})


def _is_narrow(field: Any) -> bool:
    """A slug, an address or a short text takes no such values."""
    is_plain = field.get_internal_type() in ("CharField", "TextField")
    return not is_plain or (field.max_length or 99) < 12


def _expect(row: models.Model, fields: list[Any], *given: Any) -> None:
    stored = type(row)._base_manager.get(pk=row.pk)
    for field in fields:
        found, wanted = getattr(stored, field.attname), given[0] if given else getattr(row, field.attname)
        if _is_expression(wanted):
            continue
        if isinstance(found, memoryview):
            found = bytes(found)
        if found != wanted:
            raise AssertionError(f"{field.name} {wanted!r} was stored as {found!r}")


def _move_links(activity: Activity, model: Model, field: Any) -> None:
    """Django never updates such rows by itself; who does, has them on the other side as well."""
    if not field.remote_field.through._meta.auto_created:
        return
    rows = field.remote_field.through._base_manager
    owner, target = activity.make(model), activity.make(field.related_model)
    getattr(owner, field.name).add(target)
    sides = {
        field.m2m_field_name(): (owner, activity.make(model)),
        field.m2m_reverse_field_name(): (target, activity.make(field.related_model)),
    }
    facts = {name: before for name, (before, _) in sides.items()}
    for name, (_, after) in sides.items():
        if rows.filter(**facts).update(**{name: after}) != 1:
            raise AssertionError(f"the row between {facts} is not found")
        facts[name] = after


def _get_or_create(activity: Activity, model: Model, field: Any) -> None:
    from .activity import EXACT, ITSELF, _is_required, _insertable

    is_own = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    if not isinstance(field, EXACT) or _is_bound(activity, field) or is_own:
        return
    for method in ("get_or_create", "update_or_create"):
        with activity.attempt(f"{method} by {field.name}", model):
            needed = [one for one in _insertable(model) if one is not field and _is_required(one)]
            facts = {one.name: activity.value(one, (model,)) for one in needed}
            lookup = {field.name: activity.value(field, (model,))}
            if any(fact is ITSELF for fact in facts.values()):
                return
            made = []
            for _ in range(2):
                row, created = getattr(model._base_manager, method)(**lookup, defaults=facts)
                made.append(created)
            if made != [True, False]:
                raise AssertionError(f"created: {made}")
            activity.note(row)


# -- in bulk ----------------------------------------------------------------------------------------------------


def _bulk_update(activity: Activity, model: Model, rows: list[models.Model], fields: list[Any]) -> None:
    names = [field.name for field in fields if not getattr(field, "auto_now", False)]
    for row in rows:
        row.refresh_from_db()
        for field in fields:
            value = activity.value(field, (model,))
            if not field.is_relation or isinstance(value, models.Model):
                setattr(row, field.name, value)
    if names:
        model._base_manager.bulk_update(rows, names)
    for row in rows:
        _expect(row, [field for field in fields if field.name in names])


def _unique_sets(model: Model) -> Iterator[list[str]]:
    """What ON CONFLICT may name: the primary key, unique fields, and rules without condition or expressions."""
    yield [model._meta.pk.name]
    for field in model._meta.local_concrete_fields:
        if field.unique and not field.primary_key:
            yield [field.name]
    yield from map(list, model._meta.unique_together)
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and rule.fields and not (
            rule.condition or rule.expressions or rule.deferrable
        ):
            yield list(rule.fields)


def _upsert(activity: Activity, model: Model, names: list[str]) -> None:
    """The other row meets the first by `names` and gives it all its other values."""
    first, other, fields = _meeting(activity, model, names)
    if first is None or not fields:
        return
    options = {"update_conflicts": True, "update_fields": [field.name for field in fields]}
    if connection.vendor != "mysql":
        options["unique_fields"] = names
    model._base_manager.bulk_create([other], **options)
    other.pk = first.pk
    _expect(other, [field for field in fields if not getattr(field, "auto_now", False)])


def _ignore(activity: Activity, model: Model, names: list[str]) -> None:
    first, other, fields = _meeting(activity, model, names)
    if first is not None:
        model._base_manager.bulk_create([other], ignore_conflicts=True)
        _expect(first, fields)


def _meeting(activity: Activity, model: Model, names: list[str]) -> tuple[Any, Any, list[Any]]:
    if any(_is_relation_to_own(model, field) for field in model._meta.local_concrete_fields):
        return None, None, []
    first = activity.make(model)
    first.refresh_from_db()
    fixed = {name: getattr(first, name) for name in names}
    if any(value is None for value in fixed.values()):
        return None, None, []
    other = activity.build(model, "full", fixed)
    for name in names:
        setattr(other, name, fixed[name])
    return first, other, [field for field in _fields(activity, model) if field.name not in names]
