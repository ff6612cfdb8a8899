"""Adding, changing and removing connections."""

from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import SecretStr

from remit.controls import audit
from remit.controls.connections import bearing, queries, stored
from remit.controls.connections.errors import BadConnection, BadMembers
from remit.controls.connections.kinds import BEDROCK_HOST, KINDS, REGION, ProviderKind
from remit.controls.connections.models import Models
from remit.controls.connections.offer import Offer
from remit.controls.connections.schemas import (
    RESERVED,
    ConnectionChange,
    ModelPrice,
    NewConnection,
    one_word,
)
from remit.controls.connections.snapshot import kind_of, providers
from remit.controls.connections.tables import Connection
from remit.controls.tenancy import Actor
from remit.kit.addresses import Reach, base_url
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.ids import new_id

_RECORDED = (
    *("name", "base_url", "region", "api_version", "default_model", "models", "enabled", "is_default"),
    *("resilience", "fallbacks", "prices"),
)
_WHERE = {"base_url", "region", "api_version"}


async def add(session: Session, actor: Actor, models: Models, wanted: NewConnection) -> Connection:
    """Add a model provider; the first one becomes the default.

    Raises `BadConnection`, `AddressRefused` and `SlugTaken`.
    """
    if wanted.slug in RESERVED:
        raise BadConnection(f"{wanted.slug!r} has a meaning of its own in agent files: choose another slug.")
    if wanted.is_default and not wanted.enabled:
        raise BadConnection("A connection that is switched off cannot be the default.")
    kind = KINDS[wanted.kind]
    address = _address(kind, wanted.base_url, models.outbound.reach, wanted.region)
    _check_secret(kind, wanted.slug, models, present=wanted.secret is not None)
    await queries.hold(session, actor.org_id)
    usual = wanted.is_default if wanted.is_default is not None else not await queries.has_default(session)
    id, moment, offered = new_id(), now(), list(dict.fromkeys(wanted.models))
    if usual and wanted.enabled:
        await queries.no_default(session, moment)
    values = {
        "org_id": actor.org_id,
        "id": id,
        "slug": wanted.slug,
        "name": wanted.name or wanted.slug,
        "kind": wanted.kind,
        "base_url": address,
        "default_model": _fitting_default(
            wanted.default_model or kind.default_model, offered, chosen=wanted.default_model is not None
        ),
        "models": offered,
        "enabled": wanted.enabled,
        "is_default": usual and wanted.enabled,
        "version": 1,
        "found_models": [],
        "created_by": actor.facts(),
        "created_at": moment,
        "updated_at": moment,
        **_borne(kind, wanted),
    }
    return await _made(session, actor, models, values, wanted.secret)


def _borne(kind: ProviderKind, wanted: NewConnection) -> dict[str, Any]:
    return {
        "resilience": bearing.chosen({}, bearing.sent(wanted.resilience)),
        "fallbacks": list(dict.fromkeys(wanted.fallbacks)),
        "prices": _priced(wanted.prices),
        "region": wanted.region,
        "api_version": _for(kind, "azure", "api_version", wanted.api_version),
    }


async def _made(
    session: Session, actor: Actor, models: Models, values: dict[str, Any], secret: SecretStr | None
) -> Connection:
    made = await stored.make(session, models.vault, values, secret)
    await _check_chain(session, models, made.id)
    facts = {"slug": made.slug, "kind": made.kind, **_shown(made), "secret": "set" if secret else "none"}
    await audit.record(session, actor, "connection.created", made.ref, facts)
    await stored.tell(session, made, "created")
    return made


async def change(
    session: Session, actor: Actor, models: Models, id: UUID, wanted: ConnectionChange
) -> Connection:
    """Change what was sent of a connection.

    Raises `ChangedMeanwhile` when it is not the version that was read, `SecretNeeded` when the address changes under
    a stored secret, `BadConnection` and `AddressRefused`; then nothing was changed.
    """
    await queries.hold(session, actor.org_id)
    row = await stored.as_read(session, id, wanted.version)
    if wanted.setup is not None:
        raise BadConnection("setup: a model provider has none; leave it out.")
    if wanted.secret is not None:
        _check_word(wanted.secret)
    before = _shown(row)
    values = await _wanted_values(session, row, wanted, models)
    if values.get("is_default"):
        await queries.no_default(session, now())
    await stored.replace_secret(session, models.vault, row, wanted)
    if "secret" in wanted.model_fields_set or values.keys() & _WHERE:
        values |= {"last_test": None, "found_models": []}
    await queries.change(session, id, {**values, "version": row.version + 1, "updated_at": now()})
    if "fallbacks" in values:
        await _check_chain(session, models, id)
    changed = await stored.find(session, id)
    facts = {
        "slug": changed.slug,
        "changed": stored.differences(before, _shown(changed)),
        "secret": stored.fate(wanted),
    }
    await audit.record(session, actor, "connection.changed", changed.ref, facts)
    await stored.tell(session, changed, "changed")
    return changed


async def _wanted_values(
    session: Session, row: Connection, wanted: ConnectionChange, models: Models
) -> dict[str, Any]:
    """Return the members to write, checked against each other and against what stays."""
    kind, sent = KINDS[kind_of(row)], wanted.model_fields_set
    values = {name: getattr(wanted, name) for name in sent & {"name", "enabled", "is_default"}}
    values |= await _moved(session, row, wanted, models.outbound.reach)
    if "models" in sent or "default_model" in sent:
        values["models"] = list(dict.fromkeys(wanted.models if wanted.models is not None else row.models))
        chosen = wanted.default_model if "default_model" in sent else row.default_model
        values["default_model"] = _fitting_default(chosen, values["models"], chosen="default_model" in sent)
    if "secret" in sent:
        _check_secret(kind, row.slug, models, present=wanted.secret is not None)
    if wanted.resilience is not None:
        values["resilience"] = bearing.chosen(row.resilience, bearing.sent(wanted.resilience))
    if wanted.fallbacks is not None:
        values["fallbacks"] = list(dict.fromkeys(wanted.fallbacks))
    if wanted.prices is not None:
        values["prices"] = _priced(wanted.prices)
    return await _with_default(session, row, values)


async def _moved(session: Session, row: Connection, wanted: ConnectionChange, reach: Reach) -> dict[str, Any]:
    """Return what changes of where requests go; the stored secret must not go there unasked."""
    kind, sent = KINDS[kind_of(row)], wanted.model_fields_set
    values: dict[str, Any] = {}
    if "api_version" in sent:
        values["api_version"] = _for(kind, "azure", "api_version", wanted.api_version)
    region = wanted.region if "region" in sent else row.region
    address = wanted.base_url if "base_url" in sent else row.base_url
    if sent & {"base_url", "region"}:
        values |= {"region": region, "base_url": _address(kind, address, reach, region)}
        if values["base_url"] != row.base_url:
            await stored.no_secret_led_astray(session, row, wanted)
    return {name: value for name, value in values.items() if value != getattr(row, name)}


async def _check_chain(session: Session, models: Models, id: UUID) -> None:
    """Check who stands in for a connection against all that there is, as it will be."""
    read = providers(await queries.every_with_secret(session))
    own = next(provider for provider in read if provider.id == id)
    if own.fallbacks:
        bearing.check_fallbacks(Offer(models.house, read), own)


async def _with_default(session: Session, row: Connection, values: dict[str, Any]) -> dict[str, Any]:
    """Let what is switched off not be the default, and what is switched on be it where there is none."""
    enabled = values.get("enabled", row.enabled)
    if not enabled:
        if values.get("is_default"):
            raise BadConnection("A connection that is switched off cannot be the default.")
        return {**values, "is_default": False}
    if not row.enabled and "is_default" not in values and not await queries.has_default(session):
        return {**values, "is_default": True}
    return values


def _address(kind: ProviderKind, address: str | None, reach: Reach, region: str | None) -> str | None:
    """Check where requests go; none for the kind's own address."""
    _for(kind, "bedrock", "region", region)
    if kind.protocol == "bedrock":
        return _bedrock_address(address, reach, region)
    address = address or kind.usual_address
    if address is None and kind.address is None:
        raise BadConnection("This kind has no address of its own: give the base URL of the server.")
    checked = base_url(address, reach) if address is not None else None
    return None if checked == kind.address else checked


def _bedrock_address(address: str | None, reach: Reach, region: str | None) -> str | None:
    """Amazon's library looks names up itself, so only those are taken that Amazon gives out."""
    if region is None or REGION.fullmatch(region) is None:
        raise BadConnection("region: say where Bedrock is asked, such as us-east-1.")
    if address is None:
        return None
    checked = base_url(address, reach)
    parts = urlsplit(checked)
    host = parts.hostname or ""
    with suppress(ValueError):
        ip_address(host)
        return checked
    if parts.scheme != "https" or BEDROCK_HOST.fullmatch(host) is None or parts.port not in (None, 443):
        raise BadConnection("base_url: leave it empty, or give one of Amazon's own addresses for Bedrock.")
    return checked


def _for(kind: ProviderKind, protocol: str, name: str, value: str | None) -> str | None:
    """Refuse what only another kind has a use for."""
    if value is not None and kind.protocol != protocol:
        raise BadConnection(f"{name}: {kind.label} has no use for it; leave it out.")
    return value


def _check_secret(kind: ProviderKind, slug: str, models: Models, *, present: bool) -> None:
    if not kind.needs_secret or present:
        return
    if kind.protocol == "bedrock":
        if models.machine_role:
            return
        raise BadConnection(
            f"{slug} needs a key: without one, the role of this machine would be used, which whoever runs Remit has"
            " not allowed (REMIT_BEDROCK_MACHINE_ROLE)."
        )
    raise BadConnection(f"{slug} needs a key: every call to this provider is refused without one.")


def _check_word(secret: SecretStr) -> None:
    try:
        one_word(secret)
    except ValueError as error:
        raise BadMembers.at("secret", str(error)) from error


def _priced(prices: dict[str, ModelPrice]) -> dict[str, Any]:
    """Write prices for the database; one without a date is of today."""
    today = now().date()
    return {
        model: {
            "input": str(price.input),
            "output": str(price.output),
            "cached": None if price.cached is None else str(price.cached),
            "as_of": (price.as_of or today).isoformat(),
        }
        for model, price in prices.items()
    }


def _fitting_default(model: str | None, models: list[str], *, chosen: bool) -> str | None:
    """Keep the default among the models offered; one that was not chosen just now gives way."""
    if model is None or not models or model in models:
        return model
    if chosen:
        raise BadConnection(f"The default model {model} is not among the models that are offered.")
    return models[0]


def _shown(row: Connection) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _RECORDED}
