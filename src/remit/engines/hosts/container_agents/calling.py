"""Call an agent in its container: JSON over HTTP, on the Unix socket that is all that leads in."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from remit.engines.hosts.container_agents.spot import spot
from remit.engines.hosts.errors import OutcomeUnknown, Rejected, Retryable
from remit.engines.hosts.functions import Invoked, Place

MOST_SENT = 32 * 2**20
"""The bytes that a container takes in one call."""
_MOST_READ = 64 * 2**20
# Beyond the time that the code has: to wait for its turn, and on the way.
_SPARE_SECONDS = 10.0
_PIECE = 2**16


class ContainerFunctions:
    """Calls what serves below a folder, from any process on the machine; a place's name is its deployment's id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def invoke(self, place: Place, event: Mapping[str, Any]) -> Invoked:
        sent = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "backslashreplace"
        )
        if len(sent) > MOST_SENT:
            raise Rejected(f"A container takes {MOST_SENT:,} bytes in a call, and this has {len(sent):,}.")
        there = spot(self._folder, place.name, place.revision)
        # Before any code runs nothing is left in there that it could write to.
        if not there.close():
            raise Retryable("Nothing listens for it on this machine.")
        patience = aiohttp.ClientTimeout(total=float(event["seconds"]) + _SPARE_SECONDS)
        connector = aiohttp.UnixConnector(path=str(there.socket), force_close=True)
        try:
            async with (
                aiohttp.ClientSession(connector=connector, timeout=patience) as session,
                session.post("http://agent/", data=sent) as answer,
            ):
                return await _read(answer)
        except aiohttp.ClientConnectorError as error:
            raise Retryable("Its container does not answer.") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise OutcomeUnknown("It was called, and its answer was cut off.") from error

    async def close(self) -> None:
        """Keep nothing, so that there is nothing to let go."""


async def _read(answer: aiohttp.ClientResponse) -> Invoked:
    pieces: list[bytes] = []
    size = 0
    async for piece in answer.content.iter_chunked(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > _MOST_READ:
            return Invoked(None, "too much")
    try:
        payload = json.loads(b"".join(pieces))
    except ValueError:
        payload = None
    return Invoked(payload, None if isinstance(payload, dict) else "crashed")
