"""The Merkle tree of RFC 6962 section 2.1 over SHA-256: growing, proving and checking.

Hashes are 32 bytes. A leaf is `SHA-256(0x00 || body)`, a node `SHA-256(0x01 || left || right)`,
the root of the empty tree SHA-256 of nothing. Proof checks follow RFC 9162 section 2.1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from remit.engines.ledger.errors import TreeError

HASH_BYTES = 32
SIZE_BYTES = 8
EMPTY_ROOT = sha256(b"").digest()

Range = tuple[int, int]
"""The first leaf of a range, and the one after its last."""
Subtree = tuple[int, int]
"""A full subtree of `2**level` leaves: its level, and its place among those of that level."""


def leaf_hash(body: bytes) -> bytes:
    """The hash of an entry's bytes as a leaf."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that is needed to append to a tree: its size and the roots of its full subtrees, largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Self:
        """The frontier of the tree with one more leaf hash."""
        kept, node, rest = list(self.hashes), leaf, self.size
        while rest & 1:
            node = node_hash(kept.pop(), node)
            rest >>= 1
        return type(self)(self.size + 1, (*kept, node))

    def root(self) -> bytes:
        """The root of the tree."""
        return fold(self.hashes) if self.hashes else EMPTY_ROOT

    def to_bytes(self) -> bytes:
        """For storage: size as 8 bytes, big-endian, then the hashes."""
        return self.size.to_bytes(SIZE_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read `to_bytes`; raises TreeError when the number of hashes does not fit the size."""
        size, rest = int.from_bytes(data[:SIZE_BYTES], "big"), data[SIZE_BYTES:]
        if len(data) < SIZE_BYTES or len(rest) != size.bit_count() * HASH_BYTES:
            raise TreeError(f"{len(data)} bytes are not a stored frontier; rebuild it from the entries")
        return cls(size, tuple(rest[at : at + HASH_BYTES] for at in range(0, len(rest), HASH_BYTES)))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], index: int, size: int) -> list[bytes]:
    """The audit path of leaf `index` in the tree of the first `size` leaf hashes; raises TreeError."""
    if size > len(leaves):
        raise TreeError(f"entry {index} is not in a tree of {size} entries out of {len(leaves)}")
    return [root_of(leaves[low:high]) for low, high in inclusion_ranges(index, size)]


def consistency_proof(leaves: Sequence[bytes], first: int, second: int) -> list[bytes]:
    """The proof that the tree of `second` leaf hashes extends that of `first`; raises TreeError."""
    if second > len(leaves):
        raise TreeError(f"sizes {first} and {second} do not fit a log of {len(leaves)} entries")
    return [root_of(leaves[low:high]) for low, high in consistency_ranges(first, second)]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges of leaves whose roots are the audit path of leaf `index`, in its order; raises TreeError."""
    if not 0 <= index < size:
        raise TreeError(f"entry {index} is not in a tree of {size} entries")
    return _path(index, 0, size)


def consistency_ranges(first: int, second: int) -> list[Range]:
    """The ranges of leaves whose roots prove that one tree extends the other, in order; raises TreeError."""
    if not 0 <= first <= second:
        raise TreeError(f"sizes {first} and {second} do not follow each other")
    return [] if first in (0, second) else _extension(first, 0, second, whole=True)


def cover(low: int, high: int) -> list[Subtree]:
    """The full subtrees that make up a range which is a node of the tree, largest first."""
    found = []
    while low < high:
        level = (high - low).bit_length() - 1
        found.append((level, low >> level))
        low += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over the roots of neighbouring subtrees, largest first."""
    root = hashes[-1]
    for left in hashes[-2::-1]:
        root = node_hash(left, root)
    return root


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that `leaf` stands at `index` in the tree of that size and root."""
    if not 0 <= index < size or any(len(part) != HASH_BYTES for part in proof):
        return False
    at, last, node = index, size - 1, leaf
    for part in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(part, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, part)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the second tree only appended to the first."""
    if not 0 <= first <= second or any(len(part) != HASH_BYTES for part in proof):
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    return bool(path) and _extends(first - 1, second - 1, path) == (first_root, second_root)


def _extends(at: int, last: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for part in path[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            old, new = node_hash(part, old), node_hash(part, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, part)
        at, last = at >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def _path(index: int, low: int, high: int) -> list[Range]:
    if high - low == 1:
        return []
    middle = low + _split(high - low)
    if index < middle:
        return [*_path(index, low, middle), (middle, high)]
    return [*_path(index, middle, high), (low, middle)]


def _extension(first: int, low: int, high: int, *, whole: bool) -> list[Range]:
    if first == high:
        return [] if whole else [(low, high)]
    middle = low + _split(high - low)
    if first <= middle:
        return [*_extension(first, low, middle, whole=whole), (middle, high)]
    return [*_extension(first, middle, high, whole=False), (low, middle)]
