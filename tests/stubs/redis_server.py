"""A server that speaks Redis's protocol (RESP2) and knows the commands that limits use."""

import asyncio
import math
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Reply = int | bytes | str | None | list[Any]


@dataclass
class RedisStub:
    """What it holds; `silent` lets it take commands and never answer, `asked` counts round trips."""

    port: int = 0
    silent: bool = False
    asked: int = 0
    counts: dict[bytes, int] = field(default_factory=dict)
    sets: defaultdict[bytes, dict[bytes, float]] = field(default_factory=lambda: defaultdict(dict))
    lasts: dict[bytes, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def carry_out(self, name: str, arguments: list[bytes]) -> Reply:
        """Do one command."""
        commands: dict[str, Callable[[list[bytes]], Reply]] = {
            "INCRBY": lambda a: self._add(a[0], int(a[1])),
            "DECRBY": lambda a: self._add(a[0], -int(a[1])),
            "GET": lambda a: str(self.counts[a[0]]).encode() if a[0] in self.counts else None,
            "EXPIRE": self._expire,
            "ZADD": self._zadd,
            "ZCARD": lambda a: len(self.sets[a[0]]),
            "ZREM": lambda a: sum(self.sets[a[0]].pop(each, None) is not None for each in a[1:]),
            "ZREMRANGEBYSCORE": self._zremrange,
        }
        return commands[name](arguments) if name in commands else "OK"

    def _add(self, key: bytes, amount: int) -> int:
        self.counts[key] = self.counts.get(key, 0) + amount
        return self.counts[key]

    def _expire(self, arguments: list[bytes]) -> int:
        self.lasts[arguments[0]] = int(arguments[1])
        return 1

    def _zadd(self, arguments: list[bytes]) -> int:
        self.sets[arguments[0]][arguments[2]] = float(arguments[1])
        return 1

    def _zremrange(self, arguments: list[bytes]) -> int:
        low = -math.inf if arguments[1] == b"-inf" else float(arguments[1])
        gone = [
            each for each, score in self.sets[arguments[0]].items() if low <= score <= float(arguments[2])
        ]
        for each in gone:
            del self.sets[arguments[0]][each]
        return len(gone)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        try:
            while line := await reader.readline():
                parts = [await _bulk(reader) for _ in range(int(line[1:]))]
                self.asked += 1
                if not self.silent:
                    writer.write(_written(self.carry_out(parts[0].decode().upper(), parts[1:])))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _bulk(reader: asyncio.StreamReader) -> bytes:
    length = int((await reader.readline())[1:])
    return (await reader.readexactly(length + 2))[:-2]


def _written(reply: Reply) -> bytes:
    if reply is None:
        return b"$-1\r\n"
    if isinstance(reply, int):
        return b":%d\r\n" % reply
    if isinstance(reply, str):
        return f"+{reply}\r\n".encode()
    if isinstance(reply, bytes):
        return b"$%d\r\n%b\r\n" % (len(reply), reply)
    return b"*%d\r\n" % len(reply) + b"".join(_written(each) for each in reply)


@asynccontextmanager
async def redis_stub() -> AsyncIterator[RedisStub]:
    """Run the server on a port of its own."""
    stub = RedisStub()
    server = await asyncio.start_server(stub.serve, "127.0.0.1", 0)
    stub.port = server.sockets[0].getsockname()[1]
    try:
        yield stub
    finally:
        server.close()
