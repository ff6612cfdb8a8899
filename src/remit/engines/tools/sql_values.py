"""Values of PostgreSQL as JSON: numbers that are exact stay texts, dates are ISO 8601, bytes say how many they are."""

import math
from collections.abc import Mapping
from typing import Any

from psycopg import AsyncConnection
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.json import Json

_LONGEST_VALUE = 4000
_BYTES_SHOWN = 32


class _Text(Loader):
    """Takes a value as PostgreSQL writes it."""

    def load(self, data: Buffer) -> Any:
        return bytes(data).decode("utf-8", "replace")


class _Moment(_Text):
    def load(self, data: Buffer) -> Any:
        return bytes(data).decode().replace(" ", "T", 1)


class _Bytes(_Text):
    """PostgreSQL writes them as \\x and two digits each."""

    def load(self, data: Buffer) -> Any:
        digits = bytes(data[2 : 2 + 2 * _BYTES_SHOWN]).decode()
        return {"bytes": (len(data) - 2) // 2, "hex": digits}


_TEXTS = (
    *("numeric", "date", "time", "timetz", "interval", "uuid", "inet", "cidr", "money"),
    *("int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"),
    *(
        "int4multirange",
        "int8multirange",
        "nummultirange",
        "datemultirange",
        "tsmultirange",
        "tstzmultirange",
    ),
)


def as_plain_values(connection: AsyncConnection[Any]) -> None:
    """Let a connection load what JSON can say."""
    for name in _TEXTS:
        connection.adapters.register_loader(name, _Text)
    for name in ("timestamp", "timestamptz"):
        connection.adapters.register_loader(name, _Moment)
    connection.adapters.register_loader("bytea", _Bytes)


def given(parameters: list[Any]) -> list[Any]:
    """Make JSON into parameters: objects are JSON there too."""
    return [Json(each) if isinstance(each, Mapping) else each for each in parameters]


def plain(value: Any) -> Any:
    """Make a value JSON, and cut what is too long."""
    if isinstance(value, str):
        if len(value) <= _LONGEST_VALUE:
            return value
        return f"{value[:_LONGEST_VALUE]}… (cut: {len(value):,} characters)"
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return plain(str(value))
