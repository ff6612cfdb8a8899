"""A connection to a PostgreSQL database that goes to a judged address, and a transaction that bears no surprises."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import certifi
import psycopg

from remit.engines.tools.attempts import Fault, refused, silent, unknown
from remit.engines.tools.setups import Sql
from remit.engines.tools.sql_faults import not_connected
from remit.engines.tools.sql_values import as_plain_values
from remit.kit.addresses import AddressRefused
from remit.kit.outbound import Outbound

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
_LOCK_SECONDS = 5
_LEAST_CONNECT_SECONDS = 2
_MODES = {"verify": "verify-full", "encrypt": "require", "off": "disable"}
_SETTINGS = """
select set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true),
  set_config('idle_in_transaction_session_timeout', %s, true), set_config('default_transaction_read_only', %s, true),
  set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'iso_8601', true),
  set_config('timezone', 'UTC', true), set_config('bytea_output', 'hex', true)
"""


class Door:
    """Opens connections to one database."""

    def __init__(self, setup: Sql, secret: str, outbound: Outbound, connect_seconds: float) -> None:
        self._setup = setup
        self._secret = secret
        self._outbound = outbound
        self._connect_seconds = connect_seconds

    @asynccontextmanager
    async def opened(self, *, writes: bool) -> AsyncIterator[Connection]:
        """Open a connection with a transaction in it, which is undone unless `writes` and all went well.

        Raises `Fault`.
        """
        connection = await self._connected()
        try:
            as_plain_values(connection)
            await connection.set_read_only(not writes)
            async with connection.transaction(force_rollback=not writes):
                await self._set_limits(connection, writes=writes)
                yield connection
        finally:
            with suppress(psycopg.Error):
                await connection.close()

    async def _set_limits(self, connection: Connection, *, writes: bool) -> None:
        milliseconds = str(int(self._setup.seconds * 1000))
        locks = str(int(min(self._setup.seconds, _LOCK_SECONDS) * 1000))
        try:
            async with asyncio.timeout(self._connect_seconds):
                await connection.execute(
                    _SETTINGS, (milliseconds, locks, milliseconds, "off" if writes else "on")
                )
        except TimeoutError as error:
            raise silent(self._setup.host, self._connect_seconds, reached=False) from error

    async def _connected(self) -> Connection:
        host = self._setup.host.rstrip(".")
        try:
            addresses = await self._outbound.addresses(host, self._setup.port)
        except AddressRefused as error:
            raise refused(error) from error
        except (OSError, UnicodeError) as error:
            raise unknown(host) from error
        problem: Fault = unknown(host)
        with TemporaryDirectory(prefix="remit-") as made:
            authorities = await asyncio.to_thread(_authorities, self._setup, Path(made))
            for address in addresses:
                try:
                    return await self._at(address, authorities)
                except psycopg.Error as error:
                    problem = not_connected(error, host)
                    if not problem.again:
                        break
        raise problem

    async def _at(self, address: str, authorities: str) -> Connection:
        """Connect to an address; nothing that libpq finds in files and the environment has a say."""
        setup = self._setup
        # Only a server that proved who it is may ask for the password as it is.
        proof: dict[str, Any] = {} if setup.tls == "verify" else {"require_auth": "!password"}
        return await psycopg.AsyncConnection.connect(
            host=setup.host.rstrip("."),
            hostaddr=address,
            port=setup.port,
            dbname=setup.database,
            user=setup.user,
            password=self._secret,
            passfile=os.devnull,
            sslmode=_MODES[setup.tls],
            sslrootcert=authorities,
            sslcertmode="disable",
            gssencmode="disable",
            **proof,
            connect_timeout=max(_LEAST_CONNECT_SECONDS, round(self._connect_seconds)),
            application_name="remit",
            client_encoding="utf8",
            options="",
            target_session_attrs="any",
            autocommit=True,
        )


def _authorities(setup: Sql, directory: Path) -> str:
    """Return the file of the authorities to trust; one that is not there where none is asked."""
    if setup.tls != "verify":
        return f"{os.devnull}/none"
    if setup.authority is None:
        return ssl.get_default_verify_paths().cafile or certifi.where()
    file = directory / "authorities.pem"
    file.write_text(setup.authority)
    return str(file)
