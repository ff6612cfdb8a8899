"""A connection that is nobody else's and lives long: for a lock, or for hearing news."""

import psycopg
from sqlalchemy.engine import URL

Connection = psycopg.AsyncConnection[tuple[object, ...]]
# A peer that vanished without a word is noticed after 25 seconds, by either side.
_HERE = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3", "connect_timeout": "5"}
_THERE = "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3"


async def connect(url: URL, name: str) -> Connection:
    """Connect, each statement a transaction of its own; the database shows the name. Raises `psycopg.Error`."""
    address = url.set(drivername="postgresql").update_query_dict(
        {**_HERE, "application_name": f"remit-{name}"}
    )
    connection = await psycopg.AsyncConnection.connect(
        address.render_as_string(hide_password=False), autocommit=True
    )
    await connection.execute(_THERE)
    return connection
