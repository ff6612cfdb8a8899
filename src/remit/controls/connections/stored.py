"""What all connections share: finding and removing them, telling of a change, and keeping their secrets sealed."""

from typing import Any
from uuid import UUID

from pydantic import SecretStr

from remit.controls import audit
from remit.controls.connections import queries
from remit.controls.connections.errors import (
    ChangedMeanwhile,
    InUse,
    SecretNeeded,
    SlugTaken,
    UnknownConnection,
)
from remit.controls.connections.schemas import ConnectionChange
from remit.controls.connections.tables import CONNECTION, Connection
from remit.controls.tenancy import Actor
from remit.engines.vault import Place, Vault
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import emit

_HINTED_FROM = 16  # characters: of a shorter secret, four would tell too much
_HINT = 4


async def find(session: Session, id: UUID) -> Connection:
    """Find a connection; `UnknownConnection` when there is none."""
    found = await queries.one(session, id)
    if found is None:
        raise UnknownConnection(f"There is no connection {CONNECTION.show(id)}.")
    return found


async def as_read(session: Session, id: UUID, version: int) -> Connection:
    """Find a connection to change it; `ChangedMeanwhile` when it is not the version that was read."""
    row = await find(session, id)
    if row.version != version:
        raise ChangedMeanwhile(
            f"{row.slug} was changed since you read it: look at it as it is now, and change it again.",
            version=row.version,
        )
    return row


async def make(
    session: Session, vault: Vault, values: dict[str, Any], secret: SecretStr | None
) -> Connection:
    """Store a new connection with its secret; `SlugTaken` when another has its slug."""
    id = await queries.make(session, values)
    if id is None:
        raise SlugTaken(f"There is a connection {values['slug']} already: choose another slug.")
    if secret is not None:
        await seal(session, vault, values["org_id"], id, 1, secret)
    return await find(session, id)


_TELLING = "have them tell elsewhere or remove them"
_INSTEAD = {"slack": _TELLING, "teams": _TELLING, "smtp": _TELLING}


async def remove(session: Session, actor: Actor, id: UUID, used_by: list[str]) -> None:
    """Remove a connection with its secret; `InUse` when agents, deployments or notifications name it."""
    await queries.hold(session, actor.org_id)
    row = await find(session, id)
    if used_by:
        some = ", ".join(used_by[:5]) + (f" and {len(used_by) - 5} more" if len(used_by) > 5 else "")
        instead = _INSTEAD.get(
            row.kind, "give them another model" if row.setup is None else "take it out of their tools"
        )
        raise InUse(
            f"{row.slug} is named by {some}: {instead} first, or switch the connection off.",
            used_by=used_by[:100],
        )
    await audit.record(session, actor, "connection.deleted", row.ref, {"slug": row.slug, "kind": row.kind})
    await tell(session, row, "deleted")
    await queries.remove(session, id)


async def tell(session: Session, row: Connection, what: str) -> None:
    """Let browsers know, and every process that keeps connections in memory."""
    facts = {"id": CONNECTION.show(row.id), "slug": row.slug, "change": what}
    await emit(session, row.org_id, "connection.changed", CONNECTION.show(row.id), facts)


async def seal(
    session: Session, vault: Vault, org_id: UUID, id: UUID, version: int, secret: SecretStr
) -> None:
    """Seal a secret for its connection, in the place of the one before."""
    plain = secret.get_secret_value()
    values = {
        "org_id": org_id,
        "connection_id": id,
        "version": version,
        "envelope": await vault.seal(plain, Place(org_id, id, version)),
        "hint": plain[-_HINT:] if len(plain) >= _HINTED_FROM else "",
        "created_at": now(),
    }
    await queries.keep_secret(session, values)


async def replace_secret(session: Session, vault: Vault, row: Connection, wanted: ConnectionChange) -> None:
    """Do with the stored secret what a change says."""
    if wanted.secret is not None:
        await seal(session, vault, row.org_id, row.id, row.version + 1, wanted.secret)
    elif "secret" in wanted.model_fields_set:
        await queries.remove_secret(session, row.id)


async def no_secret_led_astray(session: Session, row: Connection, wanted: ConnectionChange) -> None:
    """Refuse to send a stored secret where it was not meant for; `SecretNeeded`."""
    if "secret" not in wanted.model_fields_set and await queries.secret(session, row.id) is not None:
        raise SecretNeeded(
            "The stored secret is for the old address: enter the secret again with the new one, or null for none."
        )


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Say what a change changed, for the record."""
    return {name: {"from": was, "to": after[name]} for name, was in before.items() if was != after[name]}


def fate(wanted: ConnectionChange) -> str:
    """Say what became of the secret, for the record."""
    if "secret" not in wanted.model_fields_set:
        return "kept"
    return "removed" if wanted.secret is None else "replaced"
