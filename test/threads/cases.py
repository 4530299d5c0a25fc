"""What is renamed: models before and after, and which names the writers have to know."""

from __future__ import annotations

from dataclasses import dataclass

BEFORE = """\
from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=50)
    price = models.IntegerField()
    sku = models.CharField(max_length=40, unique=True)
    version = models.IntegerField()


class Review(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, db_constraint=False)
    stars = models.IntegerField()
"""


@dataclass(frozen=True)
class Names:
    """What one colour calls things."""

    model: str = "Product"
    number: str = "price"
    code: str = "sku"


@dataclass(frozen=True)
class Case:
    """`edits` are (text, replacement) on the models; `questions` is how many renames makemigrations asks about."""

    name: str
    title: str
    edits: tuple[tuple[str, str], ...]
    questions: int
    green: Names
    # (table, column, column) that are one value in the overlap.
    twins: tuple[tuple[str, str, str], ...] = ()

    def models(self, colour: str) -> str:
        text = BEFORE
        for old, new in self.edits if colour == "green" else ():
            text = text.replace(old, new)
        return text

    def names(self, colour: str) -> Names:
        return self.green if colour == "green" else Names()


CASES = (
    Case(
        "field",
        "a NOT NULL number and a unique text get other names",
        (("price =", "cost ="), ("sku =", "code =")),
        2,
        Names(number="cost", code="code"),
        (("shop_product", "price", "cost"), ("shop_product", "sku", "code")),
    ),
    Case(
        "model",
        "a model that others point at gets another name",
        (("Product", "Item"),),
        1,
        Names(model="Item"),
    ),
)
