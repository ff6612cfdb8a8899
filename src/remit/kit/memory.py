"""What a process keeps in memory of the database, and how it learns that it is no longer so.

A change is told twice: right after the commit by the process that made it, so that its own next request sees it, and
to every process by NOTIFY. After a gap in the news everything is forgotten.
"""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Generic, TypeVar
from uuid import UUID

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Forget = Callable[[UUID | None], None]


class Caches:
    """Everything that one process keeps, with the kinds of news that put it out of date."""

    def __init__(self) -> None:
        self._kept: list[tuple[tuple[str, ...], Forget]] = []

    def keep(self, kinds: tuple[str, ...], forget: Forget) -> None:
        """Have `forget` called for news of these beginnings: with the organisation, or none for everybody's."""
        self._kept.append((kinds, forget))

    def changed(self, org_id: UUID, kind: str) -> None:
        """Say what was committed."""
        for kinds, forget in self._kept:
            if kind.startswith(kinds):
                forget(org_id)

    def unsure(self) -> None:
        """Say that news may have been missed."""
        for _, forget in self._kept:
            forget(None)


class Kept(Generic[K, V]):
    """Values that were read, each belonging to an organisation; the oldest go when there are more than `size`."""

    def __init__(self, caches: Caches, *kinds: str, size: int = 20_000) -> None:
        self._values: OrderedDict[K, tuple[UUID, V]] = OrderedDict()
        self._of: defaultdict[UUID, set[K]] = defaultdict(set)
        self._size = size
        self._clock = 0
        self._forgotten: dict[UUID | None, int] = {}
        self._loading: dict[K, tuple[int, asyncio.Future[V]]] = {}
        caches.keep(kinds, self.forget)

    def get(self, key: K) -> V | None:
        """Return what is kept, none when it is to be read."""
        found = self._values.get(key)
        return None if found is None else found[1]

    async def read(self, key: K, load: Callable[[], Awaitable[tuple[UUID, V]]]) -> V:
        """Return what is kept, or load it: one loads for all who ask meanwhile, unless something changed since.

        What changed while it was loaded is not kept.
        """
        if (found := self._values.get(key)) is not None:
            return found[1]
        began, loading = self._loading.get(key, (0, None))
        if loading is None or began != self._clock:
            loading = asyncio.ensure_future(self._load(key, load))
            self._loading[key] = self._clock, loading
            loading.add_done_callback(partial(self._loaded, key))
        return await asyncio.shield(loading)

    def _loaded(self, key: K, loading: "asyncio.Future[V]") -> None:
        if self._loading.get(key, (0, None))[1] is loading:
            del self._loading[key]
        if not loading.cancelled():
            loading.exception()  # whoever waited may be gone

    async def _load(self, key: K, load: Callable[[], Awaitable[tuple[UUID, V]]]) -> V:
        began = self._clock
        org_id, value = await load()
        if max(self._forgotten.get(org_id, 0), self._forgotten.get(None, 0)) <= began:
            self._values[key] = org_id, value
            self._of[org_id].add(key)
            if len(self._values) > self._size:
                self._drop(next(iter(self._values)))
        return value

    def forget(self, org_id: UUID | None = None) -> None:
        """Let an organisation's values be read anew; everybody's when none is named."""
        self._clock += 1
        if org_id is None:
            self._forgotten = {None: self._clock}
            self._values.clear()
            self._of.clear()
            return
        self._forgotten[org_id] = self._clock
        for key in self._of.pop(org_id, ()):
            self._values.pop(key, None)

    def _drop(self, key: K) -> None:
        org_id, _ = self._values.pop(key)
        self._of[org_id].discard(key)
