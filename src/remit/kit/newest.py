"""Lists of what keeps coming in: the newest first, by pages, with words looked for near where a page begins."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Subquery, or_, tuple_

from remit.kit.database import Base, Session
from remit.kit.pagination import Position

R = TypeVar("R", bound=Base)
_SEARCHED = 50_000


async def newest(
    session: Session,
    table: type[R],
    wanted: Select[R],
    *,
    after: Position | None,
    limit: int,
    words: str | None = None,
    texts: Callable[[Any], Iterable[ColumnElement[Any]]],
) -> Sequence[R]:
    """List wanted rows of a tenant's table after a position (`created_at`, `id`).

    Words are looked for in the `texts` of the 50,000 rows after the position, so that a search never reads everything.
    """
    own = table.__table__.c
    if after is not None:
        wanted = wanted.where(tuple_(own.created_at, own.id) < after)
    order = own.created_at.desc(), own.id.desc()
    found = wanted.order_by(*order)
    if words is not None:
        near: Subquery = found.limit(_SEARCHED).subquery()
        said = or_(*(text.icontains(words, autoescape=True) for text in texts(near.c)))
        same = (own.org_id == near.c.org_id) & (own.id == near.c.id)
        found = wanted.join(near, same).where(said).order_by(*order)
    return (await session.scalars(found.limit(limit))).all()
