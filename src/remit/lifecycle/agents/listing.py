"""A page of agents in an order, and where the next one begins."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from remit.kit import pagination
from remit.kit.database import Session
from remit.kit.errors import Malformed
from remit.lifecycle.agents import queries
from remit.lifecycle.agents.tables import Agent


async def page(
    session: Session, wanted: queries.Wanted, *, sort: str, cursor: str | None, limit: int
) -> tuple[Sequence[Agent], str | None]:
    """Return the agents of a page and the cursor of the next; none after the last."""
    after = _position(sort, cursor)
    found = await queries.agents(session, wanted, sort=sort, after=after, limit=limit + 1)
    shown = found[:limit]
    return shown, _cursor(sort, shown[-1]) if len(found) > limit else None


def _cursor(sort: str, last: Agent) -> str:
    by = sort.removeprefix("-")
    moment = last.updated_at if by == "updated" else last.created_at
    return pagination.encode_keys(sort, last.slug if by == "name" else moment.isoformat(), last.id.hex)


def _position(sort: str, cursor: str | None) -> tuple[str | datetime, UUID] | None:
    keys = pagination.decode_keys(cursor, sort, 2)
    if keys is None:
        return None
    try:
        key = keys[0] if sort.endswith("name") else datetime.fromisoformat(keys[0])
        position = key, UUID(hex=keys[1])
    except ValueError as error:
        raise Malformed(pagination.FOREIGN) from error
    if isinstance(key, datetime) and key.tzinfo is None:
        raise Malformed(pagination.FOREIGN)
    return position
