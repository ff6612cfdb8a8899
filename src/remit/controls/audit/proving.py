"""Entries with their proofs against a signed checkpoint."""

from collections.abc import Sequence
from uuid import UUID

from remit.controls.audit import proofs, queries
from remit.controls.audit.log import checkpoint, signing_key
from remit.controls.audit.schemas import ConsistencyAnswer, ProofsAnswer, ProvenEntry
from remit.engines.ledger import EMPTY_ROOT, read_checkpoint
from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.kit.secret_key import SecretKey


async def prove(
    session: Session, secret_key: SecretKey, org_id: UUID, numbers: Sequence[int]
) -> ProofsAnswer:
    """Prove that entries stand in the log: against the newest checkpoint, or a new one that covers them all.

    Raises `NotFound` for a number that no entry has.
    """
    rows = await queries.numbered(session, numbers)
    for number in numbers:
        if number not in rows:
            raise NotFound(f"The log has no entry {number}.")
    note = await _covering(session, secret_key, org_id, max(numbers, default=-1))
    signed = read_checkpoint(note)
    paths = await proofs.inclusion(session, org_id, numbers, signed.size)
    return ProofsAnswer(
        size=signed.size,
        root=signed.root.hex(),
        note=note,
        verifier=signing_key(secret_key, org_id).verifier,
        entries=[
            ProvenEntry(
                seq=number,
                body=rows[number][0].body,
                payload=rows[number][1],
                path=[hash.hex() for hash in path],
            )
            for number, path in zip(numbers, paths, strict=True)
        ],
    )


async def _covering(session: Session, secret_key: SecretKey, org_id: UUID, last: int) -> str:
    newest = await queries.newest_checkpoint(session)
    if newest is not None and newest.size > last:
        return newest.note
    _, note = await checkpoint(session, secret_key, org_id)
    return note


async def extends(session: Session, org_id: UUID, first: int, second: int | None) -> ConsistencyAnswer:
    """Prove that the log as it was with `second` entries, or is, only added to what it was with `first`.

    Raises `NotFound` for sizes that the log never had.
    """
    size = await queries.size(session)
    second = size if second is None else second
    if not 0 <= first <= second <= size:
        raise NotFound(f"The log has {size} entries: it never went from {first} to {second}.")
    root = await proofs.root(session, org_id, second) if second else EMPTY_ROOT
    proof = await proofs.consistency(session, org_id, first, second)
    return ConsistencyAnswer(
        first=first, second=second, second_root=root.hex(), proof=[hash.hex() for hash in proof]
    )
