"""Bring the database to the schema of this code.

Whether anything is missing is seen without loading Alembic, since at nearly every start nothing is.
"""

import time
from importlib import import_module, resources

import psycopg
from sqlalchemy.engine import make_url

from remit.kit.errors import Conflict

_LOCK = 7233847
_PAUSE_SECONDS = 0.1
_VERSION = "select version_num from alembic_version"


def newest() -> str:
    """Return the revision that this code needs; revisions are numbered in order."""
    files = (resources.files("remit.edges.cli.migrations") / "versions").iterdir()
    return max(file.name.partition("_")[0] for file in files if file.name[0].isdigit())


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))


def _behind(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    found = connection.execute("select to_regclass('public.alembic_version') is not null").fetchone()
    row = connection.execute(_VERSION).fetchone() if found and found[0] else None
    current = str(row[0]) if row else ""
    if current > newest():
        raise Conflict(
            f"The database is newer than this Remit (schema {current}, this program knows {newest()}):"
            " start the newer version."
        )
    return current != newest()


def behind(url: str) -> bool:
    """Say whether the database lacks migrations; `Conflict` when it is newer than the code."""
    with _connect(url) as connection:
        return _behind(connection)


def upgrade(owner_url: str) -> bool:
    """Apply what is missing as the owner; return whether anything was."""
    with _connect(owner_url) as connection:
        connection.autocommit = True
        _be_alone(connection)
        if not _behind(connection):
            return False
        # Loaded by name: Alembic takes a quarter of a second that a usual start does not need.
        import_module("remit.edges.cli.alembic").run(owner_url)
    return True


def _be_alone(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Wait for another process that starts at the same time; the lock goes with the connection.

    A statement or transaction that waited in the database would keep an index from being built concurrently, for ever.
    """
    while connection.execute("select pg_try_advisory_lock(%s)", (_LOCK,)).fetchone() != (True,):
        time.sleep(_PAUSE_SECONDS)


def bypasses_row_security(url: str) -> bool:
    """Say whether this login could see all organisations: it must not be the application's."""
    with _connect(url) as connection:
        role = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        row = connection.execute(role).fetchone()
        tables = "select count(*) from pg_tables where schemaname = 'public' and tableowner = current_user"
        owned = connection.execute(tables).fetchone()
    return bool(row and row[0]) or bool(owned and owned[0])
