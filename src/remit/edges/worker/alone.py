"""A connection that is nobody else's and lives long: for a lock, or for hearing news."""

import psycopg
from sqlalchemy.engine import URL

from remit.kit.database import SETTINGS

Connection = psycopg.AsyncConnection[tuple[object, ...]]


async def connect(url: URL, name: str) -> Connection:
    """Connect, each statement a transaction of its own; the database shows the name. Raises `psycopg.Error`."""
    address = url.set(drivername="postgresql").update_query_dict(
        {"connect_timeout": "5", "application_name": f"remit-{name}"}
    )
    connection = await psycopg.AsyncConnection.connect(
        address.render_as_string(hide_password=False), autocommit=True
    )
    await connection.execute(SETTINGS)
    return connection
