"""Rows as calls see them."""

from collections.abc import Sequence
from typing import cast

from remit.controls.connections.kinds import Kind
from remit.controls.connections.offer import Provider
from remit.controls.connections.tables import Connection, ConnectionSecret


def kind_of(row: Connection) -> Kind:
    """Return the kind; the database keeps it one of those there are."""
    return cast(Kind, row.kind)


def provider(row: Connection, secret: ConnectionSecret | None) -> Provider:
    """Copy a connection out of its session."""
    return Provider(
        id=row.id,
        slug=row.slug,
        kind=kind_of(row),
        base_url=row.base_url,
        default_model=row.default_model,
        models=tuple(row.models),
        found=tuple(row.found_models),
        enabled=row.enabled,
        is_default=row.is_default,
        envelope=secret.envelope if secret else None,
        secret_version=secret.version if secret else 0,
        region=row.region,
        api_version=row.api_version,
        resilience=row.resilience,
        fallbacks=tuple(row.fallbacks),
        prices=row.prices,
    )


def providers(rows: Sequence[tuple[Connection, ConnectionSecret | None]]) -> list[Provider]:
    """Copy connections out of their session."""
    return [provider(row, secret) for row, secret in rows]
