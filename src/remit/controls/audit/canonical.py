"""Canonical JSON at the speed of calls: what the ledger writes, byte for byte, where a value is plain.

The ledger's own way stands apart, since an auditor verifies with it and should need no more than they must.
"""

from collections.abc import Collection
from typing import Any

import msgspec

from remit.engines.ledger import SAFE_INTEGER, canonical_bytes

_DEEPEST = 100
_SMALL, _LARGE = 1e-3, 1e15
# By their exact types: of a type below one of these nobody knows how it is written.
_ALWAYS = frozenset({str, bool, type(None)})
_NUMBERS = frozenset({int, float})
_HOLDERS = frozenset({dict, list, tuple})
_KNOWN = _NUMBERS | _HOLDERS
_fast = msgspec.json.Encoder(order="sorted").encode


def written(value: object) -> bytes:
    """Return the RFC 8785 form of a value; raises `NotCanonicalError` as `canonical_bytes` does."""
    if _is_plain(value, 0):
        try:
            return _fast(value)
        except (ValueError, UnicodeError):
            pass  # half a surrogate pair: the slow way says where
    return canonical_bytes(value)


def _is_plain(value: object, depth: int) -> bool:
    """Whether msgspec writes a value just as RFC 8785 has it.

    Keys are ordered by bytes there and by UTF-16 here, which is the same for ASCII. Whole floats, and very large or
    small ones, are written differently.
    """
    if isinstance(value, dict):
        try:
            if not "".join(value).isascii():
                return False
        except TypeError:  # a key that is no text
            return False
        items: Collection[object] = value.values()
    else:
        items = value if isinstance(value, (list, tuple)) else (value,)
    kinds = set(map(type, items)) - _ALWAYS
    if not kinds:
        return True
    if not kinds <= _KNOWN:
        return False
    for item in items:
        kind = type(item)
        if kind in _NUMBERS:
            if not _is_plain_number(item):
                return False
        elif kind in _HOLDERS and (depth >= _DEEPEST or not _is_plain(item, depth + 1)):
            return False
    return True


def _is_plain_number(value: Any) -> bool:
    if type(value) is int:
        return -SAFE_INTEGER <= value <= SAFE_INTEGER
    return _SMALL < abs(value) < _LARGE and not value.is_integer()
