"""HTTP APIs as toolboxes, over real HTTP: what is sent, what is tried again, and what hostile servers achieve."""

import asyncio
import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from tests.engines.tools.places import LAPTOP, SECRET, Recorder, answered, guard
from tests.stubs.openai_server import serving

from remit.engines.tools import HttpApi, Operation, Toolbox, ToolboxError, open_toolbox
from remit.kit.addresses import AddressRefused, Reach
from remit.kit.errors import Malformed
from remit.kit.outbound import Outbound

FIND = Operation(
    name="find_order",
    description="Finds an order.",
    method="GET",
    path="/orders/{number}",
    query={
        "type": "object",
        "properties": {"limit": {"type": "integer", "maximum": 10}, "tags": {"type": "array"}},
    },
    headers={"type": "object", "properties": {"X-Region": {"type": "string"}}},
)
MAKE = Operation(
    name="make_order",
    method="POST",
    path="/orders",
    body={"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]},
)


@pytest.fixture
def server() -> Recorder:
    return Recorder()


@pytest.fixture
def url(server: Recorder) -> Iterator[str]:
    with serving(server) as address:
        yield f"{address}/v1"


def opened(
    url: str, *operations: Operation, outbound: Outbound = LAPTOP, bears: Any = None, **more: Any
) -> Toolbox:
    setup = HttpApi(base_url=url, operations=operations or (FIND, MAKE), **more)
    return open_toolbox(setup, SECRET, outbound, bears or guard())


async def test_arguments_go_where_they_belong(server: Recorder, url: str) -> None:
    box = opened(url, headers={"X-Team": "ops"})
    found = {each.name: each for each in await box.tools()}
    assert found["find_order"].reads_only
    assert not found["make_order"].reads_only
    used = await box.use(
        "find_order", {"number": "a/b ü?", "limit": 3, "tags": ["x", "y&z"], "X-Region": "eu"}, key="k1"
    )
    assert used.text == '{"ok":true}'
    assert not used.failed
    await box.use("make_order", {"note": "héllo"}, key="k2")
    read, made = server.asked
    assert (read.method, read.target) == ("GET", "/v1/orders/a%2Fb%20%C3%BC%3F?limit=3&tags=x&tags=y%26z")
    assert read.headers["x-region"] == "eu"
    assert read.headers["x-team"] == "ops"
    assert read.headers["authorization"] == f"Bearer {SECRET}"
    assert "idempotency-key" not in read.headers
    assert made.json == {"note": "héllo"}
    assert made.headers["idempotency-key"] == "k2"
    assert made.headers["content-type"] == "application/json"
    await box.close()


@pytest.mark.parametrize(
    ("auth", "more", "header", "value"),
    [
        ("bearer", {}, "authorization", f"Bearer {SECRET}"),
        ("header", {"auth_header": "X-Key"}, "x-key", SECRET),
        (
            "basic",
            {"auth_user": "remit"},
            "authorization",
            "Basic cmVtaXQ6c2stdmVyeS1zZWNyZXQtMTIzNDU2Nzg5MA==",
        ),
        ("none", {}, "authorization", None),
    ],
)
async def test_the_secret_is_sent_as_the_setup_says(
    server: Recorder, url: str, auth: Any, more: dict[str, Any], header: str, value: str | None
) -> None:
    box = opened(url, auth=auth, **more)
    await box.use("find_order", {"number": "1"}, key="k")
    assert server.asked[0].headers.get(header) == value
    assert SECRET not in repr(box)
    server.answers = [answered(200, f"you sent {value}", "text/plain")]
    echoed = await box.use("find_order", {"number": "1"}, key="k")
    assert value is None or value.rpartition(" ")[2] not in echoed.text
    await box.close()


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({}, "number"),
        ({"number": "1", "limit": 11}, "At /limit"),
        ({"number": "1", "limit": "many"}, "At /limit"),
        ({"number": "1", "else": 1}, "else"),
        ({"number": ["1"]}, "At /number"),
        ({"number": ".."}, "path"),
        ({"number": "..\\..\\admin"}, "path"),
        ({"number": "x/../../admin"}, "path"),
        ({"number": ""}, "path"),
        ({"number": "1", "X-Region": "eu\r\nHost: evil"}, "header"),
        ({"number": "1", "X-Region": "ü"}, "header"),
    ],
)
async def test_wrong_arguments_are_said_and_nothing_is_sent(
    server: Recorder, url: str, arguments: dict[str, Any], where: str
) -> None:
    box = opened(url)
    with pytest.raises(ToolboxError, match=where) as caught:
        await box.use("find_order", arguments, key="k")
    assert not caught.value.reached
    assert server.asked == []
    with pytest.raises(ToolboxError, match="no tool"):
        await box.use("drop", {}, key="k")
    await box.close()


@pytest.mark.parametrize(
    "name", ["Host", "Authorization", "X-Key", "X-Forwarded-For", "Cookie", "Content-Length"]
)
async def test_headers_that_are_ours_are_nobodys_argument(server: Recorder, url: str, name: str) -> None:
    sneaky = Operation(
        name="sneak", path="/", headers={"type": "object", "properties": {name: {"type": "string"}}}
    )
    setup = HttpApi(base_url=url, operations=(sneaky,), auth="header", auth_header="X-Key")
    if name == "X-Key":
        with pytest.raises(Malformed, match="X-Key"):
            open_toolbox(setup, SECRET, LAPTOP, guard())
        return
    box = open_toolbox(setup, SECRET, LAPTOP, guard())
    with pytest.raises(ToolboxError, match="unexpected"):
        await box.use("sneak", {name: "evil"}, key="k")
    assert server.asked == []
    await box.close()


async def test_reading_is_tried_again_and_changing_only_where_it_was_refused(
    server: Recorder, url: str
) -> None:
    box = opened(url)
    server.answers = [answered(503, "later"), answered(429, "", retry_after="0"), answered(200, "1")]
    assert (await box.use("find_order", {"number": "1"}, key="k")).text == "1"
    assert len(server.asked) == 3
    server.asked.clear()
    server.answers = [answered(503, "later"), answered(200, "1")]
    used = await box.use("make_order", {"note": "x"}, key="k")
    assert used.failed
    assert used.text == "Status 503: later"
    assert len(server.asked) == 1
    server.asked.clear()
    server.answers = [answered(429, "busy", retry_after="0"), answered(201, "made")]
    assert (await box.use("make_order", {"note": "x"}, key="k")).text == "made"
    assert len(server.asked) == 2
    server.asked.clear()
    server.answers = [answered(429, "busy", retry_after="3600")]
    assert (await box.use("find_order", {"number": "1"}, key="k")).text == "Status 429: busy"
    assert len(server.asked) == 1
    await box.close()


async def test_whether_a_use_may_have_happened_is_said_honestly() -> None:
    """Refused connections never got there; a server that hangs up, or says nothing, may have done it."""
    seen = 0

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        seen += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    for answer, words in ((hang_up, "broke"), (say_nothing, "did not answer")):
        listening = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        box = opened(f"http://127.0.0.1:{port}", bears=guard(silence_seconds=0.2))
        with pytest.raises(ToolboxError, match=words) as caught:
            await box.use("make_order", {"note": "x"}, key="k")
        assert caught.value.reached
        await box.close()
        listening.close()
    assert seen == 1
    box = opened(f"http://127.0.0.1:{port}")
    with pytest.raises(ToolboxError, match="cannot be reached") as caught:
        await box.use("make_order", {"note": "x"}, key="k")
    assert not caught.value.reached
    assert caught.value.again
    await box.close()


async def test_a_place_that_fails_too_often_is_left_alone(server: Recorder, url: str) -> None:
    server.answers = [answered(500)]
    box = opened(url, bears=guard(breaker_failures=2, retries=0))
    for _ in range(2):
        assert (await box.use("find_order", {"number": "1"}, key="k")).failed
    with pytest.raises(ToolboxError, match="left alone") as caught:
        await box.use("find_order", {"number": "1"}, key="k")
    assert not caught.value.reached
    assert len(server.asked) == 2
    assert "status 500" in (await box.probe()).said  # a test asks all the same
    await box.close()


async def test_redirects_are_not_followed_and_packed_or_huge_answers_not_read(
    server: Recorder, url: str
) -> None:
    box = opened(url)
    server.answers = [answered(302, location="http://169.254.169.254/latest/meta-data?token=x")]
    used = await box.use("find_order", {"number": "1"}, key="k")
    assert used.failed
    assert "http://169.254.169.254/latest/meta-data" in used.text
    assert "token" not in used.text
    server.answers = [answered(200, gzip.compress(b"x" * 50_000_000), content_encoding="gzip")]
    used = await box.use("find_order", {"number": "1"}, key="k")
    assert used.failed
    assert "packed" in used.text
    server.answers = [answered(200, b"x" * 5_000_000)]
    assert not (await box.use("make_order", {"note": "x"}, key="k")).failed  # it was made, whatever it says
    server.answers = [answered(200, "y" * 100_000, "text/plain")]
    used = await box.use("find_order", {"number": "1"}, key="k")
    assert used.text.endswith("(cut: 64,000 of 100,000 characters are shown)")
    server.answers = [answered(200, b"\x89PNG\xff", "image/png")]
    assert (
        await box.use("find_order", {"number": "1"}, key="k")
    ).text == "(5 bytes of image/png, which is no text)"
    assert len(server.asked) == 5
    await box.close()


async def test_what_a_place_sends_back_is_cleaned(server: Recorder, url: str) -> None:
    box = opened(url)
    server.answers = [answered(200, f"you sent {SECRET}\0", "text/plain")]
    assert (await box.use("find_order", {"number": "1"}, key="k")).text == "you sent [secret]\ufffd"
    page = f"<!DOCTYPE html><html><body><h1>Not found</h1>{SECRET}</body></html>"
    server.answers = [answered(404, page, "text/html")]
    used = await box.use("find_order", {"number": "1"}, key="k")
    assert used.text == "Status 404: (a page) Not found [secret]"
    server.answers = [answered(200, '{"broken": ')]
    assert (await box.use("find_order", {"number": "1"}, key="k")).text == '{"broken": '
    await box.close()


async def test_addresses_out_of_reach_are_refused(server: Recorder, url: str) -> None:
    with pytest.raises(AddressRefused):
        opened("http://169.254.169.254/v1")
    with pytest.raises(AddressRefused):
        opened(url, outbound=Outbound(Reach()))
    with pytest.raises(Malformed):
        opened("file:///etc/passwd")

    async def rebound(_: str, __: int) -> list[str]:
        return ["169.254.169.254"]

    box = opened("http://api.example.com", outbound=Outbound(Reach(), rebound))
    with pytest.raises(ToolboxError, match="never goes to") as caught:
        await box.use("make_order", {"note": "x"}, key="k")
    assert not caught.value.reached
    await box.close()
    assert server.asked == []


@pytest.mark.parametrize(
    ("answer", "ok", "hint"),
    [
        (answered(200, "{}"), True, ""),
        (answered(401), False, "key was refused"),
        (answered(404), False, "/v1/health"),
        (answered(307, location="https://elsewhere.example/x?y=1"), False, "https://elsewhere.example/x:"),
        (answered(500), False, "failed"),
        (answered(429), False, "too many"),
        (answered(405), False, "another path"),
    ],
)
async def test_a_probe_says_what_to_mend(
    server: Recorder, url: str, answer: Any, ok: bool, hint: str
) -> None:
    server.answers = [answer]
    box = opened(url, test_path="/health")
    probed = await box.probe()
    assert probed.ok is ok
    assert hint in probed.hint
    assert f"status {answer[0]}" in probed.said
    assert server.asked[0].target == "/v1/health"
    assert 0 < probed.seconds < 5
    assert probed.tools == 2
    await box.close()


async def test_a_probe_says_why_nothing_answers() -> None:
    async def nowhere(_: str, __: int) -> list[str]:
        raise OSError("no such name")

    for outbound, url, said in (
        (
            Outbound(Reach(loopback=True), nowhere),
            "http://api.example.com",
            "There is no host api.example.com.",
        ),
        (LAPTOP, "http://127.0.0.1:9", "127.0.0.1 cannot be reached."),
    ):
        box = opened(url, outbound=outbound, bears=guard(retries=0))
        probed = await box.probe()
        assert not probed.ok
        assert probed.said == said
        assert probed.hint
        await box.close()


async def test_a_secret_that_cannot_be_sent_is_refused(url: str) -> None:
    setup = HttpApi(base_url=url, operations=(FIND,))
    for secret in ("", "two\r\nlines", "ümlaut"):
        with pytest.raises(Malformed) as caught:
            open_toolbox(setup, secret, LAPTOP, guard())
        assert secret not in caught.value.detail or not secret


def free(url: str, requests: Any = "all", **more: Any) -> Toolbox:
    return open_toolbox(HttpApi(base_url=url, requests=requests, **more), SECRET, LAPTOP, guard())


async def test_requests_of_ones_own_stay_below_the_base_url(server: Recorder, url: str) -> None:
    box = free(url)
    found = {each.name: each for each in await box.tools()}
    assert list(found) == ["http_get", "http_post", "http_put", "http_patch", "http_delete"]
    assert [name for name, each in found.items() if each.reads_only] == ["http_get"]
    used = await box.use("http_get", {"path": "/a/b%20c", "query": {"q": "ü&", "n": [1, True]}}, key="k")
    assert used.text == '{"status":200,"type":"application/json","body":{"ok":true}}'
    await box.use("http_post", {"path": "/orders", "body": {"né": [1]}}, key="k2")
    read, sent = server.asked
    assert (read.method, read.target) == ("GET", "/v1/a/b%20c?q=%C3%BC%26&n=1&n=true")
    assert read.headers["authorization"] == f"Bearer {SECRET}"
    assert (sent.method, sent.target, sent.json) == ("POST", "/v1/orders", {"né": [1]})
    assert sent.headers["idempotency-key"] == "k2"
    for path in ("orders", "//evil.example/x", "/../up", "/a/%2e%2e/up", "/a%2f..%2fup", "/%252e%252e/x", "/a\\b",
                 "/a?b=1", "/a#b", "/a b", "/\r\nX: y", "/a%5c..", "/."):  # fmt: skip
        with pytest.raises(ToolboxError) as caught:
            await box.use("http_get", {"path": path}, key="k3")
        assert not caught.value.reached
    for wrong in (
        {},
        {"path": 1},
        {"path": "/a", "headers": {"host": "evil"}},
        {"path": "/a", "query": {"a": {}}},
    ):
        with pytest.raises(ToolboxError):
            await box.use("http_get", wrong, key="k4")
    assert len(server.asked) == 2
    await box.close()


async def test_what_comes_back_of_a_request_is_handed_on_whole_or_not_at_all(
    server: Recorder, url: str
) -> None:
    box = free(url, "read")
    assert [each.name for each in await box.tools()] == ["http_get"]
    with pytest.raises(ToolboxError):
        await box.use("http_post", {"path": "/a"}, key="k")
    for answer, told in (
        (answered(404, '{"why":"gone"}'), '{"status":404,"type":"application/json","body":{"why":"gone"}}'),
        (answered(200, "[1, NaN]"), '{"status":200,"type":"application/json","body":"[1, NaN]"}'),
        (
            answered(200, f"you sent {SECRET}", "text/plain"),
            '{"status":200,"type":"text/plain","body":"you sent [secret]"}',
        ),
        (answered(200, ""), '{"status":200,"type":"application/json","body":""}'),
    ):
        server.answers = [answer]
        used = await box.use("http_get", {"path": "/a"}, key="k")
        assert (used.text, used.failed) == (told, False)
    for answer in (
        answered(200, '"' + "x" * 300_000 + '"'),
        answered(302, "", location="http://169.254.169.254/"),
    ):
        server.answers = [answer]
        assert (await box.use("http_get", {"path": "/a"}, key="k")).failed
    await box.close()
    clash = Operation(name="http_get", path="/a")
    with pytest.raises(Malformed, match="has the name"):
        free(url, operations=(clash,))
    with pytest.raises(ValueError, match="allow requests"):
        HttpApi(base_url=url)
