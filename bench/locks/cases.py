"""What is measured: one shop, and a line for each change of its models."""

from __future__ import annotations

import fnmatch
import sys
from collections.abc import Iterator
from dataclasses import dataclass

# The one start of all cases, so that they share a template database. What a case adds goes where a comment is.
BASE = """\
import uuid

from django.db import models
from django.utils import timezone


def batch_name():
    return "batch-" + uuid.uuid4().hex[:8]


class Owner(models.Model):
    name = models.CharField(max_length=100)


class Tag(models.Model):
    name = models.CharField(max_length=100)


class Product(models.Model):
    name = models.CharField(max_length=100)
    sku = models.CharField(max_length=40)
    code = models.CharField(max_length=40, unique=True)
    rating = models.IntegerField()
    quantity = models.IntegerField()
    note = models.CharField(max_length=50, null=True)
    owner = models.ForeignKey(Owner, models.CASCADE)
    supplier = models.ForeignKey(Owner, models.CASCADE, related_name="+", db_constraint=False)
    tags = models.ManyToManyField(Tag)
    # fields

    class Meta:
        app_label = "shop"
        # options


class Review(models.Model):
    product = models.ForeignKey(Product, models.CASCADE)
    stars = models.IntegerField()
"""

# Rows per table as a share of --rows; the others are small.
LARGE = ("shop_product", "shop_review", "shop_product_tags")
SMALL_ROWS = 1000
# Where Python gives each row its value, a million rows take about twenty minutes: how long anybody
# waits does not depend on how many batches there are.
FILLED_ROWS = 50_000

# What fills them, with %(rows)s and %(small)s. A note is NULL in one row of ten.
FILL = (
    "INSERT INTO shop_owner (id, name) SELECT n, 'owner ' || n FROM generate_series(1, %(small)s) n",
    "INSERT INTO shop_tag (id, name) SELECT n, 'tag ' || n FROM generate_series(1, %(small)s) n",
    "INSERT INTO shop_product (id, name, sku, code, rating, quantity, note, owner_id, supplier_id)"
    " SELECT n, 'product ' || n, 'sku-' || n, 'code-' || n, n %% 5, n %% 100,"
    " CASE WHEN n %% 10 > 0 THEN 'note ' || n END, n %% %(small)s + 1, n * 7 %% %(small)s + 1"
    " FROM generate_series(1::bigint, %(rows)s) n",
    "INSERT INTO shop_product_tags (id, product_id, tag_id)"
    " SELECT n, n, n %% %(small)s + 1 FROM generate_series(1::bigint, %(rows)s) n",
    "INSERT INTO shop_review (id, product_id, stars)"
    " SELECT n, n, n %% 5 FROM generate_series(1::bigint, %(rows)s) n",
)


@dataclass(frozen=True)
class Case:
    """`edits` are (text in BASE, replacement); `answers` is what makemigrations is told when it asks.
    `at_most` limits the rows of a large table, where the default would take too long."""

    name: str
    title: str
    edits: tuple[tuple[str, str], ...]
    answers: str = ""
    at_most: int = sys.maxsize

    @property
    def new(self) -> str:
        text = BASE
        for old, new in self.edits:
            if old not in text:
                raise ValueError(f"{self.name}: not in the models: {old!r}")
            text = text.replace(old, new)
        return text


def _without(line: str) -> tuple[tuple[str, str], ...]:
    return ((f"    {line}\n", ""),)


def _with_field(line: str) -> tuple[tuple[str, str], ...]:
    return (("# fields", line),)


def _with_option(line: str) -> tuple[tuple[str, str], ...]:
    return (("# options", line),)


def _changed(old: str, new: str) -> tuple[tuple[str, str], ...]:
    return ((old, new),)


def _renames() -> Iterator[Case]:
    """makemigrations asks whether that is what it was."""
    owner = "owner = models.ForeignKey(Owner, models.CASCADE)"
    for name, title, old, new in (
        ("rename_field", "NOT NULL number", "rating = ", "score = "),
        ("rename_field_unique", "unique text", "code = ", "number = "),
        ("rename_foreign_key", "NOT NULL key", owner, owner.replace("owner =", "seller =")),
        ("rename_model", "large table with a key", "class Review(", "class Opinion("),
        ("rename_model_m2m", "with keys, and an automatic table", "Product", "Item"),
    ):
        yield Case(name, title, _changed(old, new), answers="y\n")


SKU = "sku = models.CharField(max_length=40)"
REVIEW = BASE[BASE.index("\n\nclass Review") :]

CASES = (
    Case("remove_field", "NOT NULL column", _without("rating = models.IntegerField()")),
    Case(
        "remove_foreign_key",
        "NOT NULL key",
        _without("owner = models.ForeignKey(Owner, models.CASCADE)"),
    ),
    Case("remove_many_to_many", "automatic table", _without("tags = models.ManyToManyField(Tag)")),
    Case("delete_model", "large table with a key", _changed(REVIEW, "")),
    Case("add_field_constant", "default=0", _with_field("stock = models.IntegerField(default=0)")),
    Case("add_field_uuid", "uuid4", _with_field("token = models.UUIDField(default=uuid.uuid4)")),
    Case(
        "add_field_now",
        "timezone.now",
        _with_field("created = models.DateTimeField(default=timezone.now)"),
    ),
    Case(
        "add_field_callable",
        "a function of the project",
        _with_field("batch = models.CharField(max_length=20, default=batch_name)"),
        at_most=FILLED_ROWS,
    ),
    Case(
        "add_field_unique",
        "uuid4, unique",
        _with_field("token = models.UUIDField(default=uuid.uuid4, unique=True)"),
        # It warns that all rows get the same value; on a table with rows the unsplit migration fails.
        answers="1\n",
    ),
    Case(
        "null_to_not_null",
        "one row of ten is NULL",
        _changed("max_length=50, null=True", 'max_length=50, default=""'),
    ),
    Case("varchar_shorter", "40 to 20", _changed(SKU, SKU.replace("40", "20"))),
    Case("varchar_longer", "40 to 80", _changed(SKU, SKU.replace("40", "80"))),
    Case(
        "int_to_bigint",
        "rewrites the table",
        _changed("quantity = models.IntegerField()", "quantity = models.BigIntegerField()"),
    ),
    Case("add_index", "not concurrently", _changed(SKU, SKU.replace("40", "40, db_index=True"))),
    Case("add_unique", "unique=True", _changed(SKU, SKU.replace("40", "40, unique=True"))),
    Case(
        "add_check",
        "CheckConstraint",
        _with_option(
            "constraints = [models.CheckConstraint("
            'condition=models.Q(quantity__gte=0), name="shop_quantity")]'
        ),
    ),
    Case(
        "add_unique_constraint",
        "UniqueConstraint with a condition",
        _with_option(
            'constraints = [models.UniqueConstraint(fields=["sku"],'
            ' condition=models.Q(quantity__gt=0), name="shop_sku")]'
        ),
    ),
    Case("unique_together", "two columns", _with_option('unique_together = [("sku", "supplier")]')),
    Case(
        "add_key_constraint",
        "db_constraint=True",
        _changed(', related_name="+", db_constraint=False', ', related_name="+"'),
    ),
    *_renames(),
    Case("order_with_respect_to", "_order", _with_option('order_with_respect_to = "owner"')),
)


def cases_like(pattern: str) -> list[Case]:
    """Those whose names match one of the globs, several by comma."""
    globs = pattern.split(",")
    return [case for case in CASES if any(fnmatch.fnmatch(case.name, glob) for glob in globs)]
