"""Splits the folder and walks every release of it: see README.md for the phases and why each is there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rollout import snapshot
from rollout.case import make_case
from rollout.databases import Server
from rollout.project import CONFIG, SETTINGS
from rollout.walk import Failure, Stop, Tools, Walk, has_both, twins
from rollout.worker import Worker

from .releases import Key, Shipped, is_database, releases

PROJECT = Path(__file__).parent / "project"
APPS = ("warehouse", "billing")
# What has been deployed before: see make.py.
HISTORY = {"warehouse": "0010_inspection", "billing": "0003_discount"}
# What old code cannot live with, as it was written.
UNSAFE = {
    ("warehouse", "0011_remove_supplier_rating"),
    ("warehouse", "0013_remove_product_buyer"),
    ("warehouse", "0014_stockitem_batch"),
    ("warehouse", "0017_remove_product_tags"),
    ("warehouse", "0018_delete_inspection"),
    ("warehouse", "0019_rename_location_label"),
    ("warehouse", "0020_shorter_phone"),
    ("warehouse", "0023_site_region_required"),
    ("warehouse", "0025_stockitem_unique"),
    ("warehouse", "0026_stockitem_quantity_check"),
    ("warehouse", "0027_rename_deliveryline"),
    ("billing", "0006_invoice_currency"),
}
# Those that stop at rows which old code may have written.
RULES = {
    ("warehouse", "0020_shorter_phone"),
    ("warehouse", "0023_site_region_required"),
    ("warehouse", "0025_stockitem_unique"),
    ("warehouse", "0026_stockitem_quantity_check"),
}
QUANTITY_RULE = ("warehouse", "0026_stockitem_quantity_check")
# What design.md calls softer, and bgsplit notes: the rule itself comes with the next release.
LEANS_ON_NEW_UNIQUE = "no unique or exclusion constraint matching the ON CONFLICT specification"
# Texts begin with their number: with seven digits they are longer than 20 characters, which 0020 is about.
FIRST_VALUE = 1_000_000


class FolderWalk(Walk):
    """The rollout's walk knows one old and one new code; here these are two releases at a time, one pair after another."""

    def __init__(
        self,
        dialect: str,
        server: Server,
        directory: Path,
        tools: Tools,
        until: dict[str, str],
        strict: bool,
        with_control: bool,
    ) -> None:
        case = make_case(
            name="folder",
            title="a folder of 40 migrations",
            old={app: "" for app in APPS},
            new={app: "" for app in APPS},
            control={"either": "each migration has its own"},
        )
        super().__init__(case, dialect, server, directory, tools)
        self.unsplit = directory / "unsplit"
        self.folder = directory / "split"
        self.until = until
        # New foreign keys are split as well.
        self.strict = strict
        self.with_control = with_control
        self.figures: dict[str, int] = {}
        self.schemas: dict[frozenset[Key], Any] = {}
        # Failures that have been printed: a long run is read while it goes on.
        self.said = 0

    # -- set-up -------------------------------------------------------------------------------------------------

    def write_projects(self, control: str) -> None:
        for root in (self.unsplit, self.folder):
            shutil.copytree(PROJECT, root)
            self.leave_out(root)
            database = self.server.settings(control)
            (root / "config/__init__.py").write_text(CONFIG)
            if self.strict:
                (root / "pyproject.toml").write_text("[tool.bgsplit]\nstrict = true\n")
            (root / "config/settings.py").write_text(
                SETTINGS.format(apps=list(APPS), database=database, extra="")
            )

    def leave_out(self, root: Path) -> None:
        """Only the first so many migrations: to look for the smallest folder that shows something."""
        for app, last in self.until.items():
            for path in (root / app / "migrations").glob("0*.py"):
                if path.stem[: len(last)] > last:
                    path.unlink()

    def worker(self, colour: str, root: Path, database: str) -> Worker:  # type: ignore[override]
        worker = Worker(colour, root, database, self.directory / f"{colour}.log")
        self.workers.append(worker)
        return worker

    def become(self, worker: Worker, colour: str, code: list[Key], renamed: dict[str, str]) -> None:
        worker.colour = colour
        quantities = [7, 3, 0] if QUANTITY_RULE in code else [7, -3, 0]
        values = {"warehouse.StockItem.quantity": quantities}
        # Behind all that either has used up, and even: the colours take the odd and the even ones.
        begin = max(FIRST_VALUE, *(self.do(one, "next_value") for one in self.code))
        self.do(worker, "become", colour, code, values, renamed, begin + begin % 2)

    def say(self, text: str) -> None:
        print(f"{time.monotonic() - self.began:6.1f} s  {text}", flush=True)
        for failure in self.failures[self.said :]:
            print(f"    FAILED {str(failure)[:1000]}", flush=True)
        self.said = len(self.failures)

    # -- the whole ----------------------------------------------------------------------------------------------

    def run(self) -> None:
        self.began = time.monotonic()
        control = self.database("control")
        self.write_projects(control)
        self.code = [self.worker(name, self.unsplit, control) for name in ("first", "second")]
        self.plain = self.worker("unsplit", self.unsplit, control)
        self.old_graph = self.do(self.plain, "graph")
        self.history = self.ancestors(self.old_graph, HISTORY.items())
        self.control(control)
        if self.tools.only_control:
            self.outcome = "control: the unsafe ones break, and no other"
            return
        self.split_folder()
        self.walk_releases()
        self.outcome = ", ".join(f"{count} {what}" for what, count in self.figures.items())

    def ancestors(self, graph: Any, keys: Iterable[Key]) -> list[Key]:
        parents = {tuple(key): [tuple(one) for one in found] for key, found in graph["parents"]}
        known: set[Key] = set()
        waiting = [tuple(key) for key in keys]
        while waiting:
            key = waiting.pop()
            if key not in known:
                known.add(key)
                waiting += parents[key]
        return [tuple(key) for key in graph["order"] if tuple(key) in known]

    # -- control: unsplit, each migration with the code just before it ------------------------------------------

    def control(self, database: str) -> None:
        self.phase = "control"
        self.migrate(self.plain, self.history)
        (self.directory / "showmigrations.txt").write_text(self.do(self.plain, "showmigrations"))
        done = list(self.history)
        chosen = [tuple(key) for key in self.old_graph["order"] if tuple(key) not in set(done)]
        broken = {}
        for key in chosen:
            if not self.with_control:
                self.migrate(self.plain, [key])
            elif found := self.broken_by(key, done):
                broken[key] = found[0]
            done.append(key)
            self.schemas[frozenset(done)] = snapshot.take(self.server, database)
        if self.with_control:
            self.judge(chosen, broken)
        self.reference = snapshot.take(self.server, database)
        self.expect_clean(self.plain)

    def broken_by(self, key: Key, done: list[Key]) -> list[dict[str, str]]:
        """What old code meets when the migration has run as it was written."""
        old, new = self.code
        renamed = self.do(self.plain, "renamed_by", [key], done)
        self.become(old, "blue", done, renamed)
        self.become(new, "green", [*done, key], renamed)
        self.one_active_briefly(old)
        if key in RULES:
            self.do(new, "mend_what_is_there")
        self.migrate(self.plain, [key])
        rows = self.do(old, "insert")
        self.do(old, "read")
        self.do(old, "update", rows)
        found = self.do(old, "take_failures")
        self.do(new, "clean", rows)
        self.do(new, "take_failures")
        return found

    def judge(self, chosen: list[Key], broken: dict[Key, dict[str, str]]) -> None:
        for key in chosen:
            is_unsafe = key in UNSAFE
            if key in broken and not is_unsafe:
                self.fail(f"{'.'.join(key)} is safe, but old code breaks: {broken[key]}")
            if is_unsafe and key not in broken:
                self.fail(f"{'.'.join(key)} is unsafe, but old code does not break")
            if key in broken:
                one = broken[key]
                self.say(
                    f"unsplit, {'.'.join(key)} breaks old code: {one['action']} {one['model']}: {one['error'][:110]}"
                )
        self.figures["migrations chosen"] = len(chosen)
        self.figures["of them break old code unsplit"] = len(broken)

    # -- the command --------------------------------------------------------------------------------------------

    def split_folder(self) -> None:
        self.phase = "split"
        arguments = [".", "--showmigrations", str(self.directory / "showmigrations.txt")]
        if os.environ.get("BGSPLIT_FOLDERS_FILES"):
            arguments = sorted(
                str(path.relative_to(self.folder))
                for app in APPS
                for path in (self.folder / app / "migrations").glob("0*.py")
                if (app, path.stem) not in self.history
            )
        process = subprocess.run(
            [*self.tools.bgsplit, *arguments, "--dialect", self.dialect, "--format", "json"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "NO_COLOR": "1"},
        )
        (self.directory / "bgsplit.log").write_text(
            f"{process.stdout}\n-- stderr\n{process.stderr}"
        )
        if process.returncode:
            self.stop(f"the command failed with {process.returncode}: {process.stderr[-2000:]}")
        self.told = process.stdout
        self.damage_all()

    def damage_all(self) -> None:
        """BGSPLIT_ROLLOUT_EDIT: see the rollout's README.md. The walk has to notice."""
        for app in APPS:
            for path in (self.folder / app / "migrations").glob("0*.py"):
                if not (self.unsplit / app / "migrations" / path.name).exists():
                    self.damage(path)

    # -- the releases -------------------------------------------------------------------------------------------

    def walk_releases(self) -> None:
        self.name = self.database("walk")
        self.migrator = self.worker("migrator", self.folder, self.name)
        for one in (*self.code, self.plain):
            self.do(one, "use_database", self.name)
        graph = self.do(self.migrator, "graph")
        if graph["conflicts"]:
            self.stop(f"several leaves: {graph['conflicts']}")
        self.shipped = releases(self.old_graph, graph, set(self.history))
        self.codes = [self.history]
        for one in self.shipped:
            self.codes.append([*self.codes[-1], *one.originals])
            written = ", ".join(f"{app}.{name}" for app, name in one.nodes)
            self.say(f"release {one.number}: {written}")
        self.expect_told()
        self.figures["releases"] = len(self.shipped)
        self.figures["migrations in them"] = sum(len(one.nodes) for one in self.shipped)
        self.schemas = {}
        self.phase = "history"
        self.migrate(self.migrator, self.history)
        self.remember(self.history)
        for one in self.shipped:
            self.release(one)
        self.at_end()
        for one in reversed(self.shipped):
            self.take_back(one)
        self.expect_schema_of(self.history, "the start's")
        self.forward_again()
        self.back_as_told()

    def expect_told(self) -> None:
        """What the command says of the releases is what the files say."""
        told = {
            one["number"]: sorted(each["migration"] for each in one["migrations"])
            for one in json.loads(self.told)["releases"]
        }
        found = {one.number: sorted(map(".".join, one.nodes)) for one in self.shipped}
        if told != found:
            self.fail(f"the releases are {found}, the command says {told}")

    def pair(self, one: Shipped) -> None:
        """The code of the release before, and that of this one."""
        self.blue, self.green = self.code
        renamed = self.do(self.plain, "renamed_by", one.originals, self.codes[one.number - 1])
        self.become(self.blue, "blue", self.codes[one.number - 1], renamed)
        self.become(self.green, "green", self.codes[one.number], renamed)
        self.twins, self.loose_relations = [], []
        self.know_relations(self.green)
        self.all_twins = self.twins
        for worker in (self.blue, self.green):
            self.do(worker, "loosen", self.loose_relations)
        self.do(self.blue, "tolerate", self.new_keys())
        self.do(self.green, "tolerate", [LEANS_ON_NEW_UNIQUE])

    def new_keys(self) -> list[str]:
        """A foreign key that is new is left as it was written: old code cannot delete what new code's rows point at."""
        if self.strict:
            return []
        known, found = (self.do(one, "describe")["relations"] for one in (self.blue, self.green))
        return [
            rf"^delete of a (row|queryset): .*foreign key constraint .*\W{table}\W"
            for table, _ in found
            if [table, _] not in known
        ]

    def release(self, one: Shipped) -> None:
        self.phase = f"release {one.number}, before"
        self.pair(one)
        done = self.nodes_until(one.number - 1)
        # What code from before the new rules has left, and no code that is still live writes.
        self.mended = False
        self.one_active_briefly(self.blue)
        self.expect_plan(one)
        for key in one.nodes:
            self.phase = f"release {one.number}, {'.'.join(key)}"
            self.forward(key)
            done.append(key)
            self.remember(done)
            self.watch_twins(done)
            self.one_active_briefly(self.blue)
            self.say(f"{self.phase}: code of release {one.number - 1} is live")
        self.phase = f"release {one.number}, both"
        self.expect_models(one, done)
        self.empty()
        self.both_active()
        self.unwatch()
        for worker, what in (
            (self.blue, "deletes by old code met a foreign key that is new"),
            (self.green, "upserts by new code lean on a unique rule that is not there yet"),
        ):
            if count := self.do(worker, "take_tolerated"):
                self.notes.append(f"{self.phase}: {count} {what}")
        self.say(f"{self.phase}: code of releases {one.number - 1} and {one.number}")

    def nodes_until(self, number: int) -> list[Key]:
        return [*self.history, *(key for one in self.shipped[:number] for key in one.nodes)]

    def expect_plan(self, one: Shipped) -> None:
        """`migrate` with the files of the release runs these and no others."""
        plan = [tuple(key) for key in self.do(self.migrator, "plan_to", one.nodes)]
        if sorted(plan) != sorted(one.nodes):
            self.fail(f"migrate would run {sorted(set(plan) ^ set(one.nodes))} as well, or not")
        one.nodes = plan

    def forward(self, key: Key) -> None:
        if is_database(key) and not self.mended:
            self.mended = True
            if count := self.do(self.blue, "mend"):
                self.notes.append(f"{self.phase}: {count} rows had to be mended")
            self.collect(self.blue)
        self.unwatch()
        before = self.do(self.blue, "dump")
        self.migrate(self.migrator, [key])
        self.required = {tuple(pair) for pair in self.do(self.blue, "describe")["required"]}
        after = self.do(self.blue, "dump")
        self.forget_filled(before, after)
        self.expect_rows(before, after, "blue")

    def watch_twins(self, done: list[Key]) -> None:
        schema = self.schemas[frozenset(done)]
        self.twins = [one for one in self.all_twins if has_both(schema, *one)]
        self.watch()

    def expect_models(self, one: Shipped, done: list[Key]) -> None:
        """What was written gives the models that the unsplit migrations give."""
        wanted = self.do(self.plain, "models_at", self.codes[one.number])
        found = self.do(self.migrator, "models_at", done)
        for label in sorted(wanted.keys() | found.keys()):
            if wanted.get(label) != found.get(label):
                self.fail(f"{label} is {found.get(label)}, unsplit it is {wanted.get(label)}")

    def at_end(self) -> None:
        self.phase = "end"
        self.expect_schema("the unsplit migrations'", self.reference)
        self.expect_clean(self.migrator)

    # -- back ---------------------------------------------------------------------------------------------------

    def take_back(self, one: Shipped) -> None:
        """The code before comes back beside this one, this one goes, and then the migrations of the release do."""
        self.phase = f"back from release {one.number}, both"
        self.pair(one)
        done = self.nodes_until(one.number)
        self.watch_twins(done)
        self.empty()
        self.both_active_briefly()
        for key in reversed(one.nodes):
            if key in {tuple(node) for node in self.do(self.migrator, "applied")}:
                self.phase = f"back from release {one.number}, {'.'.join(key)}"
                done = self.backward(key, done)
                self.say(f"{self.phase}: code of release {one.number - 1} is live")

    def backward(self, key: Key, done: list[Key]) -> list[Key]:
        self.unwatch()
        target = self.parent_of(key)
        self.clear_way(done, target, key)
        before = self.do(self.blue, "dump")
        self.do(self.migrator, "migrate", *target)
        left = {tuple(node) for node in self.do(self.migrator, "applied")}
        done = [node for node in done if node in left]
        self.expect_rows(before, self.do(self.blue, "dump"), "blue")
        self.expect_schema_of(done, "what it was on the way forward")
        if frozenset(done) in self.schemas:
            self.watch_twins(done)
        self.one_active_briefly(self.blue)
        return done

    def parent_of(self, key: Key) -> Key:
        graph = self.do(self.migrator, "graph")
        parents = {
            tuple(one): [tuple(parent) for parent in found] for one, found in graph["parents"]
        }
        return next(parent for parent in parents[key] if parent[0] == key[0])

    def clear_way(self, done: list[Key], target: Key, key: Key) -> None:
        """Rows that a NOT NULL which comes back cannot take are the operator's to deal with."""
        before = self.schemas.get(frozenset(done[: done.index(key)]))
        if before is None:
            return
        lost = snapshot.not_null_columns(before) - snapshot.not_null_columns(
            self.schemas[frozenset(done)]
        )
        count = self.do(self.blue, "clear_nulls", sorted(lost)) if lost else 0
        count += self.do(self.blue, "clear_loose")
        if count:
            self.notes.append(
                f"{self.phase}: {count} rows had to go before the old rules came back"
            )

    # -- and again ----------------------------------------------------------------------------------------------

    def forward_again(self) -> None:
        done = list(self.history)
        self.do(self.blue, "clear_all")
        for one in self.shipped:
            self.phase = f"release {one.number} again"
            self.become(self.blue, "blue", self.codes[one.number - 1], {})
            if any(map(is_database, one.nodes)):
                self.do(self.blue, "mend")
            for key in one.nodes:
                self.migrate(self.migrator, [key])
                done.append(key)
                self.expect_schema_of(done, "what it was the first time")
            self.do(self.blue, "insert_simple")
            self.collect(self.blue)
        self.at_end()
        self.say("forward again")

    def one_active_briefly(self, worker: Worker) -> None:
        """Rows are written, read and changed, and gone again: the next round begins with as many as this one."""
        rows = self.do(worker, "insert")
        self.do(worker, "read")
        self.do(worker, "update", rows)
        self.finish(worker)
        self.do(worker, "clean", rows)
        self.collect(worker)

    def back_as_told(self) -> None:
        """With what the command says is typed to go back, release by release."""
        told = json.loads(self.told)["releases"]
        self.become(self.green, "green", self.codes[-1], {})
        self.do(self.green, "clear_all")
        for one in reversed(told):
            self.phase = f"back from release {one['number']}, as told"
            for command in (line for way in one["way_back"] for line in way["commands"]):
                match = re.fullmatch(r"python manage\.py migrate (\w+) (\w+)", command)
                if match is None:
                    self.fail(f"not a command of migrate: {command}")
                    continue
                self.do(self.migrator, "migrate", *match.groups())
            self.expect_schema_of(
                self.nodes_until(one["number"] - 1), "what it was on the way forward"
            )
        self.say("back again, as told")

    def empty(self) -> None:
        """A round of both leaves what it wrote to the next release; before it, all goes, or each step takes longer."""
        for worker in (self.green, self.blue):
            self.do(worker, "clear_all")

    # -- small things -------------------------------------------------------------------------------------------

    def migrate(self, worker: Worker, keys: Iterable[Key]) -> None:
        for key in keys:
            self.do(worker, "migrate", *key)

    def remember(self, done: list[Key]) -> None:
        self.schemas[frozenset(done)] = snapshot.take(self.server, self.name)

    def expect_schema_of(self, done: list[Key], whose: str) -> None:
        if frozenset(done) in self.schemas:
            self.expect_schema(whose, self.schemas[frozenset(done)])
            self.figures["schemas equal on the way back and again"] = (
                self.figures.get("schemas equal on the way back and again", 0) + 1
            )

    def expect_clean(self, worker: Worker) -> None:
        if not self.until:
            self.check_clean(worker)
