"""Searching the log: by what happened, by whom, about what, when, and by words; fast however long the log is.

Words are looked up in what is few (the kinds of entries, the names of actors, what things are called), as the beginning
of a subject, and as the id of a request; entries are then found by index. Whatever combination still takes long is
stopped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from psycopg.errors import QueryCanceled
from sqlalchemy.exc import OperationalError

from remit.controls.audit import naming, queries
from remit.controls.audit.naming import Naming
from remit.controls.audit.queries import Actor, Arms, Bounds, Row
from remit.controls.audit.words import title
from remit.kit.database import Session
from remit.kit.errors import Malformed

SECONDS = 4
_MOST_ACTORS = 500
_MOST_NAMED = 50
# No transaction lives so long between recording an entry and its commit, which gives it its place.
_SLACK = timedelta(hours=1)


class SearchTooWide(Malformed):
    """The search took too long and was stopped; a narrower one will not."""

    type = "search-too-wide"
    title = "The search is too wide"


@dataclass(frozen=True)
class Search:
    """What somebody looks for; all that is given must hold. `type` may be a prefix: `deployment.`."""

    q: str | None = None
    actor: str | None = None
    type: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Facets:
    """The kinds of entries and the actors that occur in a log; `more` when there are more actors."""

    types: list[str]
    actors: list[Actor]
    more: bool


async def facets(session: Session) -> Facets:
    """Read which kinds of entries and which actors occur."""
    actors = await queries.actors(session, limit=_MOST_ACTORS + 1)
    return Facets(await queries.types(session), list(actors[:_MOST_ACTORS]), len(actors) > _MOST_ACTORS)


async def search(
    session: Session, namings: Sequence[Naming], asked: Search, before: int | None, limit: int
) -> Sequence[Row]:
    """Find entries, the newest first, before a position; raises `SearchTooWide`."""
    await queries.limit_time(session, SECONDS)
    try:
        return await _found(session, namings, asked, before, limit)
    except OperationalError as error:
        if not isinstance(error.orig, QueryCanceled):
            raise
        raise SearchTooWide(
            f"The search took longer than {SECONDS} s and was stopped: add a time, a person or an action."
        ) from error


async def _found(
    session: Session, namings: Sequence[Naming], asked: Search, before: int | None, limit: int
) -> Sequence[Row]:
    bounds = await _bounds(session, asked, before)
    types = await _types(session, asked.type)
    if asked.q:
        arms = await _arms(session, namings, asked.q)
        return await queries.any_of(session, arms, bounds, types, limit=limit)
    if types is not None and len(types) != 1:
        return await queries.any_of(session, Arms(types=types), bounds, None, limit=limit)
    return await queries.all_of(session, bounds, types[0] if types else None, limit=limit)


async def _types(session: Session, type: str | None) -> list[str] | None:
    if type is None or not type.endswith("."):
        return None if type is None else [type]
    return [each for each in await queries.types(session) if each.startswith(type)]


async def _arms(session: Session, namings: Sequence[Naming], q: str) -> Arms:
    """Look words up in all that may be meant by them."""
    words, known = q.strip().lower(), await facets(session)
    nouns = [""] if ":" in q else [f"{noun}:" for noun in await queries.nouns(session)]
    begun = [
        subject
        for noun in nouns
        for subject in await queries.subjects_beginning(session, f"{noun}{q.strip()}", limit=_MOST_NAMED)
    ]
    return Arms(
        types=[each for each in known.types if words in each or words in title(each).lower()],
        actors=[each.ref for each in known.actors if words in each.name.lower() or words in each.ref],
        subjects=[*await naming.find(session, namings, q.strip(), _MOST_NAMED), *begun],
        requests=[q.strip()],
    )


async def _bounds(session: Session, asked: Search, before: int | None) -> Bounds:
    """Narrow a time to places in the log, which entries have in the order of their commits."""
    since, until = _utc(asked.since), _utc(asked.until)
    lower = await queries.last_before(session, _moved(since, -_SLACK)) if since else None
    upper = await queries.first_after(session, _moved(until, _SLACK)) if until else None
    below = [place for place in (before, upper) if place is not None]
    return Bounds(
        lower=lower or 0,
        upper=min(below) if below else None,
        since=since,
        until=until,
        actor=asked.actor,
        subject=asked.subject,
    )


def _moved(moment: datetime, by: timedelta) -> datetime:
    """Move a moment, unless that leaves the calendar."""
    try:
        return moment + by
    except OverflowError:
        return moment


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
