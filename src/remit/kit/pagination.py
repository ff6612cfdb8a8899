"""Pages of a list, by cursor: the sort key of the last row, unreadable on purpose."""

import base64
import binascii
import json
from datetime import datetime
from uuid import UUID

from remit.kit.errors import Malformed

Position = tuple[datetime, UUID]
FOREIGN = "The cursor is not one of ours: leave it out to begin at the first page."


def encode(position: Position) -> str:
    """Make the cursor that continues after a row."""
    moment, id = position
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), id.hex]).encode()).decode().rstrip("=")


def decode(cursor: str | None) -> Position | None:
    """Read a cursor; none means the first page."""
    if cursor is None:
        return None
    try:
        moment, id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        position = datetime.fromisoformat(moment), UUID(hex=id)
    except (ValueError, TypeError, binascii.Error, AttributeError, RecursionError) as error:
        raise Malformed(FOREIGN) from error
    if position[0].tzinfo is None:
        raise Malformed(FOREIGN)
    return position


def encode_keys(order: str, *keys: str) -> str:
    """Make the cursor that continues a list in an order after the row with these sort keys."""
    return base64.urlsafe_b64encode(json.dumps([order, *keys]).encode()).decode().rstrip("=")


def decode_keys(cursor: str | None, order: str, count: int) -> list[str] | None:
    """Read the sort keys of a cursor; none means the first page, and one of another order is refused."""
    if cursor is None:
        return None
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise Malformed(FOREIGN) from error
    if not isinstance(keys, list) or len(keys) != count + 1 or keys[0] != order:
        raise Malformed(FOREIGN)
    if not all(isinstance(key, str) and key.isprintable() for key in keys):
        raise Malformed(FOREIGN)
    return keys[1:]
