"""The tools of every organisation, found and used for calls.

Connections are read once and kept in memory until news of a change comes; a secret is opened when the toolbox that
needs it is made, and lives nowhere but in that.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from remit.controls.connections import queries as connections
from remit.controls.connections.bearing import resilience_of
from remit.controls.connections.figures import figures
from remit.controls.connections.guards import Guards
from remit.controls.connections.toolboxes import queries, signing_in
from remit.controls.connections.toolboxes.errors import ToolChanged, UnknownTool
from remit.controls.connections.toolboxes.kinds import read
from remit.controls.connections.toolboxes.offered import Box, Granted, GrantedTool, OfferedTools, box
from remit.engines.tools import Toolbox, ToolboxError, Unauthorized, Used, oauth, open_toolbox
from remit.engines.vault import Place, Vault
from remit.kit.database import Database
from remit.kit.memory import Kept
from remit.kit.outbound import Outbound
from remit.kit.resilience import Guard, Health

NEWS = "connection."
_KEPT_ORGANIZATIONS = 1000
# A use may still run in a toolbox that a change put out of use; the longest one takes less than this.
_CLOSED_AFTER_SECONDS = 600.0


@dataclass
class _Open:
    """A toolbox that is open, and when it was used last."""

    box: Box
    toolbox: Toolbox
    used_at: float


class Toolboxes:
    """Finds the tools of a name for an organisation, and uses them; `database` is not closed with it."""

    def __init__(self, database: Database, vault: Vault, outbound: Outbound) -> None:
        self.vault = vault
        self.built_in: Sequence[Box] = ()  # what every organisation has; used elsewhere than here
        self.outbound = outbound
        self._database = database
        self._guards = Guards()
        self._offered: Kept[UUID, OfferedTools] = Kept(database.caches, NEWS, size=_KEPT_ORGANIZATIONS)
        self._open: dict[tuple[UUID, UUID], _Open] = {}
        self._retired: list[tuple[float, Toolbox]] = []
        self._opening: defaultdict[tuple[UUID, UUID], asyncio.Lock] = defaultdict(asyncio.Lock)
        figures.read(self)

    async def offered(self, org_id: UUID) -> OfferedTools:
        """Return what an organisation's agents may be given now, without asking any place."""

        async def load() -> tuple[UUID, OfferedTools]:
            return org_id, await self._read(org_id)

        return await self._offered.read(org_id, load)

    async def granted(self, org_id: UUID, uses: Sequence[str]) -> Granted:
        """Return the tools that an agent file names; raises `UnknownTool`, which says what there is."""
        return (await self.offered(org_id)).find(uses)

    async def use(self, org_id: UUID, tool: GrantedTool, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Use a tool that was granted, once; `key` is the same for the same use.

        Raises `UnknownTool` or `ToolChanged` when it is not what was granted any more, `SecretUnreadable` or
        `VaultUnavailable` when the secret cannot be had, and `ToolboxError`.
        """
        offered = await self.offered(org_id)
        (now,) = offered.find([f"{tool.connection}.{tool.name}"]).tools
        if now.digest != tool.digest:
            raise ToolChanged(
                f"{now.use} was changed since it was granted: nothing was done. Begin anew with the tool as it is now."
            )
        if tool.name in offered.boxes[tool.connection].unsettled:
            raise ToolChanged(
                f"{now.use} is set up otherwise since it was taken over: nothing was done. Look at the difference at"
                " its connection, and accept it."
            )
        if offered.boxes[tool.connection] in self.built_in:
            raise ToolChanged(f"{now.use} is used in a conversation only: nothing was done.")
        box = offered.boxes[tool.connection]
        try:
            return await (await self._toolbox(org_id, box)).use(tool.name, arguments, key=key)
        except Unauthorized:
            fresh = await self._renewed(org_id, box)
            if fresh is None:
                raise
            return await (await self._toolbox(org_id, fresh)).use(tool.name, arguments, key=key)

    async def _renewed(self, org_id: UUID, of: Box) -> Box | None:
        """Renew what somebody's sign-in brought; none for other secrets, and where it cannot be."""
        if of.setup.get("auth") != "oauth" or of.envelope is None:
            return None
        fresh = await signing_in.renewed(self._database, self.vault, self.outbound, org_id, of)
        self.forget(org_id)
        return fresh

    async def post(
        self, org_id: UUID, connection_id: UUID, name: str, arguments: Mapping[str, Any], *, key: str
    ) -> Used:
        """Send a message of Remit's own over a connection, whatever of its tools agents were given.

        Raises `UnknownTool` when the connection is gone or switched off, and what `use` raises.
        """
        boxes = (await self.offered(org_id)).boxes.values()
        found = next((each for each in boxes if each.id == connection_id), None)
        if found is None or not found.enabled:
            raise UnknownTool("The connection is gone, or switched off.")
        return await (await self._toolbox(org_id, found)).use(name, arguments, key=key)

    def forget(self, org_id: UUID | None = None) -> None:
        """Read an organisation's connections anew when they are next needed; everybody's, when none is named."""
        self._offered.forget(org_id)

    def hear(self, org_id: UUID, _: int, kind: str) -> None:
        """Take news in, as it comes from the database."""
        if kind.startswith(NEWS):
            self.forget(org_id)

    def health(self, org_id: UUID, id: UUID) -> Health:
        """Say how a connection does in this process."""
        return self._guards.health(org_id, id)

    def guards(self) -> list[Guard]:
        """List what watches over every connection whose tools were used."""
        return self._guards.every()

    async def close(self) -> None:
        """Let go of all that is open."""
        for each in [*(one.toolbox for one in self._open.values()), *(one for _, one in self._retired)]:
            await _closed(each)
        self._open.clear()
        self._retired.clear()

    async def made(self, org_id: UUID, of: Box, guard: Guard) -> Toolbox:
        """Make a toolbox, which connects only when it is used.

        Raises `Malformed` and `AddressRefused` for what cannot be right, and what opening the secret raises.
        """
        return opened_toolbox(of, await self.secret(org_id, of), self.outbound, guard)

    async def current(self, org_id: UUID, of: Box) -> Box:
        """Renew what somebody's sign-in brought where its time is over."""
        if of.setup.get("auth") != "oauth" or of.envelope is None:
            return of
        if not oauth.Tokens.read(await self.secret(org_id, of)).expired:
            return of
        return await self._renewed(org_id, of) or of

    async def secret(self, org_id: UUID, of: Box) -> str:
        """Open the secret of a connection; empty where it has none."""
        if of.envelope is None:
            return ""
        return await self.vault.open(of.envelope, Place(org_id, of.id, of.secret_version))

    async def _read(self, org_id: UUID) -> OfferedTools:
        async with self._database.transaction(org_id) as session:
            rows = await connections.every_with_secret(session, with_tools=True)
            models = await connections.every_with_secret(session)
            tools = defaultdict(list)
            for tool in await queries.every_tool(session):
                tools[tool.connection_id].append(tool)
            findings = await queries.differing_findings(session)
        boxes = [box(row, secret, tools[row.id], findings.get(row.id)) for row, secret in rows]
        self._guards.keep_only(org_id, [each.id for each in boxes])
        for each in boxes:
            if self._guards.known(org_id, each.id):
                self._guard(org_id, each)
        return OfferedTools(boxes, [row.slug for row, _ in models], self.built_in)

    def _guard(self, org_id: UUID, of: Box) -> Guard:
        return self._guards.of(org_id, of.id, of.slug, resilience_of(of.resilience))

    async def _toolbox(self, org_id: UUID, of: Box) -> Toolbox:
        """Return the toolbox of a connection as it is now; one that was changed is made anew."""
        key = org_id, of.id
        async with self._opening[key]:
            known = self._open.get(key)
            if known is None or not known.box.reached_as(of):
                await self._let_go()
                of = await self.current(org_id, of)
                made = await self.made(org_id, of, self._guard(org_id, of))
                if known is not None:
                    self._retire(known.toolbox)
                known = self._open[key] = _Open(of, made, 0)
            known.used_at = time.monotonic()
            return known.toolbox

    def _retire(self, toolbox: Toolbox) -> None:
        self._retired.append((time.monotonic() + _CLOSED_AFTER_SECONDS, toolbox))

    async def _let_go(self) -> None:
        """Close what was not used for long, and what a change put out of use long enough ago."""
        moment = time.monotonic()
        for key in [key for key, one in self._open.items() if one.used_at + _CLOSED_AFTER_SECONDS < moment]:
            self._retired.append((moment, self._open.pop(key).toolbox))
        due = [toolbox for at, toolbox in self._retired if at <= moment]
        self._retired = [entry for entry in self._retired if entry[0] > moment]
        for toolbox in due:
            await _closed(toolbox)


def opened_toolbox(of: Box, secret: str, outbound: Outbound, guard: Guard) -> Toolbox:
    """Make the toolbox of a connection out of how it is stored."""
    return open_toolbox(read(of.setup), secret, outbound, guard)


async def _closed(toolbox: Toolbox) -> None:
    with suppress(ToolboxError, OSError):
        await toolbox.close()
