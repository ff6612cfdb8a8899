"""A connection to MySQL or MariaDB that goes to a judged address, and a transaction that bears no surprises.

The library for it waits in threads: those that do not open the connection themselves, to whatever a name stands for by
then, and could not prove the name over an address that was judged.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeAlias, TypeVar

import pymysql

from remit.engines.tools.attempts import Fault, refused, silent, unknown, unreachable
from remit.engines.tools.mysql_values import LOADERS
from remit.engines.tools.mysql_words import CLEAR, not_connected
from remit.engines.tools.setups import Sql
from remit.kit.addresses import AddressRefused
from remit.kit.outbound import Outbound

T = TypeVar("T")
Connection: TypeAlias = Any  # its stubs know neither its parts nor what it takes
_THREADS = 16
_LOCK_SECONDS = 5
# Our own patience is a little longer than the server's, which knows better what it ended.
_GRACE_SECONDS = 2.0
_MODE = "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"


class _InTheClear:
    """Stands where the password would be sent as it is to a server that has not proven who it is."""

    def __init__(self, connection: Any) -> None:
        pass

    def authenticate(self, packet: Any) -> None:
        """Send nothing."""
        raise pymysql.OperationalError(0, CLEAR)


def _end(connection: Connection) -> None:
    """Break a connection off: whoever waits on it in a thread goes on."""
    if (own := getattr(connection, "_sock", None)) is not None:
        with suppress(OSError):
            own.shutdown(socket.SHUT_RDWR)


class Door:
    """Opens connections to one database."""

    def __init__(self, setup: Sql, secret: str, outbound: Outbound, connect_seconds: float) -> None:
        self._setup = setup
        self._secret = secret
        self._outbound = outbound
        self._connect_seconds = connect_seconds
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="mysql")

    async def run(self, job: Callable[[Connection], T], *, writes: bool) -> T:
        """Do something in a transaction, which is undone unless it `writes` and all went well.

        Raises `Fault`, and what the job raises.
        """
        own = await self._socket()
        connection, seconds = self._made(), self._setup.seconds

        def work() -> T:
            try:
                self._enter(connection, own, writes=writes)
                found = job(connection)
                if writes:
                    connection.query("commit")
                return found
            finally:
                connection._force_close()  # an answer that was not read to its end is of no interest
                own.close()

        working = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            async with asyncio.timeout(self._connect_seconds + seconds + _GRACE_SECONDS):
                return await asyncio.shield(working)
        except TimeoutError as error:
            raise silent(self._setup.host, seconds) from error
        finally:
            if not working.done():
                _end(connection)
                working.add_done_callback(_seen)

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _socket(self) -> socket.socket:
        """Connect to one of the judged addresses."""
        host, port = self._setup.host.rstrip("."), self._setup.port
        try:
            addresses = await self._outbound.addresses(host, port)
        except AddressRefused as error:
            raise refused(error) from error
        except (OSError, UnicodeError) as error:
            raise unknown(host) from error
        problem: Fault = unknown(host)
        for address in addresses:
            own = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
            own.setblocking(False)
            try:
                async with asyncio.timeout(self._connect_seconds):
                    await asyncio.get_running_loop().sock_connect(own, (address, port))
            except TimeoutError:
                own.close()
                problem = silent(host, self._connect_seconds, reached=False)
            except OSError as error:
                own.close()
                problem = unreachable(host, error)
            except BaseException:
                own.close()
                raise
            else:
                own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return own
        raise problem

    def _made(self) -> Connection:
        setup = self._setup
        proven = setup.tls == "verify"
        make: Any = pymysql.Connection
        converters: dict[Any, Any] = {**pymysql.converters.encoders, **LOADERS}
        return make(
            host=setup.host.rstrip("."),
            user=setup.user,
            password=self._secret.encode(),  # the library would take it for Latin-1
            database=setup.database,
            charset="utf8mb4",
            sql_mode=_MODE,
            read_timeout=self._connect_seconds + setup.seconds + _GRACE_SECONDS,
            write_timeout=self._connect_seconds,
            conv=converters,
            autocommit=False,
            local_infile=False,
            defer_connect=True,
            program_name="remit",
            ssl=_context(setup) if setup.tls != "off" else None,
            ssl_disabled=setup.tls == "off",
            auth_plugin_map=None if proven else {b"mysql_clear_password": _InTheClear},
        )

    def _enter(self, connection: Connection, own: socket.socket, *, writes: bool) -> None:
        """Sign in, and begin a transaction."""
        own.setblocking(True)
        try:
            connection.connect(own)
        except (pymysql.Error, OSError, ValueError, LookupError, RuntimeError, AssertionError) as error:
            raise not_connected(error, self._setup.host) from error
        seconds = self._setup.seconds
        with connection.cursor() as cursor:
            if "mariadb" in (connection.server_version or "").lower():
                cursor.execute("set session max_statement_time = %s", (seconds,))
            else:
                cursor.execute("set session max_execution_time = %s", (int(seconds * 1000),))
            locks = max(1, int(min(seconds, _LOCK_SECONDS)))
            cursor.execute(
                "set session innodb_lock_wait_timeout = %s, lock_wait_timeout = %s", (locks, locks)
            )
            cursor.execute("set session time_zone = '+00:00'")
            if not writes:
                cursor.execute("set session transaction read only")
            cursor.execute("start transaction read write" if writes else "start transaction read only")


def _context(setup: Sql) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=setup.authority)
    if setup.tls == "encrypt":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _seen(working: "asyncio.Future[Any]") -> None:
    """Look at what became of work that nobody waits for any more."""
    if not working.cancelled():
        working.exception()
