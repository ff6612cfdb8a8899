"""Adding and changing connections that have tools."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from remit.controls import audit
from remit.controls.connections import bearing, queries, stored
from remit.controls.connections.errors import BadConnection, BadMembers
from remit.controls.connections.schemas import RESERVED, SETUPS, ConnectionChange, NewToolbox
from remit.controls.connections.tables import Connection
from remit.controls.connections.toolboxes import catalogue
from remit.controls.connections.toolboxes.definitions import Definition
from remit.controls.connections.toolboxes.kinds import read, recorded, way
from remit.controls.connections.toolboxes.offered import Box, box
from remit.controls.connections.toolboxes.toolboxes import Toolboxes, opened_toolbox
from remit.controls.tenancy import Actor
from remit.engines.tools import KINDS, ToolboxKind
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.ids import new_id
from remit.kit.resilience import Guard

_TAKEN = {"version", "name", "secret", "enabled", "resilience", "setup"}
_KINDS: Mapping[str, ToolboxKind] = {kind.kind: kind for kind in KINDS}


async def add(session: Session, actor: Actor, toolboxes: Toolboxes, wanted: NewToolbox) -> Connection:
    """Add a connection with tools; which tools an MCP server has is found out by its first test.

    Raises `Malformed` for a setup or a secret that cannot be right, `AddressRefused` and `SlugTaken`.
    """
    if wanted.slug in RESERVED:
        raise BadConnection(f"{wanted.slug!r} has a meaning of its own in agent files: choose another slug.")
    setup, moment = wanted.setup.model_dump(mode="json"), now()
    secret = wanted.secret.get_secret_value() if wanted.secret else ""
    _check_secret(wanted.kind, wanted.slug, present=bool(secret))
    _check_signed_in(setup, wanted.slug, given=bool(secret))
    id = new_id()
    offered = await _checked(Box(id, wanted.slug, setup, True, None, 0), secret, toolboxes)
    values = {
        "org_id": actor.org_id,
        "id": id,
        "slug": wanted.slug,
        "name": wanted.name or wanted.slug,
        "kind": wanted.kind,
        "models": [],
        "enabled": wanted.enabled,
        "is_default": False,
        "version": 1,
        "found_models": [],
        "created_by": actor.facts(),
        "created_at": moment,
        "updated_at": moment,
        "resilience": bearing.chosen({}, bearing.sent(wanted.resilience)),
        "fallbacks": [],
        "prices": {},
        "setup": setup,
    }
    made = await stored.make(session, toolboxes.vault, values, wanted.secret)
    facts = {"slug": made.slug, "kind": made.kind, **_shown(made), "secret": "set" if secret else "none"}
    await audit.record(session, actor, "connection.created", made.ref, facts)
    await stored.tell(session, made, "created")
    if offered is not None:
        await catalogue.keep(session, actor, made, offered)
    return made


async def change(
    session: Session, actor: Actor, toolboxes: Toolboxes, id: UUID, wanted: ConnectionChange
) -> Connection:
    """Change what was sent of a connection with tools; those that were taken over stay as they are.

    Raises `ChangedMeanwhile` when it is not the version that was read, `SecretNeeded` when the secret would go
    elsewhere, and what `add` raises; then nothing was changed.
    """
    await queries.hold(session, actor.org_id)
    row = await stored.as_read(session, id, wanted.version)
    useless = sorted(wanted.model_fields_set - _TAKEN)
    if useless:
        raise BadConnection(f"{useless[0]}: a connection with tools has no use for it; leave it out.")
    before = _shown(row)
    values, offered = await _wanted_values(session, row, wanted), None
    if "secret" in wanted.model_fields_set or "setup" in values:
        offered = await _check_changed(session, row, values, wanted, toolboxes)
        values["last_test"] = None
    await stored.replace_secret(session, toolboxes.vault, row, wanted)
    await queries.change(session, id, {**values, "version": row.version + 1, "updated_at": now()})
    changed = await stored.find(session, id)
    facts = {
        "slug": changed.slug,
        "changed": stored.differences(before, _shown(changed)),
        "secret": stored.fate(wanted),
    }
    await audit.record(session, actor, "connection.changed", changed.ref, facts)
    await stored.tell(session, changed, "changed")
    if offered is not None and "setup" in values:
        await catalogue.keep(session, actor, changed, offered)
    return changed


async def _wanted_values(session: Session, row: Connection, wanted: ConnectionChange) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(wanted, name) for name in wanted.model_fields_set & {"name", "enabled"}
    }
    if wanted.resilience is not None:
        values["resilience"] = bearing.chosen(row.resilience, bearing.sent(wanted.resilience))
    if wanted.setup is not None:
        try:
            setup = SETUPS[row.kind].model_validate(wanted.setup)
        except ValidationError as error:
            raise BadMembers.within("setup", error) from error
        stays = way(read(row.setup or {})) == way(setup)
        if not stays:
            await stored.no_secret_led_astray(session, row, wanted)
        values["setup"] = setup.model_dump(mode="json")
    return values


async def _check_changed(
    session: Session,
    row: Connection,
    values: dict[str, Any],
    wanted: ConnectionChange,
    toolboxes: Toolboxes,
) -> Sequence[Definition] | None:
    """Check the setup with the secret that will go with it; return what it has to offer, as far as that is known."""
    kept = box(row, await queries.secret(session, row.id))
    secret = await toolboxes.secret(row.org_id, kept) if "secret" not in wanted.model_fields_set else ""
    if wanted.secret is not None:
        secret = wanted.secret.get_secret_value()
    _check_secret(row.kind, row.slug, present=bool(secret))
    setup = values.get("setup") or row.setup or {}
    _check_signed_in(setup, row.slug, given=wanted.secret is not None)
    return await _checked(Box(row.id, row.slug, setup, True, None, 0), secret, toolboxes)


def _check_secret(kind: str, slug: str, *, present: bool) -> None:
    known = _KINDS[kind]
    if known.needs_secret and not present:
        raise BadConnection(f"{slug} needs its secret ({known.secret_label}): {known.secret_help}")


def _check_signed_in(setup: Mapping[str, Any], slug: str, *, given: bool) -> None:
    """Refuse a secret by hand where a sign-in brings it."""
    if setup.get("auth") == "oauth" and given:
        raise BadConnection(f"{slug} gets its secret by signing in: leave it out.")


async def _checked(of: Box, secret: str, toolboxes: Toolboxes) -> Sequence[Definition] | None:
    """Open it as it would be opened: that finds what cannot be right, and sends nothing.

    Returns the tools that follow from the setup alone; none for an MCP server, which would have to be asked.
    """
    made = opened_toolbox(of, secret, toolboxes.outbound, Guard(of.slug))
    try:
        return None if of.setup["kind"] == "mcp" else [Definition.of(tool) for tool in await made.tools()]
    finally:
        await made.close()


def _shown(row: Connection) -> dict[str, Any]:
    return {
        "name": row.name,
        "enabled": row.enabled,
        "resilience": row.resilience,
        "setup": recorded(row.setup or {}),
    }
