"""The same parts with nothing between them: plain ASGI under uvicorn, aiohttp upstream, the request read by msgspec.

`python -m bench.gateway.bare PORT URL`
"""

import sys
from typing import Any

import aiohttp
import msgspec
import uvicorn

_HEADERS = {"content-type": "application/json", "authorization": "Bearer stub"}
_JSON = [(b"content-type", b"application/json")]
_STREAM = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")]


class _Asked(msgspec.Struct):
    model: str
    messages: list[dict[str, Any]]
    stream: bool = False


_read = msgspec.json.Decoder(_Asked).decode


class Bare:
    """Passes each request on, and its answer back."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/chat/completions"
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        stream = _read(body).stream
        async with self._open().post(self._url, data=body, headers=_HEADERS) as response:
            await (self._pieces if stream else self._whole)(response, send)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, limit_per_host=0, keepalive_timeout=60)
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=120)
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=timeout,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def _whole(self, response: aiohttp.ClientResponse, send: Any) -> None:
        answer = await response.read()
        length = (b"content-length", str(len(answer)).encode())
        await send({"type": "http.response.start", "status": response.status, "headers": [*_JSON, length]})
        await send({"type": "http.response.body", "body": answer})

    async def _pieces(self, response: aiohttp.ClientResponse, send: Any) -> None:
        await send({"type": "http.response.start", "status": response.status, "headers": _STREAM})
        async for piece in response.content.iter_any():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    uvicorn.run(
        Bare(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        access_log=False,
        log_level="warning",
        loop="uvloop",
        http="httptools",
    )
