"""The environments of an organisation, as rules ask for them: what there is, in which order, and what is protected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from pydantic import StringConstraints

from remit.controls.environments.tables import EnvironmentRow
from remit.kit.errors import NotFound

LONGEST = 20
NAME = rf"^[a-z][a-z0-9]{{1,{LONGEST - 1}}}$"
EnvironmentName = Annotated[str, StringConstraints(pattern=NAME)]
"""Lowercase letters and digits: a name stands behind a hyphen in those of deployments, as in `chatbot-x-staging`."""
_USUAL = "staging"


class UnknownEnvironment(NotFound):
    """The organisation has no such environment."""

    type = "environment-unknown"
    title = "There is no such environment"


@dataclass(frozen=True)
class Place:
    """An environment; what is `protected` has a right, approvals and checks of its own."""

    name: str
    title: str
    position: int
    protected: bool = False

    @property
    def said(self) -> str:
        """Its title inside a sentence: “production”, “EU production”."""
        rest = self.title[1:]
        return self.title.lower() if rest == rest.lower() else self.title


class Places:
    """All environments of an organisation, in their order; `stamp` grows with each change of one of them."""

    def __init__(self, places: Iterable[Place], stamp: int = 0) -> None:
        self._order = tuple(sorted(places, key=lambda each: (each.position, each.name)))
        self._by_name = {each.name: each for each in self._order}
        self.stamp = stamp

    def __iter__(self) -> Iterator[Place]:
        return iter(self._order)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names, in their order."""
        return tuple(each.name for each in self._order)

    @cached_property
    def protected(self) -> frozenset[str]:
        """The names of those that are protected."""
        return frozenset(each.name for each in self._order if each.protected)

    def guards(self, name: str) -> bool:
        """Say whether a change there needs what protected ones need; it does where nobody knows the environment."""
        return name not in self._by_name or name in self.protected

    @cached_property
    def usual(self) -> str:
        """Where something goes when nobody says: to staging, else to the last that is not protected."""
        free = [each.name for each in self._order if not each.protected]
        return _USUAL if _USUAL in self._by_name else (free or self.names)[-1]

    @cached_property
    def choice(self) -> str:
        """The names as a choice: “dev, staging or prod”."""
        *front, last = self.names
        return f"{', '.join(front)} or {last}" if front else last

    def find(self, name: str) -> Place:
        """Return an environment; `UnknownEnvironment`."""
        found = self._by_name.get(name)
        if found is None:
            raise UnknownEnvironment(f"There is no environment {name[:40]!r}: there are {self.choice}.")
        return found

    def following(self, name: str) -> Place | None:
        """Return the environment that comes after one; none after the last."""
        after = self.names.index(name) + 1
        return self._order[after] if after < len(self._order) else None


AS_THEY_COME = Places(
    (
        Place("dev", "Development", 0),
        Place("staging", "Staging", 1),
        Place("prod", "Production", 2, protected=True),
    )
)
"""The environments of a new organisation."""


def arranged(rows: Iterable[EnvironmentRow]) -> Places:
    """Arrange what was set on top of what comes with a new organisation."""
    known = {each.name: each for each in AS_THEY_COME}
    stamp = 0
    for row in rows:
        stamp += row.version
        known.pop(row.name, None)
        if row.removed_at is None:
            known[row.name] = Place(row.name, row.title, row.position, row.protected)
    return Places(known.values(), stamp) if stamp else AS_THEY_COME
