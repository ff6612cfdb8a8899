"""Bodies that are too much, or take too long."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from remit.kit.bodies import Body, BodyTooSlow
from remit.kit.errors import TooLarge

Receive = Callable[[], Awaitable[dict[str, Any]]]


def sending(*parts: bytes, pause: float = 0.0) -> Receive:
    """A client that sends parts, each after a pause, and then goes away."""
    left = list(parts)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        if not left:
            return {"type": "http.disconnect"}
        part = left.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(left)}

    return receive


async def whole(body: Body) -> bytes:
    read, more = b"", True
    while more:
        message = await body.receive()
        read, more = read + message.get("body", b""), message.get("more_body", False)
    return read


async def test_a_body_is_read_in_parts() -> None:
    body = Body(sending(b"ab", b"cd"), 4)
    assert await whole(body) == b"abcd"
    assert (await body.receive())["type"] == "http.disconnect"
    assert body.refused is None


async def test_too_much_is_seen_by_its_length_or_when_it_comes() -> None:
    assert isinstance(Body(sending(), 5, largest=4).refused, TooLarge)
    body = Body(sending(b"abc", b"de"), 0, largest=4)
    with pytest.raises(TooLarge):
        await whole(body)
    assert isinstance(body.refused, TooLarge)


async def test_a_body_that_trickles_is_refused() -> None:
    body = Body(sending(*[b"a"] * 1000, pause=0.02), 0, seconds=0.12)
    with pytest.raises(BodyTooSlow):
        await whole(body)
    assert isinstance(body.refused, BodyTooSlow)


async def test_waiting_for_the_client_to_go_takes_as_long_as_it_takes() -> None:
    left = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not left.is_set():
            left.set()
            return {"type": "http.request", "body": b"all", "more_body": False}
        await asyncio.sleep(0.2)
        return {"type": "http.disconnect"}

    body = Body(receive, 0, seconds=0.05)
    assert await whole(body) == b"all"
    assert (await body.receive())["type"] == "http.disconnect"
