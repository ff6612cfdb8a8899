"""Values of MySQL as JSON: numbers that are exact stay texts, dates stay as they are written, bytes say how many."""

import json
from typing import Any

from pymysql.constants import FIELD_TYPE

_BYTES_SHOWN = 32


def _bits(raw: Any) -> int:
    return int.from_bytes(raw, "big") if isinstance(raw, bytes) else int(raw)


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


# Whatever stands not here comes as the text that the server writes: dates, exact numbers, times.
LOADERS: dict[int, Any] = {
    **dict.fromkeys((FIELD_TYPE.TINY, FIELD_TYPE.SHORT, FIELD_TYPE.LONG, FIELD_TYPE.LONGLONG), int),
    **dict.fromkeys((FIELD_TYPE.INT24, FIELD_TYPE.YEAR), int),
    **dict.fromkeys((FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE), float),
    FIELD_TYPE.BIT: _bits,
    FIELD_TYPE.JSON: _document,
}


def given(value: Any) -> Any:
    """Make JSON into a parameter: lists and objects are JSON there too."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def shown(value: Any) -> Any:
    """Say of bytes how many they are; all else is as it is loaded."""
    return {"bytes": len(value), "hex": value[:_BYTES_SHOWN].hex()} if isinstance(value, bytes) else value
