"""Writing to the audit log, in the transaction whose change it records."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from remit.controls.audit import queries
from remit.controls.audit.canonical import written
from remit.controls.tenancy import ORGANIZATION, Actor
from remit.engines.ledger import (
    Frontier,
    SigningKey,
    digest_of_bytes,
    leaf_hash,
    sign_checkpoint,
)
from remit.kit.clock import iso, now
from remit.kit.database import Session, at_commit, opened_by
from remit.kit.ids import Kind, new_id, nonce
from remit.kit.secret_key import SecretKey
from remit.kit.telemetry import correlation

ENTRY = Kind("aud", "audit entry")
_WAITING = "audit.waiting"


class Draft(msgspec.Struct, frozen=True):
    """An entry that has no place in the log yet; `payload` is canonical JSON."""

    actor: Actor
    type: str
    subject: str
    payload: bytes
    time: datetime
    correlation_id: str


def origin(org_id: UUID) -> str:
    """Name an organisation's log, as checkpoints and entries do."""
    return f"remit/{ORGANIZATION.show(org_id)}"


def signing_key(secret_key: SecretKey, org_id: UUID) -> SigningKey:
    """Derive the Ed25519 key that signs an organisation's checkpoints."""
    name = origin(org_id)
    return SigningKey(name, Ed25519PrivateKey.from_private_bytes(secret_key.derive(f"audit/{name}")))


async def record(
    session: Session, actor: Actor, type: str, subject: str, payload: dict[str, Any], request_id: str = ""
) -> None:
    """Append one entry: it is there if, and only if, the transaction commits.

    `type` is `noun.happened`, `subject` a ref such as `deployment:dep_…`. The body is a CloudEvents 1.0 envelope with
    the payload's digest; the payload (JSON, no secrets) stands apart and may be erased later. Entries get their place
    in the tree as the last thing before the commit, so that the log is locked for as short as can be. `request_id` is
    named where another request than the one at work is recorded.
    """
    waiting: list[Draft] = session.info.setdefault(_WAITING, {}).setdefault(actor.org_id, [])
    waiting.append(draft(actor, type, subject, payload, request_id))
    at_commit(session, _WAITING, partial(_append_all, session))


def draft(actor: Actor, type: str, subject: str, payload: dict[str, Any], request_id: str = "") -> Draft:
    """Write down an entry, as `record` does, for who appends it in a transaction of their own (`placed`)."""
    return Draft(actor, type, subject, written(payload), now(), request_id or correlation.get())


async def _append_all(session: Session) -> None:
    waiting: dict[UUID, list[Draft]] = session.info.pop(_WAITING)
    await session.flush()
    # Always in this order, so that of two transactions with two logs neither waits for the other for ever.
    for org_id in sorted(waiting):
        await _append(session, org_id, waiting[org_id])


async def _append(session: Session, org_id: UUID, drafts: Sequence[Draft]) -> None:
    async with opened_by(session, org=org_id):
        stands = await queries.lock_head(session, org_id)
        await queries.append(session, org_id, *placed(org_id, stands, drafts))


def placed(org_id: UUID, stands: bytes, drafts: Sequence[Draft]) -> tuple[str, int, bytes]:
    """Give entries their place in a log that is locked where it stands; return them, and its new size and frontier.

    They are what the database function `remit_append` takes.
    """
    frontier = Frontier.from_bytes(stands)
    entries, source = [], origin(org_id)
    for each in drafts:
        entry, leaf = _entry(each, source, frontier.size)
        entries.append(entry)
        frontier = frontier.append(leaf)
    return msgspec.json.encode(entries).decode(), frontier.size, frontier.to_bytes()


def _entry(draft: Draft, source: str, seq: int) -> tuple[dict[str, Any], bytes]:
    id, actor = new_id(), draft.actor
    body = written(
        {
            "specversion": "1.0",
            "id": ENTRY.show(id),
            "source": source,
            "type": draft.type,
            "subject": draft.subject,
            "time": iso(draft.time),
            "seq": seq,
            "nonce": nonce(),
            "data": {
                "actor": actor.facts(),
                "correlation_id": draft.correlation_id,
                "payload_digest": digest_of_bytes(draft.payload),
            },
        }
    )
    leaf = leaf_hash(body)
    entry = {
        "seq": seq,
        "id": id,
        "type": draft.type,
        "subject": draft.subject,
        "actor": actor.ref,
        "time": draft.time,
        "body": body.decode(),
        "leaf": leaf.hex(),
        "payload": msgspec.Raw(draft.payload),
    }
    return entry, leaf


async def checkpoint(session: Session, secret_key: SecretKey, org_id: UUID) -> tuple[int, str]:
    """Sign the tree as it stands, and keep the statement; return the tree's size and the C2SP signed note."""
    stored = await queries.head(session, org_id)
    frontier = Frontier.from_bytes(stored) if stored is not None else Frontier()
    note = sign_checkpoint(origin(org_id), frontier.size, frontier.root(), signing_key(secret_key, org_id))
    await queries.keep_checkpoint(session, org_id, frontier.size, note, now())
    return frontier.size, note
