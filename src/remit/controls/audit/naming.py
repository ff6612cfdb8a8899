"""What things are called, by whom the log is read; the packages that own the things say so."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.kit.ids import Kind


@dataclass(frozen=True)
class Naming:
    """How things of a kind are called: the log knows them by refs (`deployment:dep_…`), people by names.

    `find` lists refs of at most so many things whose name holds a text; `names` maps refs to names, and leaves out
    those it does not know.
    """

    noun: str
    find: Callable[[Session, str, int], Awaitable[Sequence[str]]]
    names: Callable[[Session, Sequence[str]], Awaitable[Mapping[str, str]]]


def ids_in(kind: Kind, refs: Sequence[str]) -> list[UUID]:
    """Read the ids in refs; what is no id of the kind is left out."""
    found = []
    for ref in refs:
        with suppress(NotFound):
            found.append(kind.parse(ref.partition(":")[2]))
    return found


async def names(session: Session, namings: Sequence[Naming], refs: set[str]) -> dict[str, str]:
    """Map refs to what they are called now; unknown ones are left out."""
    found: dict[str, str] = {}
    for naming in namings:
        theirs = sorted(ref for ref in refs if ref.startswith(f"{naming.noun}:"))
        if theirs:
            found.update(await naming.names(session, theirs))
    return found


async def find(session: Session, namings: Sequence[Naming], words: str, limit: int) -> list[str]:
    """List refs of things whose name holds a text, `limit` of each kind."""
    found = [await naming.find(session, words, limit) for naming in namings]
    return [ref for refs in found for ref in refs]
