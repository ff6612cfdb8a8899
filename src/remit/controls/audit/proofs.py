"""Proofs that entries stand in the log, and that the log only grew; made from kept hashes of whole subtrees.

A proof of one among a million entries needs some twenty hashes of ranges of leaves. The hashes of full subtrees of 256
and of 65,536 leaves are kept once they are known, so that a proof reads some hundred rows. They follow from the
leaves: a wrong one makes a proof fail, and can prove nothing that is not so.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from remit.controls.audit import queries
from remit.engines.ledger import Range, Subtree, consistency_ranges, cover, fold, inclusion_ranges, root_of
from remit.kit.database import Session

_BITS = 8
_BLOCK = 1 << _BITS
_LEVELS = (_BITS, 2 * _BITS)


@dataclass
class _Nodes:
    """What was read for some proofs: leaves and kept hashes, each by block."""

    leaves: dict[int, list[bytes]] = field(default_factory=dict)
    blocks: dict[int, list[bytes]] = field(default_factory=dict)
    groups: dict[int, bytes] = field(default_factory=dict)

    def root(self, wanted: Range) -> bytes:
        """Return the root over a range of leaves that is a node of the tree."""
        return fold([self._subtree(each) for each in cover(*wanted)])

    def _subtree(self, subtree: Subtree) -> bytes:
        level, _ = subtree
        if level >= _LEVELS[1]:
            first, last = _span(subtree, _LEVELS[1])
            return root_of([self.groups[at] for at in range(first, last)])
        kept, low = (self.leaves, 0) if level < _BITS else (self.blocks, _BITS)
        first, last = _span(subtree, low)
        return root_of(kept[first >> _BITS][first % _BLOCK : first % _BLOCK + last - first])


def _span(subtree: Subtree, level: int) -> Range:
    """Return which nodes of a lower level make up a subtree."""
    height, position = subtree
    return position << (height - level), (position + 1) << (height - level)


async def inclusion(session: Session, org_id: UUID, indexes: Sequence[int], size: int) -> list[list[bytes]]:
    """Make the audit path of each of some entries in the tree of the first `size` entries."""
    wanted = [inclusion_ranges(index, size) for index in indexes]
    nodes = await _read(session, org_id, [each for ranges in wanted for each in ranges], size)
    return [[nodes.root(each) for each in ranges] for ranges in wanted]


async def consistency(session: Session, org_id: UUID, first: int, second: int) -> list[bytes]:
    """Prove that the tree of `second` entries only added to that of `first`."""
    wanted = consistency_ranges(first, second)
    nodes = await _read(session, org_id, wanted, second)
    return [nodes.root(each) for each in wanted]


async def root(session: Session, org_id: UUID, size: int) -> bytes:
    """Return the root of the tree of the first `size` entries; there is at least one."""
    nodes = await _read(session, org_id, [(0, size)], size)
    return nodes.root((0, size))


async def _read(session: Session, org_id: UUID, ranges: Sequence[Range], size: int) -> _Nodes:
    await _keep(session, org_id, size)
    subtrees = {each for wanted in ranges for each in cover(*wanted)}
    leaves = {_span(s, 0)[0] >> _BITS for s in subtrees if s[0] < _BITS}
    blocks = {_span(s, _BITS)[0] >> _BITS for s in subtrees if _BITS <= s[0] < _LEVELS[1]}
    groups = {at for s in subtrees if s[0] >= _LEVELS[1] for at in range(*_span(s, _LEVELS[1]))}
    return _Nodes(
        leaves=await queries.leaves_in(session, sorted(leaves), _BLOCK),
        blocks=await queries.nodes_in(session, _LEVELS[0], sorted(blocks), _BLOCK),
        groups=await queries.nodes_at(session, _LEVELS[1], sorted(groups)),
    )


async def _keep(session: Session, org_id: UUID, size: int) -> None:
    """Hash the full subtrees that are not kept yet; two who do so at once write the same."""
    done = await queries.nodes_kept(session, _LEVELS[0])
    while done < size >> _BITS:
        last = min(size >> _BITS, (done // _BLOCK + 1) * _BLOCK)
        leaves = await queries.leaves_between(session, done << _BITS, last << _BITS)
        hashes = await asyncio.to_thread(_hash, leaves)
        await queries.keep_nodes(session, org_id, _LEVELS[0], done, hashes)
        done = last
        if done % _BLOCK == 0:
            group = done // _BLOCK - 1
            (blocks,) = (await queries.nodes_in(session, _LEVELS[0], [group], _BLOCK)).values()
            await queries.keep_nodes(session, org_id, _LEVELS[1], group, [root_of(blocks)])


def _hash(leaves: Sequence[bytes]) -> list[bytes]:
    return [root_of(leaves[at : at + _BLOCK]) for at in range(0, len(leaves), _BLOCK)]
