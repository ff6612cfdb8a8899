"""The annotators of every organisation in the memory of this process, and asking them.

They are read once and kept until news of a change comes; where an organisation has none, a call learns so from memory.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import httpx2

from remit.controls.annotators import queries
from remit.controls.annotators.kinds import KINDS
from remit.controls.annotators.tables import AnnotatorRow
from remit.engines.guardrails import LARGEST_LABELS, Direction, Label, Outside
from remit.engines.vault import Place, Vault
from remit.kit.database import Database
from remit.kit.memory import Kept
from remit.kit.outbound import Outbound
from remit.kit.resilience import Guard, Health, Resilience

_BETWEEN = "\n\n"
_CONCURRENCY = 200
_WAITING = 2000
# A call may still ask by a client that a change put out of use; an annotator is waited for at most 30 seconds.
_CLOSED_AFTER_SECONDS = 120.0
Heard = dict[str, tuple[Label, ...]]
"""What was said of each text."""


@dataclass(frozen=True)
class _Seat:
    """One annotator with what it is asked about."""

    asked: Outside
    directions: frozenset[str]
    streams: str


@dataclass(frozen=True)
class Panel:
    """The annotators that one organisation has switched on."""

    seats: tuple[_Seat, ...] = ()
    clients: tuple[httpx2.AsyncClient, ...] = ()

    def hears(self, direction: Direction) -> bool:
        """Whether anybody is asked about a direction."""
        return any(direction in seat.directions for seat in self.seats)

    def wants_whole(self) -> bool:
        """Whether somebody who is asked about outputs wants a streamed one whole."""
        return any(seat.streams == "whole" and "output" in seat.directions for seat in self.seats)

    async def ask(self, texts: Sequence[str], direction: Direction) -> tuple[Heard, tuple[str, ...]]:
        """Ask all of them at the same time, about all of the texts at once.

        Returns what was said of each text, and the names of those that gave no answer and let pass what they did not
        see.
        """
        asked = [seat.asked for seat in self.seats if direction in seat.directions]
        said = [text for text in dict.fromkeys(texts) if text]
        if not asked or not said:
            return {}, ()
        whole = _BETWEEN.join(said)
        findings = await asyncio.gather(*(each.ask(whole, direction) for each in asked))
        labels = [label for each, found in zip(asked, findings, strict=True) for label in each.judged(found)]
        silent = [
            each.name
            for each, found in zip(asked, findings, strict=True)
            if found.problem and each.fail == "open"
        ]
        return _apart(said, labels), tuple(silent)


NOBODY = Panel()


def _apart(texts: Sequence[str], labels: Sequence[Label]) -> Heard:
    """Say of each text what was said of its part of the whole."""
    heard: Heard = {}
    begin = 0
    for text in texts:
        end = begin + len(text)
        own = [
            label._replace(start=max(label.start, begin) - begin, end=min(label.end, end) - begin)
            for label in labels
            if label.start < end and label.end > begin
        ]
        if own:
            heard[text] = tuple(own)
        begin = end + len(_BETWEEN)
    # What is about no place at all, such as that nobody answered, is about the first.
    nowhere = tuple(label for label in labels if label.start == label.end)
    if nowhere:
        heard[texts[0]] = (*heard.get(texts[0], ()), *(each._replace(start=0, end=0) for each in nowhere))
    return heard


class Annotators:
    """Finds the annotators of an organisation; `vault` opens their secrets when they are read."""

    def __init__(self, database: Database, vault: Vault, outbound: Outbound) -> None:
        self.vault = vault
        self.outbound = outbound
        self._database = database
        self._kept: Kept[UUID, Panel] = Kept(database.caches, "annotator.")
        self._guards: dict[UUID, Guard] = {}
        self._current: dict[UUID, Panel] = {}
        self._retired: list[tuple[float, Panel]] = []

    async def of(self, org_id: UUID) -> Panel:
        """Return the annotators of an organisation, from memory where they are known."""
        return self._kept.get(org_id) or await self._kept.read(org_id, partial(self._load, org_id))

    def health(self, id: UUID) -> Health:
        """Say how an annotator does in this process."""
        return (self._guards.get(id) or Guard("")).health()

    async def close(self) -> None:
        """Close all connections to annotators."""
        for panel in (*self._current.values(), *(panel for _, panel in self._retired)):
            await _close(panel)
        self._current.clear()
        self._retired.clear()

    async def _load(self, org_id: UUID) -> tuple[UUID, Panel]:
        async with self._database.transaction(org_id) as session:
            rows = await queries.every(session)
        panel = await self._panel([row for row in rows if row.enabled])
        await self._retire(self._current.pop(org_id, None))
        if panel.seats:
            self._current[org_id] = panel
        return org_id, panel

    async def _panel(self, rows: Sequence[AnnotatorRow]) -> Panel:
        if not rows:
            return NOBODY
        made = [await self.made(row) for row in rows]
        seats = [
            _Seat(asked, frozenset(row.directions), row.streams)
            for row, (asked, _) in zip(rows, made, strict=True)
        ]
        return Panel(tuple(seats), tuple(http for _, http in made))

    async def made(self, row: AnnotatorRow) -> tuple[Outside, httpx2.AsyncClient]:
        """Make what asks an annotator, and the client it asks by, which the caller closes.

        Raises `SecretUnreadable` and `VaultUnavailable`.
        """
        kind = KINDS[row.kind]  # type: ignore[index]  # checked by the database
        headers = {}
        if row.envelope is not None:
            secret = await self.vault.open(row.envelope, Place(row.org_id, row.id, row.secret_version))
            headers["authorization"] = f"Bearer {secret}"
        url = f"{row.url}{kind.suffix}"
        http = self.outbound.client(url, timeout=row.timeout_seconds, largest=LARGEST_LABELS, headers=headers)
        asked = Outside(
            row.slug,
            url,
            http,
            seconds=row.timeout_seconds,
            fail="open" if row.fail_mode == "open" else "closed",
            speech=kind.speech(row.options),
            labels=row.labels,
            guard=self._guard(row),
        )
        return asked, http

    def _guard(self, row: AnnotatorRow) -> Guard:
        settings = Resilience(
            concurrency=_CONCURRENCY, queue=_WAITING, queue_seconds=row.timeout_seconds, retries=0
        )
        guard = self._guards.get(row.id)
        if guard is None:
            guard = self._guards[row.id] = Guard(row.slug, settings)
        elif guard.settings != settings:
            guard.configure(settings)
        return guard

    async def _retire(self, panel: Panel | None) -> None:
        moment = time.monotonic()
        if panel is not None:
            self._retired.append((moment + _CLOSED_AFTER_SECONDS, panel))
        due = [panel for at, panel in self._retired if at <= moment]
        self._retired = [entry for entry in self._retired if entry[0] > moment]
        for each in due:
            await _close(each)


async def _close(panel: Panel) -> None:
    for http in panel.clients:
        await http.aclose()
