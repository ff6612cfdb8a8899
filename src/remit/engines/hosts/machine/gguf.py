"""What a GGUF file says about itself, as far as it is needed to know how much memory it takes.

Only the metadata at its beginning is read, and no more than a bound of it: the file may be anybody's.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MOST_KEYS = 10_000
_LONGEST_TEXT = 64 * 2**20
_MOST_READ = 256 * 2**20
# The types of GGUF's metadata: how a number is packed; texts and arrays are read by themselves.
_NUMBERS = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<?",
    10: "<Q",
    11: "<q",
    12: "<d",
}
_TEXT, _ARRAY = 8, 9
_KV_BYTES = 2  # 16 bits for each number that is kept of a token
_BESIDE = 128 * 2**20  # what a server takes besides weights and tokens


class NotGguf(ValueError):
    """The file is no GGUF file, or a broken one."""


@dataclass(frozen=True)
class Gguf:
    """A model's shape; `token_bytes` is what each token of context takes, `context` the most it was trained for."""

    name: str
    size: int
    context: int
    token_bytes: int

    def memory(self, context: int, instances: int = 1) -> int:
        """Estimate the bytes that so many instances take: they share the weights, which are mapped from the file."""
        return self.size + instances * (context * self.token_bytes + _BESIDE)


def read_gguf(path: Path) -> Gguf:
    """Read a file's metadata; raises `NotGguf`, and `OSError` when it cannot be read."""
    with path.open("rb") as file:
        found = _Reader(file).metadata()
    architecture = str(found.get("general.architecture") or "")
    if not architecture:
        raise NotGguf("it does not say which architecture the model has")
    shape = {
        name.removeprefix(f"{architecture}."): value
        for name, value in found.items()
        if name.startswith(f"{architecture}.")
    }
    return Gguf(
        name=str(found.get("general.name") or path.stem)[:200],
        size=path.stat().st_size,
        context=_whole(shape, "context_length"),
        token_bytes=_token_bytes(shape),
    )


def _token_bytes(shape: Mapping[str, Any]) -> int:
    """Return what keys and values of a token take in all layers; an upper bound where layers differ."""
    layers, heads = _whole(shape, "block_count"), max(1, _whole(shape, "attention.head_count"))
    kv_heads = _whole(shape, "attention.head_count_kv") or heads
    width = _whole(shape, "embedding_length") // heads
    key = _whole(shape, "attention.key_length") or width
    value = _whole(shape, "attention.value_length") or width
    return layers * kv_heads * (key + value) * _KV_BYTES


def _whole(shape: Mapping[str, Any], name: str) -> int:
    """Read a number; the largest where it is a list with one for each layer."""
    value = shape.get(name, 0)
    numbers = value if isinstance(value, list) else [value]
    return max([number for number in numbers if isinstance(number, int) and number > 0], default=0)


class _Reader:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = _MOST_READ

    def metadata(self) -> dict[str, Any]:
        """Read all keys; long lists (the vocabulary) are passed over."""
        if self._take(4) != _MAGIC:
            raise NotGguf("it does not begin as GGUF files do")
        version, _, keys = struct.unpack("<IQQ", self._take(20))
        if version not in _VERSIONS:
            raise NotGguf(f"it is of version {version}, and versions 2 and 3 are known")
        if keys > _MOST_KEYS:
            raise NotGguf("it says that it has more keys than any model")
        found = {}
        for _ in range(keys):
            name = self._text()
            found[name] = self._value(self._number("<I"))
        return found

    def _value(self, kind: int) -> Any:
        if kind in _NUMBERS:
            return self._number(_NUMBERS[kind])
        if kind == _TEXT:
            return self._text()
        if kind != _ARRAY:
            raise NotGguf(f"it has a value of the unknown type {kind}")
        return self._array()

    def _array(self) -> list[Any] | None:
        kind, count = self._number("<I"), self._number("<Q")
        if count <= _MOST_KEYS and kind in _NUMBERS:
            return [self._number(_NUMBERS[kind]) for _ in range(count)]
        if kind in _NUMBERS:
            self._skip(count * struct.calcsize(_NUMBERS[kind]))
        elif kind == _TEXT:
            for _ in range(count):
                self._skip(self._number("<Q"))
        else:
            raise NotGguf("it has lists of lists")
        return None

    def _text(self) -> str:
        length = self._number("<Q")
        if length > _LONGEST_TEXT:
            raise NotGguf("it has a text that is too long")
        return self._take(length).decode("utf-8", "replace")

    def _number(self, form: str) -> Any:
        return struct.unpack(form, self._take(struct.calcsize(form)))[0]

    def _skip(self, count: int) -> None:
        self._spend(count)
        self._file.seek(count, 1)

    def _take(self, count: int) -> bytes:
        self._spend(count)
        read = self._file.read(count)
        if len(read) < count:
            raise NotGguf("it ends in the middle")
        return read

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise NotGguf("its metadata does not end")
