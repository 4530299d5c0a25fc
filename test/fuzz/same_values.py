"""Whether what was written is Python, and holds every string of what it was made from, each as often and as it was.

Where Django can import the migration as it was, it can import what was written as well.
Reads the samples of `worker.ts`; prints `{"findings": […], "words": […]}`.
"""

import ast
import io
import json
import signal
import sys
import warnings
from collections import Counter

import django
from django.conf import settings
from django.db.migrations import Migration

warnings.simplefilter("ignore")


def folded(node):
    """The value of a text that is written as one or as a sum of several; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [folded(part) for part in node.values]
        return None if None in parts else "".join(parts)
    if isinstance(node, ast.BinOp):
        return joined([folded(part) for part in sum_of(node)])
    return None


def sum_of(node):
    """What is added up, from left to right: a sum of thousands is as many operators deep."""
    parts = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)] if parts else []


def joined(parts):
    kinds = {type(part) for part in parts}
    return type(parts[0])().join(parts) if kinds in ({str}, {bytes}) else None


def texts(tree, found):
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        value = folded(node)
        if value is None:
            waiting.extend(ast.iter_child_nodes(node))
        else:
            found[value] += 1


def operations_of(tree):
    """The lists called `operations` of the last class Migration of a module."""
    classes = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Migration"]
    found = Counter()
    for node in classes[-1].body if classes else []:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "operations":
            texts(node.value, found)
    return found


def parsed(text):
    try:
        return ast.parse(text.encode("utf-8"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class TooLong(Exception):
    pass


def too_long(*_):
    raise TooLong


def imported(tree, path):
    """The error that importing a file comes to; None where it has a class Migration of Django's then."""
    label = path.split("/")[0] or "app"
    names = {"__name__": f"{label}.migrations.{path.split('/')[-1][:-3]}", "__package__": f"{label}.migrations"}
    signal.setitimer(signal.ITIMER_REAL, 2)
    try:
        exec(compile(tree, path, "exec"), names)
        names["Migration"]("name", label)
        return None if issubclass(names["Migration"], Migration) else "the class Migration is none of Django's"
    except ModuleNotFoundError as error:
        return None if not (error.name or "django").startswith("django.") else f"there is no {error.name}"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def others_run(sample):
    """Whether Django can import the migrations beside, which fields are taken from."""
    trees = {path: parsed(text) for path, text in sample["before"].items() if "/migrations/" in path}
    files = {path: tree for path, tree in trees.items() if not path.split("/")[-1].startswith("_")}
    return all(tree is not None and imported(tree, path) is None for path, tree in files.items())


def problems_of(sample, before, counts):
    """What is wrong with the files that were written for one migration."""
    here = Counter()
    runs = imported(before, sample["target"]) is None
    counts["imported"] += runs
    for path, text in sample["changed"].items():
        if not path.endswith(".py") or "/migrations/" not in path:
            continue
        try:
            tree = ast.parse(text.encode("utf-8"))
        except (SyntaxError, ValueError) as error:
            yield f"{path} is no Python: {error}"
            continue
        here |= operations_of(tree)
        error = imported(tree, path) if runs else None
        if error is not None and others_run(sample):
            yield f"{path} cannot be imported: {error}"
    wanted = operations_of(before)
    counts["texts"] += sum(wanted.values())
    missing = wanted - here
    if missing:
        yield f"values that are not there any more: {dict(missing)!a}"


def main():
    settings.configure(USE_TZ=True, INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"])
    django.setup()
    signal.signal(signal.SIGALRM, too_long)
    findings, counts = [], Counter()
    printed, sys.stdout = sys.stdout, io.StringIO()  # what is imported may print
    for line in open(sys.argv[1], encoding="utf-8"):
        sample = json.loads(line)
        before = parsed(sample["before"][sample["target"]])
        if before is None:
            continue  # tree-sitter reads more than Python does
        counts["compared"] += 1
        about = {"number": sample["number"], "name": sample["name"], "command": "split"}
        for what in problems_of(sample, before, counts):
            findings.append({**about, "what": what.encode("ascii", "backslashreplace").decode()})
    words = [counts["compared"], " splits compared with Python, ", counts["texts"], " texts in them; "]
    words += [counts["imported"], " imported before and after"]
    sys.stdout = printed
    print(json.dumps({"findings": findings, "words": words}))


main()
