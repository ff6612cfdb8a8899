"""Signing in to MCP servers: begun by a person, ended by the same one, and renewed by itself.

What a sign-in brings is the connection's secret, sealed like any other. All agents that may use the connection's tools
use them as whoever signed in.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from remit.controls import audit
from remit.controls.connections import queries, stored
from remit.controls.connections.errors import BadConnection, SignInRefused
from remit.controls.connections.tables import Connection
from remit.controls.connections.toolboxes import catalogue
from remit.controls.connections.toolboxes import queries as own
from remit.controls.connections.toolboxes.offered import Box
from remit.controls.tenancy import Actor, system
from remit.engines.tools import oauth
from remit.engines.vault import Place, Vault
from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.ids import new_id
from remit.kit.outbound import Outbound
from remit.kit.telemetry import logger

_log = logger(__name__)
_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Begun:
    """Where to send the person, and until when they may come back."""

    url: str
    expires_at: datetime


async def begin(
    database: Database, vault: Vault, outbound: Outbound, actor: Actor, id: UUID, redirect_uri: str
) -> Begun:
    """Begin a sign-in; raises `SignInRefused` where the server does not let itself be signed in to."""
    async with database.transaction(actor.org_id) as session:
        row = await catalogue.find(session, id)
        setup = row.setup or {}
    if row.kind != "mcp" or setup.get("auth") != "oauth":
        raise BadConnection(f"{row.slug} is not reached by signing in: set how its secret is sent to oauth.")
    state = secrets.token_urlsafe(32)
    try:
        url, pending = await oauth.begin(
            setup["url"],
            redirect_uri,
            state,
            outbound,
            client_id=setup.get("client_id", ""),
            scope=setup.get("scope", ""),
        )
    except oauth.SignInFailed as error:
        raise SignInRefused(error.said) from error
    made, moment = new_id(), now()
    ends = moment + _PATIENCE
    values = {
        "org_id": actor.org_id,
        "id": made,
        "connection_id": id,
        "actor": actor.ref,
        "state_digest": _digest(state),
        "envelope": await vault.seal(pending.written(), Place(actor.org_id, made, 1)),
        "expires_at": ends,
    }
    async with database.transaction(actor.org_id) as session:
        await own.keep_sign_in(session, values, moment)
    return Begun(url, ends)


async def finish(
    database: Database,
    vault: Vault,
    outbound: Outbound,
    actor: Actor,
    state: str,
    code: str,
    issuer: str | None,
) -> Connection:
    """End a sign-in that the same actor began, once; the connection has its token then. Raises `SignInRefused`."""
    async with database.transaction(actor.org_id) as session:
        found = await own.take_sign_in(session, actor.ref, _digest(state), now())
    if found is None:
        raise SignInRefused("This sign-in is over, or somebody else began it: begin anew.")
    pending = oauth.Pending.read(await vault.open(found.envelope, Place(found.org_id, found.id, 1)))
    try:
        tokens = await oauth.finish(pending, code, issuer, outbound)
    except oauth.SignInFailed as error:
        raise SignInRefused(error.said) from error
    async with database.transaction(actor.org_id) as session:
        await queries.hold(session, actor.org_id)
        row = await catalogue.find(session, found.connection_id)
        setup = row.setup or {}
        if setup.get("auth") != "oauth" or not str(setup.get("url", "")).startswith(
            tokens.resource.rstrip("/")
        ):
            raise SignInRefused(f"{row.slug} was changed meanwhile: begin anew.")
        await _keep(session, vault, row, tokens)
        await audit.record(session, actor, "connection.signed_in", row.ref, {"slug": row.slug})
        return await catalogue.find(session, row.id)


async def renewed(database: Database, vault: Vault, outbound: Outbound, org_id: UUID, of: Box) -> Box | None:
    """Renew the token of a connection, one process at a time; none where that cannot be done."""
    async with database.transaction(org_id) as session:
        await queries.hold(session, org_id)
        row = await catalogue.find(session, of.id)
        kept = await queries.secret(session, of.id)
        if kept is None:
            return None
        if kept.version != of.secret_version:  # somebody else was first
            return replace(of, envelope=kept.envelope, secret_version=kept.version)
        tokens = oauth.Tokens.read(await vault.open(kept.envelope, Place(org_id, of.id, kept.version)))
        try:
            fresh = await oauth.renew(tokens, outbound)
        except oauth.SignInFailed as error:
            _log.warning("a sign-in could not be renewed", connection=row.slug, reason=error.said)
            return None
        await _keep(session, vault, row, fresh)
        await audit.record(session, system(org_id), "connection.token_renewed", row.ref, {"slug": row.slug})
        made = await queries.secret(session, of.id)
    return None if made is None else replace(of, envelope=made.envelope, secret_version=made.version)


async def _keep(session: Session, vault: Vault, row: Connection, tokens: oauth.Tokens) -> None:
    """Seal tokens as the connection's secret; nothing of them is ever shown."""
    moment, version = now(), row.version + 1
    values = {
        "org_id": row.org_id,
        "connection_id": row.id,
        "version": version,
        "envelope": await vault.seal(tokens.written(), Place(row.org_id, row.id, version)),
        "hint": "",
        "created_at": moment,
    }
    await queries.keep_secret(session, values)
    await queries.change(session, row.id, {"version": version, "updated_at": moment})
    await stored.tell(session, row, "changed")


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()
