"""Guarded requests, over real HTTP: they go to what was judged, and nowhere else."""

import gzip
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx2
import pytest
from tests.stubs.openai_server import serving

from remit.kit.addresses import AddressRefused, Reach
from remit.kit.outbound import AnswerTooLarge, Outbound

LAPTOP = Reach(loopback=True)
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Server:
    """Says what it was asked; `/away` redirects, `/much` is large, `/packed` is small and unfolds to much."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []

    async def __call__(self, scope: dict[str, Any], _: Any, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.asked.append({name.decode(): value.decode() for name, value in scope["headers"]})
        headers, status, body = [(b"content-type", b"text/plain")], 200, b"hello"
        if scope["path"] == "/away":
            status, headers = 307, [(b"location", scope["query_string"])]
        elif scope["path"] == "/much":
            body = b"x" * 2000
        elif scope["path"] == "/packed":
            headers.append((b"content-encoding", b"gzip"))
            body = gzip.compress(b"x" * 10_000_000)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    with serving(server) as address:
        yield address


def resolving(*answers: list[str]) -> tuple[Callable[[str, int], Awaitable[list[str]]], list[str]]:
    """A look-up that gives one answer after the other, and what it was asked."""
    left, asked = list(answers), []

    async def resolve(host: str, _: int) -> list[str]:
        asked.append(host)
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve, asked


async def get(outbound: Outbound, base: str, path: str = "/", **options: Any) -> httpx2.Response:
    async with outbound.client(base, timeout=5, **options) as client:
        return await client.get(f"{base}{path}")


async def test_an_allowed_address_answers_and_keeps_its_name(server: Server, url: str) -> None:
    resolve, asked = resolving(["127.0.0.1"])
    named = url.replace("127.0.0.1", "ollama.internal")
    answer = await get(Outbound(LAPTOP, resolve), named)
    assert answer.text == "hello"
    assert asked == ["ollama.internal"]
    assert server.asked[0]["host"] == named.removeprefix("http://")


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["10.0.0.7"],
        ["93.184.216.34", "127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
    ],
)
async def test_a_name_that_stands_for_a_forbidden_address_is_refused(
    server: Server, url: str, addresses: list[str]
) -> None:
    resolve, _ = resolving(addresses)
    with pytest.raises(AddressRefused):
        await get(Outbound(Reach(), resolve), url.replace("127.0.0.1", "evil.example"))
    assert server.asked == []


async def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_judged(
    server: Server, url: str
) -> None:
    """DNS rebinding: the second look-up would lead elsewhere, and there is none."""
    resolve, asked = resolving(["127.0.0.1"], ["127.0.0.9"])
    assert (await get(Outbound(LAPTOP, resolve), url.replace("127.0.0.1", "rebound.example"))).text == "hello"
    assert asked == ["rebound.example"]
    resolve, _ = resolving(["127.0.0.1"], ["169.254.169.254"])
    outbound = Outbound(LAPTOP, resolve)
    named = url.replace("127.0.0.1", "rebound.example")
    async with outbound.client(named, timeout=5) as client:
        await client.get(named)
        with pytest.raises(AddressRefused):  # an open connection is no way round either
            await client.get(named)


async def test_the_next_address_is_tried_when_one_does_not_answer(url: str) -> None:
    resolve, _ = resolving(["::1", "127.0.0.1"])
    assert (await get(Outbound(LAPTOP, resolve), url.replace("127.0.0.1", "two.example"))).text == "hello"


async def test_a_host_that_does_not_exist_is_an_error_like_any_other() -> None:
    async def nowhere(_: str, __: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(httpx2.ConnectError):
        await get(Outbound(LAPTOP, nowhere), "http://nowhere.example")


async def test_redirects_are_not_followed(server: Server, url: str) -> None:
    answer = await get(Outbound(LAPTOP), url, f"/away?{url}/")
    assert answer.status_code == 307
    assert len(server.asked) == 1


async def test_a_client_reaches_one_place_only(server: Server, url: str) -> None:
    async with Outbound(LAPTOP).client("http://127.0.0.1:9", timeout=5) as client:
        for elsewhere in (url, "http://localhost:9", "https://127.0.0.1:9", "http://127.0.0.1:10"):
            with pytest.raises(AddressRefused, match="does not follow"):
                await client.get(elsewhere)
        with pytest.raises(AddressRefused):
            await client.get(f"{url}/away", follow_redirects=True)
    assert server.asked == []


async def test_an_answer_has_a_largest_size(url: str) -> None:
    assert len((await get(Outbound(LAPTOP), url, "/much", largest=2000)).content) == 2000
    for path, largest in (("/much", 1999), ("/packed", 2_000_000)):
        with pytest.raises(AnswerTooLarge):
            await get(Outbound(LAPTOP), url, path, largest=largest)


async def test_nothing_of_this_process_goes_along(
    server: Server, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with Outbound(LAPTOP).client(url, timeout=5) as client:
        headers = {
            "authorization": "Bearer k",
            "openai-organization": "org-ours",
            "x-custom": "ours",
            "cookie": "a=b",
        }
        await client.get(url, headers=headers)
    assert server.asked[0]["authorization"] == "Bearer k"
    assert server.asked[0]["accept-encoding"] == "identity"
    assert not {"openai-organization", "x-custom", "cookie"} & set(server.asked[0])
    async with Outbound(LAPTOP).client(url, timeout=5, also=("X-Custom",)) as client:
        await client.get(url, headers=headers | {"accept-encoding": "gzip"})
    assert server.asked[1]["x-custom"] == "ours"
    assert server.asked[1]["accept-encoding"] == "identity"
    assert not {"openai-organization", "cookie"} & set(server.asked[1])
