"""Whether what was written is Python, and holds every string of what it was made from, each as often and as it was.

Reads the samples of `worker.ts`; prints `{"findings": […], "words": "…"}`.
"""

import ast
import json
import sys
import warnings
from collections import Counter

warnings.simplefilter("ignore")


def folded(node):
    """The value of a text that is written as one or as a sum of several; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [folded(part) for part in node.values]
        return None if None in parts else "".join(parts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = folded(node.left), folded(node.right)
        if left is not None and type(left) is type(right):
            return left + right
    return None


def texts(node, found):
    value = folded(node)
    if value is not None:
        found[value] += 1
        return
    for child in ast.iter_child_nodes(node):
        texts(child, found)


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


def main():
    findings, compared, values = [], 0, 0
    for line in open(sys.argv[1], encoding="utf-8"):
        sample = json.loads(line)
        before = parsed(sample["before"][sample["target"]])
        if before is None:
            continue  # tree-sitter reads more than Python does
        compared += 1

        def finding(what):
            findings.append({"number": sample["number"], "name": sample["name"], "command": "split", "what": what})

        here = Counter()
        for path, text in sample["after"].items():
            if sample["before"].get(path) == text or not path.endswith(".py"):
                continue
            try:
                tree = ast.parse(text.encode("utf-8"))
            except (SyntaxError, ValueError) as error:
                finding(f"{path} is no Python: {error}")
                continue
            here |= operations_of(tree)
        wanted = operations_of(before)
        values += sum(wanted.values())
        missing = wanted - here
        if missing:
            finding(f"values that are not there any more: {dict(missing)!a}")
    words = f"{compared} splits compared with Python, {values} texts in them"
    print(json.dumps({"findings": findings, "words": words}))


main()
