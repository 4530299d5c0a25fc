"""What Django makes of each folder given: prints JSON, for each the names of its migrations, or why it would not start.

`migrate` refuses where a dependency is missing, where an app has several leaves, and where the models cannot be made.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def main() -> None:
    print(json.dumps([in_child(folder) for folder in sys.argv[1:]]))


def in_child(folder: str) -> Any:
    """Modules are imported once in a process."""
    reader, writer = os.pipe()
    if (pid := os.fork()) == 0:
        os.close(reader)
        with os.fdopen(writer, "w") as answer:
            answer.write(json.dumps(found(folder)))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return json.loads(text)


def found(folder: str) -> Any:
    sys.path.insert(0, folder)
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["shop", "orders"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField"
    )
    django.setup()
    from django.db.migrations.loader import MigrationLoader

    try:
        loader = MigrationLoader(None)
        if conflicts := loader.detect_conflicts():
            return {"refuses": f"several leaves: {conflicts}"}
        loader.project_state().apps
    except Exception as error:
        return {"refuses": f"{type(error).__name__}: {error}"}
    return {"loads": sorted(".".join(key) for key in loader.graph.nodes)}


if __name__ == "__main__":
    main()
