"""The three databases: where they are, whether they answer, and making and dropping one by name.

Nothing here needs Django: the process that walks a case has none configured.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any, Protocol

DIALECTS = ("postgresql", "mariadb", "sqlite")


class Server(Protocol):
    """What a walk needs to know of a database server."""

    engine: str

    def why_unreachable(self) -> str | None: ...

    def create(self, name: str) -> None: ...

    def drop(self, name: str) -> None: ...

    def drop_all(self, prefix: str) -> None:
        """Those that walks which were killed have left behind."""
        ...

    def run(self, name: str, statements: list[str]) -> None: ...

    def settings(self, name: str) -> dict[str, Any]:
        """The entry for Django's DATABASES."""
        ...


class PostgreSQL:
    engine = "django.db.backends.postgresql"

    def __init__(self) -> None:
        self.where = {
            "host": os.environ.get("PGHOST", "127.0.0.1"),
            "port": os.environ.get("PGPORT", "5432"),
            "user": os.environ.get("PGUSER", "postgres"),
            "password": os.environ.get("PGPASSWORD", ""),
        }

    def connect(self, name: str = "postgres") -> Any:
        import psycopg

        return psycopg.connect(**self.where, dbname=name, autocommit=True, connect_timeout=5)

    def why_unreachable(self) -> str | None:
        try:
            self.connect().close()
        except Exception as error:
            return _one_line(error)
        return None

    def create(self, name: str) -> None:
        with self.connect() as connection:
            # template0 is never locked by somebody else's session, as template1 may be.
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')

    def drop(self, name: str) -> None:
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def drop_all(self, prefix: str) -> None:
        with self.connect() as connection:
            named = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            names = [name for (name,) in connection.execute(named, [prefix]).fetchall()]
        for name in names:
            self.drop(name)

    def run(self, name: str, statements: list[str]) -> None:
        with self.connect(name) as connection:
            for statement in statements:
                connection.execute(statement)

    def settings(self, name: str) -> dict[str, Any]:
        return {
            "ENGINE": self.engine,
            "NAME": name,
            "HOST": self.where["host"],
            "PORT": self.where["port"],
            "USER": self.where["user"],
            "PASSWORD": self.where["password"],
            # Durability is not under test; waiting for the disk at every commit costs half the run.
            "OPTIONS": {"options": "-c synchronous_commit=off"},
        }


class MariaDB:
    engine = "django.db.backends.mysql"

    def __init__(self) -> None:
        self.where = {
            "host": os.environ.get("MYSQL_HOST", "127.0.0.1"),
            "port": int(os.environ.get("MYSQL_PORT", "3306")),
            "user": os.environ.get("MYSQL_USER", "root"),
            "password": os.environ.get("MYSQL_PASSWORD", ""),
        }

    def connect(self, name: str | None = None) -> Any:
        import pymysql

        return pymysql.connect(
            **self.where,
            database=name,
            autocommit=True,
            connect_timeout=5,
            charset="utf8mb4",
        )

    def why_unreachable(self) -> str | None:
        try:
            self.connect().close()
        except Exception as error:
            return _one_line(error)
        return None

    def create(self, name: str) -> None:
        self._admin(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")

    def drop(self, name: str) -> None:
        self._admin(f"DROP DATABASE IF EXISTS `{name}`")

    def drop_all(self, prefix: str) -> None:
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SHOW DATABASES")
            names = [name for (name,) in cursor.fetchall() if name.startswith(prefix)]
        for name in names:
            self.drop(name)

    def _admin(self, statement: str) -> None:
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(statement)

    def run(self, name: str, statements: list[str]) -> None:
        with self.connect(name) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def settings(self, name: str) -> dict[str, Any]:
        return {
            "ENGINE": self.engine,
            "NAME": name,
            "HOST": self.where["host"],
            "PORT": str(self.where["port"]),
            "USER": self.where["user"],
            "PASSWORD": self.where["password"],
            "OPTIONS": {"charset": "utf8mb4"},
        }


class SQLite:
    """A database is a file; its name is its path."""

    engine = "django.db.backends.sqlite3"

    def connect(self, name: str) -> sqlite3.Connection:
        return sqlite3.connect(name)

    def why_unreachable(self) -> str | None:
        return None

    def create(self, name: str) -> None:
        Path(name).unlink(missing_ok=True)

    def drop(self, name: str) -> None:
        for path in Path(name).parent.glob(Path(name).name + "*"):
            path.unlink()

    def drop_all(self, prefix: str) -> None:
        """Files go with the folder that they are in."""

    def run(self, name: str, statements: list[str]) -> None:
        connection = self.connect(name)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    def settings(self, name: str) -> dict[str, Any]:
        return {"ENGINE": self.engine, "NAME": name, "OPTIONS": {"timeout": 20}}


def server_of(dialect: str) -> Server:
    if dialect == "postgresql":
        return PostgreSQL()
    return MariaDB() if dialect == "mariadb" else SQLite()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
