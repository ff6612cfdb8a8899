"""The environments of each organisation, in the memory of this process, for rules and sentences that do not wait."""

from collections import OrderedDict
from functools import partial
from uuid import UUID
from weakref import WeakKeyDictionary

from remit.controls.environments import queries
from remit.controls.environments.places import Places, arranged
from remit.kit.database import Database, Session
from remit.kit.errors import Unavailable
from remit.kit.memory import Kept

_MOST = 10_000


class EnvironmentsUnread(Unavailable):
    """Nothing is decided before it is known what is protected."""

    type = "environments-unread"
    title = "The environments are not read yet"


_kept: WeakKeyDictionary[Database, Kept[UUID, Places]] = WeakKeyDictionary()
_holding: OrderedDict[int, Places] = OrderedDict()


async def ready(database: Database, org_id: UUID) -> Places:
    """Have the environments of an organisation in memory as they were committed last; returns them."""
    kept = _kept.get(database)
    if kept is None:
        kept = _kept[database] = Kept(database.caches, "environment.", size=_MOST)
    found = kept.get(org_id)
    if found is None:
        found = await kept.read(org_id, partial(_load, database, org_id))
    holding = _holding.get(org_id.int)
    # Of two that were read at once, the later holds, whichever came in last.
    if holding is None or found.stamp > holding.stamp:
        _holding[org_id.int] = found
        if len(_holding) > 2 * _MOST:
            _holding.popitem(last=False)
    return _holding[org_id.int]


def of(org_id: UUID) -> Places:
    """Return the environments of an organisation; `EnvironmentsUnread` when nobody had them made `ready`."""
    found = _holding.get(org_id.int)
    if found is None:
        raise EnvironmentsUnread("The environments of this organisation are not read yet: try again.")
    return found


async def places(session: Session) -> Places:
    """Read the environments of the session's organisation as they are now."""
    return arranged(await queries.every(session))


async def _load(database: Database, org_id: UUID) -> tuple[UUID, Places]:
    async with database.transaction(org_id) as session:
        return org_id, await places(session)
