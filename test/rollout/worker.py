"""One colour as a process: forked from a parent that has Django imported, commanded by JSON lines over pipes.

A fork costs milliseconds where an interpreter with Django costs half a second, and a walk needs three of them.
"""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

# Ends of other workers' pipes, to be closed in the next fork: a worker whose pipe stays open never ends.
_PARENT_ENDS: list[int] = []


class WorkerError(Exception):
    """A command failed in the worker: the last line of what went wrong, and the whole of it."""

    def __init__(self, summary: str, details: str) -> None:
        super().__init__(summary)
        self.details = details


class Worker:
    def __init__(self, colour: str, project: Path, database: str, log: Path) -> None:
        self.colour = colour
        to_child, from_parent = os.pipe()
        to_parent, from_child = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            for end in (from_parent, to_parent, *_PARENT_ENDS):
                os.close(end)
            _be_a_worker(project, database, log, to_child, from_child)
        os.close(to_child)
        os.close(from_child)
        self._ends = [from_parent, to_parent]
        _PARENT_ENDS.extend(self._ends)
        self.commands = os.fdopen(from_parent, "w")
        self.answers = os.fdopen(to_parent)

    def call(self, method: str, *args: Any) -> Any:
        self.commands.write(json.dumps([method, args]) + "\n")
        self.commands.flush()
        line = self.answers.readline()
        if not line:
            raise WorkerError(f"the {self.colour} worker died during {method}", "")
        answer = json.loads(line)
        if "error" in answer:
            raise WorkerError(answer["error"], answer["details"])
        return answer["result"]

    def close(self) -> None:
        for end in self._ends:
            _PARENT_ENDS.remove(end)
        self.commands.close()
        self.answers.close()
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)


def _be_a_worker(project: Path, database: str, log: Path, reader: int, writer: int) -> None:
    """Does not return."""
    status = 1
    try:
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(output, 1)
        os.dup2(output, 2)
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), write_through=True)
        sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", closefd=False), write_through=True)
        os.chdir(project)
        sys.path.insert(0, str(project))
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        os.environ["ROLLOUT_DATABASE"] = database
        with os.fdopen(reader) as commands, os.fdopen(writer, "w") as answers:
            _serve(commands, answers)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _serve(commands: Any, answers: Any) -> None:
    service = None
    for line in commands:
        method, args = json.loads(line)
        try:
            service = service or Service()
            answer = {"result": getattr(service, method)(*args)}
        except BaseException as error:
            details = traceback.format_exc()
            print(details)
            text = " ".join(str(error).split())[:500]
            answer = {"error": f"{type(error).__name__}: {text}", "details": details}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _answer_by(answers: dict[str, str], renamed: dict[str, str]) -> None:
    """Django's questions are answered as a person would, by what is typed and evaluated in its prompt."""
    import datetime

    from django.db.migrations.questioner import NonInteractiveMigrationQuestioner as Questioner
    from django.utils import timezone

    def one_off(default: str | None = None) -> Any:
        def ask(self: Any, field_name: str, model_name: str) -> Any:
            text = answers.get(f"{model_name}.{field_name}", default)
            if text is None:
                raise LookupError(f"the case has no answer for {model_name}.{field_name}")
            return eval(text, {}, {"datetime": datetime, "timezone": timezone})

        return ask

    Questioner.ask_not_null_addition = one_off()
    Questioner.ask_auto_now_add_addition = one_off("timezone.now")
    # "Ignore for now": the second of the answers that Django offers.
    Questioner.ask_not_null_alteration = one_off(
        "__import__('django.db.models', fromlist=['x']).NOT_PROVIDED"
    )
    _say_what_was_renamed(Questioner, renamed)


def _say_what_was_renamed(questioner: Any, renamed: dict[str, str]) -> None:
    """"Was product.price renamed to product.cost?" Yes, where the case says so, and only there."""
    pairs = {(old.lower(), new.lower()) for old, new in renamed.items()}

    def ask_rename(self: Any, model_name: str, old_name: str, new_name: str, field: Any) -> bool:
        ends = f".{model_name}.{old_name}".lower()
        return any(old.endswith(ends) and new == new_name.lower() for old, new in pairs)

    def ask_rename_model(self: Any, old: Any, new: Any) -> bool:
        return (f"{old.app_label}.{old.name}".lower(), f"{new.app_label}.{new.name}".lower()) in pairs

    questioner.ask_rename = ask_rename
    questioner.ask_rename_model = ask_rename_model


class Service:
    """The commands that a worker takes; what is not here is passed on to Activity."""

    def __init__(self) -> None:
        import django

        django.setup()
        self.activity: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.activity, name)

    def start(self, *args: Any) -> None:
        from .activity import Activity

        self.activity = Activity(*args)

    def use_database(self, name: str) -> None:
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = name

    def loosen(self, pairs: list[list[str]]) -> None:
        self.activity.loose = {tuple(pair) for pair in pairs}

    def makemigrations(self, answers: dict[str, str], renamed: dict[str, str], *apps: str) -> None:
        _answer_by(answers, renamed)
        self._django("makemigrations", *apps, interactive=False)

    def is_clean(self) -> str | None:
        """What `makemigrations --check` would still write, or nothing."""
        try:
            return self._django("makemigrations", check=True, dry_run=True, verbosity=1) and None
        except SystemExit as error:
            return self.last_output or f"exit {error.code}"

    def migrate(self, *target: str) -> None:
        self._django("migrate", *target, interactive=False)

    def migrate_counting(self, targets: list[list[str]]) -> list[str]:
        """Migrates, and says which statements the operations have run that write."""
        from .statements import Statements

        with Statements() as statements:
            self._migrate_to(targets)
        return statements.run

    def migrate_failing(self, targets: list[list[str]], place: int, how: str) -> None:
        """Migrates and fails at one of those statements, as a process that is killed: its connection goes, too."""
        from django.db import connection

        from .statements import Statements

        try:
            with Statements(place, how):
                self._migrate_to(targets)
        finally:
            connection.close()

    def _migrate_to(self, targets: list[list[str]]) -> None:
        for target in targets:
            self.migrate(*target)

    def sqlmigrate(self, app: str, name: str, backwards: bool) -> str:
        return self._django("sqlmigrate", app, name, backwards=backwards, no_color=True)

    def _django(self, command: str, *args: str, **options: Any) -> str:
        import importlib

        from django.core.management import call_command

        # Files come and go behind Python's back here. And RenameField of what a key points at changes the key in the
        # operation of 0001 itself, which a process that runs one command never sees.
        importlib.invalidate_caches()
        for name in [one for one in sys.modules if re.search(r"\.migrations\.0", one)]:
            if not name.startswith("django."):
                del sys.modules[name]
        output = io.StringIO()
        options = {"verbosity": 0, **options, "stdout": output, "stderr": output}
        try:
            call_command(command, *args, **options)
        finally:
            self.last_output = output.getvalue().strip()
            print(f"-- {command} {' '.join(args)}\n{self.last_output}")
        return self.last_output
