"""The character NUL, which JSON has and the database does not take."""

import re
from typing import Any

import msgspec

# An escape that is one: before it stands no other backslash, or pairs of them.
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def holds_nul(value: Any) -> bool:
    """Say whether it stands anywhere in a value."""
    return _NUL.search(msgspec.json.encode(value)) is not None


def without_nul(value: Any) -> Any:
    """Return what a model wrote without it."""
    written = msgspec.json.encode(value)
    while _NUL.search(written) is not None:
        written = _NUL.sub(rb"\1", written)
    return msgspec.json.decode(written)
