"""Bytes that no client sends: each is refused, or means the same to everybody who reads it."""

import asyncio
import json
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from tests.fixtures.server import Api, Served

from remit.controls.tenancy import Role

HOST = b"Host: remit.example\r\n"
GET = b"GET /health/live HTTP/1.1\r\n" + HOST
POST = b"POST /api/sessions HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
BODY = b'{"token":"x"}'
CHUNKED = b"\r\n\r\nd\r\n" + BODY + b"\r\n0\r\n\r\n"
HIDDEN = b"GET /api/hidden HTTP/1.1\r\n" + HOST + b"\r\n"


@dataclass(frozen=True)
class Reply:
    """What came back until the server closed, or fell silent."""

    raw: bytes
    closed: bool

    @property
    def statuses(self) -> list[int]:
        """The statuses of all answers."""
        return [int(part[:3]) for part in self.raw.split(b"HTTP/1.1 ")[1:]]

    def header(self, name: bytes) -> bytes:
        """A header of the first answer; empty for none."""
        for line in self.raw.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
            if line.lower().startswith(name + b":"):
                return line.split(b":", 1)[1].strip()
        return b""


def sent(served: Served, raw: bytes, *, silence: float = 0.5) -> Reply:
    """Send bytes over a connection of their own; read until the server closes it, or says nothing more."""
    address = urlsplit(served.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0))) as connection:
        connection.settimeout(silence)
        read = b""
        try:
            connection.sendall(raw)
            while part := connection.recv(65536):
                read += part
        except TimeoutError:
            return Reply(read, closed=False)
        except OSError:
            pass
        return Reply(read, closed=True)


async def over(served: Served, raw: bytes) -> Reply:
    """Send from another thread: the server runs on this one."""
    return await asyncio.to_thread(sent, served, raw)


REFUSED = {
    "two lengths that agree": POST + b"Content-Length: 13\r\nContent-Length: 13\r\n\r\n" + BODY,
    "two lengths": POST + b"Content-Length: 13\r\nContent-Length: 5\r\n\r\n" + BODY,
    "a list of lengths": POST + b"Content-Length: 13, 13\r\n\r\n" + BODY,
    "a length with a sign": POST + b"Content-Length: +13\r\n\r\n" + BODY,
    "a length below nothing": POST + b"Content-Length: -1\r\n\r\n" + BODY,
    "a length in hex": POST + b"Content-Length: 0xd\r\n\r\n" + BODY,
    "a length beyond numbers": POST + b"Content-Length: 99999999999999999999999\r\n\r\n" + BODY,
    "length, then chunked": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked" + CHUNKED + HIDDEN,
    "chunked, then length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5" + CHUNKED + HIDDEN,
    "chunked twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + CHUNKED,
    "identity and chunked": POST + b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked" + CHUNKED,
    "chunked, identity": POST + b"Transfer-Encoding: chunked, identity" + CHUNKED,
    "an encoding nobody knows": POST + b"Transfer-Encoding: xchunked" + CHUNKED,
    "an encoding behind a tab": POST + b"Transfer-Encoding: \x0bchunked" + CHUNKED,
    "a space before the colon": POST + b"Transfer-Encoding : chunked" + CHUNKED,
    "a folded encoding": POST + b"Transfer-Encoding:\r\n chunked" + CHUNKED,
    "a chunk of no size": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + BODY + b"\r\n0\r\n\r\n",
    "chunks that end in LF": POST + b"Transfer-Encoding: chunked\r\n\r\nd\n" + BODY + b"\n0\n\n",
    "two hosts": GET + b"Host: evil.example\r\n\r\n",
    "no host": b"GET /health/live HTTP/1.1\r\n\r\n",
    "two keys": GET + b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    "two types": POST + b"Content-Type: text/plain\r\nContent-Length: 13\r\n\r\n" + BODY,
    "two idempotency keys": POST
    + b"Idempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: 13\r\n\r\n"
    + BODY,
    "a folded key": GET + b"Authorization: Bearer\r\n\tx\r\n\r\n",
    "a folded id": GET + b"X-Request-Id: a\r\n b\r\n\r\n",
    "NUL in an id": GET + b"X-Request-Id: a\x00b\r\n\r\n",
    "escape in an id": GET + b"X-Request-Id: a\x1b[31mb\r\n\r\n",
    "CR in an id": GET + b"X-Request-Id: a\rX-Evil: b\r\n\r\n",
    "LF in an id": GET + b"X-Request-Id: a\nX-Evil: b\r\n\r\n",
    "a header without a name": GET + b": x\r\n\r\n",
    "NUL in a name": GET + b"A\x00B: x\r\n\r\n",
    "a header that begins with a space": b"GET /health/live HTTP/1.1\r\n X: y\r\n" + HOST + b"\r\n",
    "lines that end in LF": GET.replace(b"\r\n", b"\n") + b"\n",
    "a small method": b"get" + GET[3:] + b"\r\n",
    "a tunnel": b"CONNECT evil.example:80 HTTP/1.1\r\n" + HOST + b"\r\n",
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
async def test_what_two_readers_could_read_differently_is_refused(served: Served, raw: bytes) -> None:
    reply = await over(served, raw)
    assert reply.statuses == [400], reply.raw
    assert reply.closed, "what came after it could be taken for a request"
    assert b"X-Evil" not in reply.raw


REPLACED = {
    "a tab": b"X-Request-Id: a\tb\r\n",
    "Latin": b"X-Request-Id: \xe9\xff\r\n",
    "two of them": b"X-Request-Id: a\r\nX-Request-Id: b\r\n",
    "a long one": b"X-Request-Id: " + b"a" * 65 + b"\r\n",
    "an empty one": b"X-Request-Id:\r\n",
    "markup": b"X-Request-Id: <script>\r\n",
}


@pytest.mark.parametrize("header", REPLACED.values(), ids=REPLACED.keys())
async def test_an_id_that_is_none_is_replaced(served: Served, header: bytes) -> None:
    reply = await over(served, GET + header + b"Connection: close\r\n\r\n")
    assert reply.statuses == [200]
    assert reply.header(b"x-request-id").startswith(b"req_")


async def test_requests_that_follow_each_other_are_answered_one_by_one(served: Served) -> None:
    reply = await over(served, GET + b"X-Request-Id: one\r\n\r\n" + GET + b"X-Request-Id: two\r\n\r\n")
    assert reply.statuses == [200, 200]
    first, second = (reply.raw.index(b"x-request-id: " + id) for id in (b"one", b"two"))
    assert first < second


async def test_a_body_nobody_reads_is_not_taken_for_a_request(served: Served) -> None:
    length = b"Content-Length: %d\r\n\r\n" % len(HIDDEN)
    reply = await over(served, GET + length + HIDDEN + GET + b"Connection: close\r\n\r\n")
    assert reply.statuses == [200, 200]


async def test_an_upgrade_nobody_offered_hides_nothing(served: Served) -> None:
    upgrade = (
        b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
    )
    reply = await over(served, GET + upgrade + HIDDEN)
    assert b"hidden" not in reply.raw
    assert reply.statuses[:1] == [200]


async def test_another_host_in_the_address_changes_nothing(served: Served) -> None:
    absolute = b"GET http://evil.example/health/live HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    reply = await over(served, absolute)
    assert reply.statuses == [200]


async def test_a_refusal_that_reached_us_is_a_problem_document(served: Served) -> None:
    reply = await over(served, REFUSED["two keys"])
    told = json.loads(reply.raw.split(b"\r\n\r\n", 1)[1])
    assert told["type"] == "/problems/ambiguous-request"
    assert told["request_id"] == reply.header(b"x-request-id").decode()
    assert "authorization" in told["detail"]


async def test_of_two_keys_the_good_one_does_not_count(served: Served, api: Api) -> None:
    client = await api(Role.ADMIN)
    good = client.headers["authorization"].encode()
    for keys in ((good, b"Bearer bad"), (b"Bearer bad", good), (good, good)):
        lines = b"".join(b"Authorization: " + key + b"\r\n" for key in keys)
        reply = await over(served, b"GET /api/agents HTTP/1.1\r\n" + HOST + lines + b"\r\n")
        assert reply.statuses == [400]
