"""Ids: UUIDv7 inside, `prefix_` and 26 base32 characters outside."""

import os
import time
from dataclasses import dataclass
from uuid import UUID

from remit.kit.errors import NotFound

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base32: no i, l, o, u
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LENGTH = 26
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_WORD = (1 << 45) - 1


def new_id() -> UUID:
    """Make a UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(_random.take()[:_OF_AN_ID])
    high = (milliseconds << 16) | 0x7000 | (random >> 68)
    low = (0b10 << 62) | (random & ((1 << 62) - 1))
    return UUID(int=(high << 64) | low)


def nonce() -> str:
    """Make 32 hexadecimal digits that nobody can guess."""
    return _random.take().hex()


class _Random:
    """Random bytes, asked of the system for many at once; a process that was forked off asks anew."""

    def __init__(self) -> None:
        self.forget()
        os.register_at_fork(after_in_child=self.forget)

    def forget(self) -> None:
        """Throw away what is left."""
        self._parts: list[bytes] = []

    def take(self) -> bytes:
        """Return the next sixteen bytes."""
        while True:
            try:
                return self._parts.pop()
            except IndexError:
                more = os.urandom(_PART * _AT_ONCE)
                self._parts.extend(more[at : at + _PART] for at in range(0, len(more), _PART))


_PART, _AT_ONCE, _OF_AN_ID = 16, 256, 10
_random = _Random()


def _encode(number: int) -> str:
    # In parts that fit a machine word, and by twos: that is three times as fast as the standard library's way.
    two, high, middle, low = _PAIRS, number >> 90, number >> 45 & _WORD, number & _WORD
    return (
        f"{two[high >> 30]}{two[high >> 20 & 1023]}{two[high >> 10 & 1023]}{two[high & 1023]}"
        f"{two[middle >> 35]}{two[middle >> 25 & 1023]}{two[middle >> 15 & 1023]}{two[middle >> 5 & 1023]}"
        f"{_ALPHABET[middle & 31]}"
        f"{two[low >> 35]}{two[low >> 25 & 1023]}{two[low >> 15 & 1023]}{two[low >> 5 & 1023]}{_ALPHABET[low & 31]}"
    )


def _decode(text: str) -> int | None:
    number = 0
    for letter in text:
        value = _VALUES.get(letter)
        if value is None:
            return None
        number = number * 32 + value
    return number if len(text) == _LENGTH and number < 1 << 128 else None


@dataclass(frozen=True)
class Kind:
    """A kind of thing and how its ids look: `Kind("dep", "deployment")` shows `dep_01k…`."""

    prefix: str
    noun: str

    def show(self, id: UUID) -> str:
        """Write an id as people and the API see it."""
        return f"{self.prefix}_{_encode(id.int)}"

    def parse(self, text: str) -> UUID:
        """Read an id; anything else is a thing that does not exist (`NotFound`)."""
        prefix, _, rest = text.partition("_")
        number = _decode(rest.lower()) if prefix == self.prefix else None
        if number is None:
            raise NotFound(f"There is no {self.noun} {text[:80]!r}.")
        return UUID(int=number)

    def ref(self, id: UUID) -> str:
        """Name a thing to another package, which may not know its table."""
        return f"{self.noun}:{self.show(id)}"
