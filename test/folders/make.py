"""Writes project/: 40 migrations of a warehouse and its billing, as makemigrations writes them, edit by edit of
the models.

    PYTHONPATH=test node_modules/.cache/bgsplit/venv-5.2.19/bin/python -m folders.make [folder]

Nothing in project/ is made up but the body of the RunPython. The first ten of warehouse and three of billing are history
(`APPLIED`); what comes behind them is what there is to split.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE / "project"

# What is deployed when the 27 others come: all up to these.
APPLIED = {"warehouse": "0010_inspection", "billing": "0003_discount"}

SETTINGS = """\
SECRET_KEY = "folders"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["warehouse", "billing"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "warehouse"}}
"""

MANAGE = """\
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
execute_from_command_line(sys.argv)
"""

WAREHOUSE = """\
from django.db import models


class Site(models.Model):
    name = models.CharField(max_length=100)
    code = models.SlugField(unique=True)


class Supplier(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField()
    phone = models.CharField(max_length=40)
    rating = models.IntegerField()


class Employee(models.Model):
    name = models.CharField(max_length=100)
    badge = models.CharField(max_length=20, unique=True)


class Product(models.Model):
    sku = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE)
    buyer = models.ForeignKey(Employee, on_delete=models.CASCADE)
"""

BILLING = """\
from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField()


class Invoice(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    number = models.CharField(max_length=30, unique=True)
    issued = models.DateField()
"""

# With the reverse that does nothing: what was empty may hold a region.
FILL_REGION = """\
from django.db import migrations


def fill_region(apps, schema_editor):
    Site = apps.get_model("warehouse", "Site")
    Site.objects.using(schema_editor.connection.alias).filter(region=None).update(region="north")


class Migration(migrations.Migration):

    dependencies = [
        ("warehouse", "0015_site_region"),
    ]

    operations = [
        migrations.RunPython(fill_region, migrations.RunPython.noop),
    ]
"""


@dataclass(frozen=True)
class Step:
    """One migration: `edits` are (text, text instead of it) in the app's models.py; `""` stands for its end."""

    app: str
    name: str
    edits: tuple[tuple[str, str], ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)
    # The whole file, where it is hand-written.
    text: str = ""
    # Beside the one before it and not behind it.
    branch: bool = False
    merge: bool = False


PHONE = "    phone = models.CharField(max_length=40)\n"
EMAIL = "    email = models.EmailField()\n"
BUYER = "    buyer = models.ForeignKey(Employee, on_delete=models.CASCADE)\n"
TAGS = "    tags = models.ManyToManyField(Tag)\n"
COUNTED = "    counted_at = models.DateTimeField(null=True, blank=True)\n"
BARCODE = "    barcode = models.CharField(max_length=50, null=True, blank=True)\n"
LOCATION_LABEL = "    label = models.CharField(max_length=40)\n"
LOCATION_CODE = "    code = models.CharField(max_length=40)\n"
INSPECTION = """

class Inspection(models.Model):
    line = models.ForeignKey(DeliveryLine, on_delete=models.CASCADE)
    inspector = models.ForeignKey(Employee, on_delete=models.CASCADE)
    passed = models.BooleanField()
    remark = models.TextField(blank=True)
"""
TAG = """

class Tag(models.Model):
    name = models.CharField(max_length=40, unique=True)
"""
HAZARD = """

class HazardClass(models.Model):
    code = models.CharField(max_length=10, unique=True)
"""
STOCK = """

class StockItem(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
    location = models.ForeignKey(Location, on_delete=models.CASCADE)
    quantity = models.IntegerField()
"""
LINE = """

class DeliveryLine(models.Model):
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE)
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
    quantity = models.IntegerField()
"""
REFERENCE = "    reference = models.CharField(max_length=40)\n"
ARRIVED = "    arrived = models.DateField()\n"
EMPLOYEE_META = "    badge = models.CharField(max_length=20, unique=True)\n"
ISSUED = "    issued = models.DateField()\n"
PERCENT = "    percent = models.DecimalField(max_digits=5, decimal_places=2)\n"

STEPS = (
    # -- applied long ago
    Step("warehouse", "initial"),
    Step("billing", "initial"),
    Step(
        "warehouse",
        "location",
        (
            (
                "",
                "\n\nclass Location(models.Model):\n"
                "    site = models.ForeignKey(Site, on_delete=models.CASCADE)\n" + LOCATION_LABEL,
            ),
        ),
    ),
    Step("warehouse", "stockitem", (("", STOCK),)),
    Step(
        "billing",
        "invoiceline",
        (
            (
                "",
                "\n\nclass InvoiceLine(models.Model):\n"
                "    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE)\n"
                '    product = models.ForeignKey("warehouse.Product", on_delete=models.CASCADE)\n'
                "    price = models.DecimalField(max_digits=10, decimal_places=2)\n",
            ),
        ),
    ),
    Step(
        "warehouse",
        "product_barcode",
        ((BUYER, BUYER + BARCODE),),
    ),
    Step(
        "warehouse",
        "tag_product_tags",
        (
            ("\n\nclass Product(", TAG + "\n\nclass Product("),
            (BUYER, BUYER + TAGS),
        ),
    ),
    Step(
        "warehouse",
        "supplier_country",
        ((EMAIL, EMAIL + '    country = models.CharField(max_length=2, default="de")\n'),),
    ),
    Step(
        "warehouse",
        "stockitem_counted_at",
        (
            (
                "    quantity = models.IntegerField()\n",
                "    quantity = models.IntegerField()\n" + COUNTED,
            ),
        ),
    ),
    Step(
        "warehouse",
        "product_name_index",
        (
            (
                BARCODE,
                BARCODE
                + '\n    class Meta:\n        indexes = [models.Index(fields=["name"], name="product_name")]\n',
            ),
        ),
    ),
    Step(
        "warehouse",
        "delivery_deliveryline",
        (
            (
                "",
                "\n\nclass Delivery(models.Model):\n"
                "    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE)\n"
                + ARRIVED
                + REFERENCE
                + LINE,
            ),
        ),
    ),
    Step(
        "billing",
        "discount",
        (
            (
                "",
                "\n\nclass Discount(models.Model):\n    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)\n"
                + PERCENT,
            ),
        ),
    ),
    Step("warehouse", "inspection", (("", INSPECTION),)),
    # -- to be split
    Step("warehouse", "remove_supplier_rating", (("    rating = models.IntegerField()\n", ""),)),
    Step(
        "warehouse",
        "hazardclass_product_hazard_class",
        (
            ("\n\nclass Product(", HAZARD + "\n\nclass Product("),
            (
                BUYER,
                "    hazard_class = models.ForeignKey(HazardClass, on_delete=models.SET_NULL, null=True, blank=True)\n"
                + BUYER,
            ),
        ),
    ),
    Step("warehouse", "remove_product_buyer", ((BUYER, ""),)),
    # Behind what is split: makemigrations names the leaf of the other app.
    Step(
        "billing",
        "handlingfee",
        (
            (
                "",
                "\n\nclass HandlingFee(models.Model):\n"
                '    hazard_class = models.ForeignKey("warehouse.HazardClass", on_delete=models.CASCADE)\n'
                "    amount = models.DecimalField(max_digits=10, decimal_places=2)\n",
            ),
        ),
    ),
    Step(
        "warehouse",
        "stockitem_batch",
        ((COUNTED, '    batch = models.CharField(max_length=20, default="")\n' + COUNTED),),
    ),
    Step(
        "warehouse",
        "site_region",
        (
            (
                "    code = models.SlugField(unique=True)\n",
                "    code = models.SlugField(unique=True)\n    region = models.CharField(max_length=20, null=True)\n",
            ),
        ),
    ),
    Step("warehouse", "fill_site_region", text=FILL_REGION),
    Step("warehouse", "remove_product_tags", ((TAGS, ""),)),
    Step("warehouse", "delete_inspection", ((INSPECTION, ""),)),
    Step(
        "warehouse",
        "rename_location_label",
        ((LOCATION_LABEL, LOCATION_CODE),),
        renamed={"warehouse.Location.label": "code"},
    ),
    Step(
        "billing",
        "invoice_ship_from",
        (
            (
                ISSUED,
                ISSUED
                + '    ship_from = models.ForeignKey("warehouse.Location", on_delete=models.SET_NULL, null=True, blank=True)\n',
            ),
        ),
    ),
    Step("warehouse", "shorter_phone", ((PHONE, PHONE.replace("40", "20")),)),
    Step(
        "warehouse",
        "employee_options",
        ((EMPLOYEE_META, EMPLOYEE_META + '\n    class Meta:\n        ordering = ["name"]\n'),),
    ),
    Step(
        "warehouse",
        "delivery_arrived_index",
        (
            (
                REFERENCE,
                REFERENCE
                + '\n    class Meta:\n        indexes = [models.Index(fields=["arrived"], name="delivery_arrived")]\n',
            ),
        ),
        branch=True,
    ),
    Step("warehouse", "merge", merge=True),
    Step(
        "warehouse",
        "site_region_required",
        (
            (
                "    region = models.CharField(max_length=20, null=True)\n",
                "    region = models.CharField(max_length=20)\n",
            ),
        ),
    ),
    # The name comes back: what was put off has to be done before.
    Step(
        "warehouse",
        "supplier_rating",
        (
            (
                PHONE.replace("40", "20"),
                PHONE.replace("40", "20")
                + "    rating = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)\n",
            ),
        ),
    ),
    Step(
        "warehouse",
        "stockitem_unique",
        (
            (
                COUNTED,
                COUNTED
                + '\n    class Meta:\n        unique_together = [("product", "location", "batch")]\n',
            ),
        ),
    ),
    Step(
        "warehouse",
        "stockitem_quantity_check",
        (
            (
                'batch")]\n',
                'batch")]\n        constraints = [\n'
                '            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="stockitem_quantity"),\n'
                "        ]\n",
            ),
        ),
    ),
    Step(
        "warehouse",
        "rename_deliveryline",
        (("class DeliveryLine(", "class ReceivedLine("),),
        renamed={"warehouse.DeliveryLine": "warehouse.ReceivedLine"},
    ),
    Step(
        "billing",
        "invoice_currency",
        ((ISSUED, ISSUED + '    currency = models.CharField(max_length=3, default="EUR")\n'),),
    ),
    Step(
        "billing",
        "discount_options",
        ((PERCENT, PERCENT + '\n    class Meta:\n        ordering = ["percent"]\n'),),
    ),
    Step(
        "billing",
        "payment",
        (
            (
                "",
                "\n\nclass Payment(models.Model):\n"
                "    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE)\n"
                "    amount = models.DecimalField(max_digits=10, decimal_places=2)\n",
            ),
        ),
    ),
    Step(
        "billing",
        "payment_amount_index",
        (
            (
                "",
                '\n    class Meta:\n        indexes = [models.Index(fields=["amount"], name="payment_amount")]\n',
            ),
        ),
    ),
    Step(
        "billing",
        "invoice_note",
        ((ISSUED, ISSUED + "    note = models.TextField(null=True, blank=True)\n"),),
    ),
    Step(
        "warehouse",
        "rename_delivery_arrived_index",
        (('name="delivery_arrived"', 'name="delivery_arrived_on"'),),
    ),
    Step(
        "warehouse",
        "carrier_delivery_carrier",
        (
            (
                "\n\nclass Delivery(",
                "\n\nclass Carrier(models.Model):\n    name = models.CharField(max_length=60)\n\n\nclass Delivery(",
            ),
            (
                REFERENCE,
                REFERENCE
                + "    carrier = models.ForeignKey(Carrier, on_delete=models.SET_NULL, null=True, blank=True)\n",
            ),
        ),
    ),
)


class Writer:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.models = {"warehouse": WAREHOUSE, "billing": BILLING}
        self.count = {"warehouse": 0, "billing": 0}

    def write(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        _put(self.root / "manage.py", MANAGE)
        _put(self.root / "config/__init__.py", "")
        _put(self.root / "config/settings.py", SETTINGS)
        for app in self.models:
            _put(self.root / app / "__init__.py", "")
            _put(self.root / app / "migrations/__init__.py", "")
            _put(self.root / app / "models.py", self.models[app])
        before = dict(self.models)
        for step in STEPS:
            before = self.step(step, before)

    def step(self, step: Step, before: dict[str, str]) -> dict[str, str]:
        """Returns the models before the step: where a branch begins."""
        start = before[step.app] if step.branch else self.models[step.app]
        after = self.edited(start, step)
        if not step.branch:
            self.count[step.app] += 1
        name = f"{self.count[step.app]:04}_{step.name}"
        folder = self.root / step.app / "migrations"
        earlier = dict(self.models)
        if step.text:
            _put(folder / f"{name}.py", step.text)
            return earlier
        aside = self.newest(step.app) if step.branch else None
        if aside:
            aside.rename(aside.with_suffix(".aside"))
        _put(self.root / step.app / "models.py", after)
        self.makemigrations(step, name)
        if aside:
            aside.with_suffix(".aside").rename(aside)
            after = self.edited(self.models[step.app], step)
            _put(self.root / step.app / "models.py", after)
        self.models[step.app] = after
        return earlier

    def edited(self, text: str, step: Step) -> str:
        for old, new in step.edits:
            if old and text.count(old) != 1:
                raise ValueError(f"{step.name}: {text.count(old)} times {old!r}")
            text = text.replace(old, new) if old else text + new
        return text

    def newest(self, app: str) -> Path:
        return max((self.root / app / "migrations").glob("0*.py"))

    def makemigrations(self, step: Step, name: str) -> None:
        """In a process of its own: each step has other models."""
        if (pid := os.fork()) == 0:
            try:
                _makemigrations(self.root, step, name)
            except BaseException as error:
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                os._exit(1)
            os._exit(0)
        if os.waitpid(pid, 0)[1]:
            raise SystemExit(f"{name} failed")
        if not (self.root / step.app / "migrations" / f"{name}.py").exists():
            raise SystemExit(f"{name} was not written")


def _makemigrations(root: Path, step: Step, name: str) -> None:
    os.chdir(root)
    sys.path.insert(0, str(root))
    sys.dont_write_bytecode = True
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.core.management import call_command

    from rollout.worker import _answer_by

    # No database is asked: nothing of this has been applied anywhere.
    django.setup()
    from django.db.migrations.loader import MigrationLoader

    MigrationLoader.check_consistent_history = lambda self, connection: None
    _answer_by({}, step.renamed)
    options = {"interactive": False, "include_header": False, "verbosity": 0}
    if step.merge:
        call_command("makemigrations", merge=True, name=step.name, **options)
    else:
        call_command("makemigrations", step.app, name=step.name, **options)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def main() -> None:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT
    Writer(root).write()
    files = sorted(root.glob("*/migrations/0*.py"))
    print(f"{len(files)} migrations in {root}")


if __name__ == "__main__":
    main()
