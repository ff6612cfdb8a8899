"""Connections that never become a request: cut off, while everybody else is served."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from uvicorn.server import ServerState

from remit.edges.api.wire import Wire

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
HASTE = 0.4


class Hasty(Wire):
    """A wire that waits less long."""

    patience = HASTE


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    await PlainTextResponse(f"{scope['method']} {len(scope['headers'])} {len(body)}")(scope, receive, send)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    config = uvicorn.Config(_echo, log_config=None, access_log=False, lifespan="off")
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Hasty(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    async with server:
        yield int(server.sockets[0].getsockname()[1])


async def talk(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    """Send parts with pauses between them; read until the server closes, for at most three seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    try:
        async with asyncio.timeout(3):
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause)
            while read := await reader.read(65536):
                answer += read
    except TimeoutError:
        answer += b"<open>"
    except OSError:
        answer += b"<reset>"
    writer.close()
    return answer


async def test_headers_of_usual_size_pass(port: int) -> None:
    header = b"X-Large: " + b"a" * 30_000 + b"\r\n"
    answer = await talk(port, GET + header, b"Connection: close\r\n\r\n", pause=0.05)
    assert b"200 OK" in answer
    assert answer.endswith(b"GET 3 0")


async def test_headers_without_end_are_cut_off(port: int) -> None:
    parts = [b"X-%d: " % number + b"a" * 20_000 + b"\r\n" for number in range(200)]
    answer = await talk(port, GET, *parts, pause=0.001)
    assert answer.startswith(b"HTTP/1.1 431 ") or answer == b"<reset>"


async def test_one_header_without_end_is_cut_off(port: int) -> None:
    answer = await talk(port, GET + b"X-Long: ", *[b"a" * 20_000] * 200, pause=0.001)
    assert answer.startswith(b"HTTP/1.1 431 ") or answer == b"<reset>"


async def test_headers_that_trickle_are_cut_off(port: int) -> None:
    answer = await talk(port, GET, *[b"X: y\r\n"] * 8, pause=HASTE / 4)
    assert answer.startswith(b"HTTP/1.1 408 ") or answer == b"<reset>"


async def test_a_connection_that_says_nothing_is_closed(port: int) -> None:
    assert (await talk(port)).startswith(b"HTTP/1.1 408 ")


async def test_a_second_request_is_held_to_the_same(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(5):
        writer.write(GET + b"\r\n")
        assert b"200 OK" in await reader.readuntil(b"GET 1 0")
        writer.write(GET)
        assert (await reader.read()).startswith(b"HTTP/1.1 408 ")
    writer.close()


async def test_a_large_body_and_a_slow_answer_are_not_the_wires_business(port: int) -> None:
    post = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 400000\r\n\r\n"
    answer = await talk(port, post, *[b"a" * 40_000] * 10, pause=HASTE / 5)
    assert answer.endswith(b"POST 3 400000")


async def test_a_request_right_behind_a_large_body_is_read(port: int) -> None:
    post = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + b"a" * 300_000
    answer = await talk(port, post + GET, b"Connection: close\r\n\r\n", pause=0.05)
    assert answer.count(b"200 OK") == 2
