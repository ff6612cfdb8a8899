"""The environments of an organisation: their order, where things may run there, and how new versions come to serve."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from remit.controls import audit
from remit.controls.environments import EnvironmentRow, Place, Places, arranged, every, hold
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Conflict
from remit.kit.events import emit
from remit.lifecycle.deployments.environments import queries
from remit.lifecycle.deployments.environments.strategy import AT_ONCE, CANARY, Strategy

_CHANGED = "environment.changed"
_STRUCTURE = "*"  # no environment has that name
_MOST = 20


@dataclass(frozen=True)
class Setting:
    """An environment as it is; `version` is 0 until somebody sets something, `hosts` empty where any may be used."""

    name: str
    title: str
    position: int
    strategy: Strategy
    hosts: tuple[str, ...] = ()
    protected: bool = False
    version: int = 0


@dataclass(frozen=True)
class Wanted:
    """What an environment is to be; `version` is the one that was seen."""

    title: str
    strategy: Strategy
    hosts: tuple[str, ...]
    protected: bool
    version: int


@dataclass(frozen=True)
class New:
    """An environment to add: `before` another one, else before the first that is protected where it is not itself."""

    name: str
    title: str
    protected: bool
    before: str | None


class SeenOlder(Conflict):
    """Somebody changed it meanwhile."""

    type = "environment-changed"
    title = "The environment has changed meanwhile"


class NotEmpty(Conflict):
    """Something is there still."""

    type = "environment-not-empty"
    title = "The environment is not empty"


def ref(name: str) -> str:
    """Return the name by which records point at an environment."""
    return f"environment:{name}"


async def listed(session: Session) -> list[Setting]:
    """List environments in their order: what runs goes from the first to the last."""
    rows = await every(session)
    return _listed(rows, arranged(rows))


def _listed(rows: Iterable[EnvironmentRow], places: Places) -> list[Setting]:
    known = {row.name: row for row in rows}
    return [_setting(place, known.get(place.name)) for place in places]


async def setting(session: Session, name: str) -> Setting:
    """Find an environment; `UnknownEnvironment`."""
    rows = await every(session)
    place = arranged(rows).find(name)
    return _setting(place, next((row for row in rows if row.name == name), None))


async def change(session: Session, actor: Actor, name: str, wanted: Wanted) -> Setting:
    """Set an environment; `SeenOlder` when it is not as it was seen."""
    await hold(session, _STRUCTURE, alone=True)
    row = await _kept(session, actor, await setting(session, name))
    if wanted.version != row.version:
        raise SeenOlder(f"{name} was changed meanwhile: look at it again, then change it.")
    row.title, row.hosts, row.protected = wanted.title, list(wanted.hosts), wanted.protected
    row.strategy = wanted.strategy.model_dump(mode="json")
    await _note(session, actor, row)
    return await setting(session, name)


async def add(session: Session, actor: Actor, new: New) -> Setting:
    """Add an environment; one of that name which was removed begins anew."""
    await hold(session, _STRUCTURE, alone=True)
    rows = await every(session)
    places = arranged(rows)
    if new.name in places:
        raise Conflict(f"There is an environment {new.name} already.")
    if len(places.names) >= _MOST:
        raise Conflict(f"An organisation has {_MOST} environments at most: remove one first.")
    before = places.find(new.before).name if new.before is not None else None
    if before is None and not new.protected:
        before = next((each.name for each in places if each.protected), None)
    strategy = CANARY if new.protected else AT_ONCE
    usual = Setting(new.name, new.title, len(places.names), strategy, (), new.protected)
    old = next((row for row in rows if row.name == new.name), None)
    row = old or await _kept(session, actor, usual)
    row.title, row.protected, row.hosts, row.position = new.title, new.protected, [], usual.position
    row.strategy, row.removed_at = strategy.model_dump(mode="json"), None
    await _note(session, actor, row, "environment.added")
    names = list(places.names)
    names.insert(names.index(before) if before else len(names), new.name)
    await _order(session, actor, names)
    return await setting(session, new.name)


async def remove(session: Session, actor: Actor, name: str) -> list[Setting]:
    """Remove an environment in which nothing is; `NotEmpty`. Its freezes end."""
    await hold(session, _STRUCTURE, alone=True)
    await hold(session, name, alone=True)
    usual = await setting(session, name)
    if held := await queries.held(session, name):
        raise NotEmpty(
            f"{held} deployment{' is' if held == 1 else 's are'} in {name}: delete what is there, then remove it."
        )
    if len(order := await listed(session)) == 1:
        raise Conflict(f"{name} is the only environment: add another one first.")
    row = await _kept(session, actor, usual)
    row.removed_at = now()
    for freeze in await queries.freezes(session, now(), environment=name):
        freeze.lifted_at = now()
    await _note(session, actor, row, "environment.removed")
    await _order(session, actor, [each.name for each in order if each.name != name])
    return await listed(session)


async def reorder(session: Session, actor: Actor, names: Sequence[str]) -> list[Setting]:
    """Put the environments in another order; all of them are named once."""
    await hold(session, _STRUCTURE, alone=True)
    order = [each.name for each in await listed(session)]
    if sorted(names) != sorted(order):
        raise Conflict(f"Name each environment once: {', '.join(order)}.")
    await _order(session, actor, names)
    return await listed(session)


async def _order(session: Session, actor: Actor, names: Sequence[str]) -> None:
    for each in await listed(session):
        if (position := list(names).index(each.name)) != each.position:
            row = await _kept(session, actor, each)
            row.position = position
            await _note(session, actor, row)


async def _kept(session: Session, actor: Actor, usual: Setting) -> EnvironmentRow:
    """Find the row of an environment, and hold it; where nobody has set anything yet, it is made."""
    row = await queries.row(session, usual.name)
    if row is not None:
        return row
    row = EnvironmentRow(
        org_id=actor.org_id,
        name=usual.name,
        title=usual.title,
        position=usual.position,
        strategy=usual.strategy.model_dump(mode="json"),
        hosts=list(usual.hosts),
        protected=usual.protected,
        version=0,
        updated_by=actor.facts(),
        updated_at=now(),
        removed_at=None,
    )
    session.add(row)
    return row


async def _note(session: Session, actor: Actor, row: EnvironmentRow, what: str = _CHANGED) -> None:
    row.version += 1
    row.updated_by, row.updated_at = actor.facts(), now()
    facts = {
        "title": row.title,
        "position": row.position,
        "strategy": row.strategy,
        "hosts": row.hosts,
        "protected": row.protected,
        "version": row.version,
    }
    await audit.record(session, actor, what, ref(row.name), facts)
    await emit(session, actor.org_id, _CHANGED, ref(row.name), {"name": row.name})
    await session.flush()


def _setting(place: Place, row: EnvironmentRow | None) -> Setting:
    if row is None:
        strategy = CANARY if place.protected else AT_ONCE
        return Setting(place.name, place.title, place.position, strategy, (), place.protected)
    strategy = Strategy.model_validate(row.strategy)
    return Setting(
        place.name, place.title, place.position, strategy, tuple(row.hosts), place.protected, row.version
    )
