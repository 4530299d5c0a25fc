"""Whether SQL from hostile names and values runs: splits are migrated by real Django, beside the original.

Where Django itself cannot run the original, nothing is said of the split. Else both halves run, what old and new code
write between them reads as it was written, the tables are in the end what the original makes of them, and both halves
can be taken back.
"""

import argparse
import importlib
import json
import shutil
import sys
import tempfile
import time
import warnings
from pathlib import Path

import django
import django.db
from django.conf import settings

from tables import clear, remove, settings_for, tables

warnings.simplefilter("ignore")
FIRST = "0001_initial"
"""Old and new code write this where a text goes."""
VALUE = "'\"%s\n\\;`"


class Walk:
    """A project on the disk and a database with nothing in it."""

    def __init__(self, label, files):
        self.label = label
        self.folder = tempfile.mkdtemp(prefix="bgsplit-fuzz-sql-")
        for path, text in files.items():
            target = Path(self.folder, path)
            for parent in [target.parent, target.parent.parent]:
                parent.mkdir(parents=True, exist_ok=True)
                Path(parent, "__init__.py").touch()
            target.write_text(text, encoding="utf-8", newline="")

    def __enter__(self):
        from django.db import connection

        sys.path.insert(0, self.folder)
        settings.MIGRATION_MODULES = {self.label: f"{self.label}.migrations"}
        clear(connection)
        self.connection = connection
        return self

    def __exit__(self, *_):
        sys.path.remove(self.folder)
        for name in [name for name in sys.modules if name == self.label or name.startswith(f"{self.label}.")]:
            del sys.modules[name]
        importlib.invalidate_caches()
        shutil.rmtree(self.folder)

    def migrate(self, name):
        """Goes to a migration; None is the last one. The models as they are there."""
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(self.connection)
        node = (self.label, name) if name else executor.loader.graph.leaf_nodes(self.label)[0]
        executor.migrate([node])
        return executor.loader.project_state(node).apps

    def model(self, apps):
        """The model that the first migration makes, whatever it is called by now; None where it is gone."""
        found = [m for m in apps.get_models() if m._meta.app_label == self.label and not m._meta.auto_created]
        return found[0] if found else None

    def written(self, model):
        """A new row, in which every text has the same hostile value."""
        if model is None:
            return None
        return model.objects.create(**{f.name: VALUE for f in texts_of(model)}).pk

    def read(self, model, pk):
        if model is None or pk is None:
            return None
        row = model.objects.get(pk=pk)
        return {f.attname: getattr(row, f.attname) for f in texts_of(model)}


def texts_of(model):
    return [field for field in model._meta.fields if field.get_internal_type() == "CharField"]


class Original:
    """The tables at each end of the migration as it was written; what is thrown by making it is Django's.

    Taken back, a unique column of MySQL has its index under another name: CREATE TABLE calls it as the column.
    """

    def __init__(self, label, files):
        self.renames = any("RenameField" in text for text in files.values())
        with Walk(label, files) as walk:
            old = walk.model(walk.migrate(FIRST))
            self.before = tables(walk.connection)
            self.has_rows = self.can_write(walk, old)
            new = walk.model(walk.migrate(None))
            self.after = tables(walk.connection)
            self.has_rows = self.has_rows and self.can_write(walk, new)
            walk.migrate(FIRST)
            self.back = tables(walk.connection)

    def can_write(self, walk, model):
        """Django itself cannot write to a column with a percent sign in its name, nor read one with a dollar sign."""
        try:
            walk.read(model, walk.written(model))
            if model is not None:
                model.objects.all().delete()
            return True
        except Exception:
            return False


RENAMED = [["one", "three"], ["three", "one"]]


def between(walk, old, new, renames):
    """What is wrong with what old and new code write while both run."""
    from django.db import IntegrityError

    for one, other in [(old, new), (new, old)]:
        if one is None or other is None:
            continue
        other.objects.all().delete()
        pk = walk.written(one)
        mine, theirs = walk.read(one, pk), walk.read(other, pk)
        only, other_only = set(mine) - set(theirs), set(theirs) - set(mine)
        renamed = renames and [*only, *other_only] in RENAMED
        lost = [mine[name] for name in mine if name in theirs and mine[name] != theirs[name]]
        if lost or (renamed and VALUE not in [theirs[name] for name in other_only]):
            yield f"written {mine!a}, read by the other code {theirs!a}"
        try:
            walk.written(other)
        except IntegrityError:
            pass  # the value is there already and is unique
    for model in [old, new]:
        if model is not None:
            model.objects.all().delete()


def both_halves(label, files, names, whole):
    """Says what is wrong with a split, if anything is."""
    before, after = whole.before, whole.after
    with Walk(label, files) as walk:
        old = walk.model(walk.migrate(FIRST))
        new = walk.model(walk.migrate(names[0]))
        if whole.has_rows:
            yield from between(walk, old, new, whole.renames)
        walk.migrate(None)
        if tables(walk.connection) != after:
            yield f"other tables: {tables(walk.connection)!a}, of the original {after!a}"
        walk.migrate(FIRST)
        if tables(walk.connection) not in [before, whole.back]:
            yield f"not taken back: {tables(walk.connection)!a}, before {before!a}"


def register(label):
    """An app of that label, as if it were installed."""
    from django.apps import AppConfig, apps

    module = type(sys)(label)
    module.__path__ = []
    config = type("Config", (AppConfig,), {"path": "/", "label": label, "name": label})(label, module)
    config.apps, config.models = apps, {}
    apps.app_configs = {label: config}
    apps.clear_cache()


"""What Django's queries come to where a name has a percent sign."""
NO_QUERY = ["Dollar signs", "no such table"]


def said(error):
    return f"{type(error).__name__}: {error}"


def judge(sample, counts, reasons):
    label = sample["target"].split("/")[0]
    register(label)
    after = {**sample["before"], **sample["changed"]}
    files = {path: text for path, text in after.items() if path not in sample["gone"] and path.endswith(".py")}
    try:
        whole = Original(label, sample["before"])
    except Exception as error:
        counts["django"] += 1
        reasons.append(said(error))
        return
    counts["ran"] += 1
    names = sorted(stem for stem in (Path(path).stem for path in files) if stem[:4].isdigit())
    try:
        yield from both_halves(label, files, names[1:], whole)
    except Exception as error:
        # What Django's queries cannot be made of, a guard before a rule cannot ask for either.
        if whole.has_rows or not any(words in str(error) for words in NO_QUERY):
            yield said(error)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dialect", default="sqlite")
    parser.add_argument("--most", type=int, default=150)
    parser.add_argument("--reasons", action="store_true")
    parser.add_argument("samples", nargs="*")
    options = parser.parse_args()
    lines = (line for path in options.samples for line in open(path, encoding="utf-8"))
    samples = (json.loads(line) for line in lines if '"name":"hostile"' in line)
    settings.configure(DATABASES={"default": settings_for(options.dialect)}, INSTALLED_APPS=[], USE_TZ=True)
    django.setup()
    findings, counts, reasons, started = [], {"ran": 0, "django": 0}, [], time.monotonic()
    for sample in samples:
        if sample["dialect"] != options.dialect or counts["ran"] >= options.most:
            continue
        for what in judge(sample, counts, reasons):
            what = what.encode("ascii", "backslashreplace").decode()
            about = {"number": sample["number"], "name": "hostile", "command": f"migrate on {options.dialect}"}
            findings.append({**about, "what": what})
    remove(django.db.connection)
    words = [counts["ran"], f" splits migrated on {options.dialect} by Django, and back; ", counts["django"]]
    words += [f" that Django itself cannot run; {time.monotonic() - started:.0f} s"]
    if options.reasons:
        print("\n".join(sorted(ascii(reason)[:150] for reason in reasons)), file=sys.stderr)
    print(json.dumps({"findings": findings, "words": words}))


main()
