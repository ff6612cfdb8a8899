"""MCP servers as toolboxes: the official server in both of its ages, and servers that misbehave."""

import asyncio
import json
from typing import Any

import pytest
from tests.engines.tools.mcp_servers import Official, Wayward
from tests.engines.tools.places import LAPTOP, SECRET, Recorder, answered, guard
from tests.stubs.openai_server import serving

from remit.engines.tools import Mcp, Toolbox, ToolboxError, open_toolbox
from remit.kit.addresses import AddressRefused, Reach
from remit.kit.outbound import Outbound


def opened(
    url: str, secret: str = "", outbound: Outbound = LAPTOP, bears: Any = None, **more: Any
) -> Toolbox:
    setup = Mcp(url=f"{url}/mcp", **({"auth": "bearer" if secret else "none"} | more))
    return open_toolbox(setup, secret, outbound, bears or guard())


@pytest.mark.parametrize(
    "how", [{}, {"handshake": True}, {"handshake": True, "as_json": True}, {"as_json": True, "token": SECRET}]
)
async def test_the_official_server_is_used(how: dict[str, Any]) -> None:
    server = Official(**how)
    with serving(server, lifespan="on") as url:
        box = opened(url, how.get("token", ""))
        tools = {each.name: each for each in await box.tools()}
        assert set(tools) == {"find_book", "add_book", "fail", "wait"}
        assert tools["find_book"].description == "Finds a book."
        assert tools["find_book"].input_schema["required"] == ["title"]
        assert (tools["find_book"].reads_only, tools["find_book"].egress) == (True, False)
        assert (tools["add_book"].reads_only, tools["add_book"].egress) == (False, True)
        found = await box.use("find_book", {"title": "Émile"}, key="k")
        assert json.loads(found.text) == {"title": "Émile", "limit": 3}
        added = await box.use("add_book", {"title": "Candide"}, key="k")
        assert "added Candide" in added.text
        failed = await box.use("fail", {}, key="k")
        assert failed.failed
        assert "the shelf is full" in failed.text
        with pytest.raises(ToolboxError, match="At /limit") as caught:
            await box.use("find_book", {"title": "x", "limit": "many"}, key="k")
        assert not caught.value.reached
        with pytest.raises(ToolboxError, match="no tool"):
            await box.use("burn", {}, key="k")
        assert server.calls == ["Émile", "Candide"]
        probed = await box.probe()
        assert probed.ok
        assert probed.said.startswith("shelf 1.2 (MCP 20")
        assert probed.tools == 4
        await box.close()
        assert len(server.sessions) == ("handshake" in how)
        assert "GET" not in server.methods
        assert ("DELETE" in server.methods) == ("handshake" in how)


async def test_a_forgotten_session_is_opened_anew_and_the_tool_used_once() -> None:
    server = Official(handshake=True)
    with serving(server, lifespan="on") as url:
        box = opened(url)
        await box.use("add_book", {"title": "first"}, key="k")
        server.forgets = 1
        used = await box.use("add_book", {"title": "second"}, key="k")
        assert not used.failed
        assert server.calls == ["first", "second"]
        assert len(server.sessions) == 2
        server.forgets = 100
        with pytest.raises(ToolboxError, match="does not know the session") as caught:
            await box.use("add_book", {"title": "third"}, key="k")
        assert not caught.value.reached
        assert server.calls == ["first", "second"]
        await box.close()


async def test_many_use_it_at_once_and_one_that_is_given_up_harms_no_other() -> None:
    server = Official(handshake=True)
    with serving(server, lifespan="on") as url:
        box = opened(url)
        waits = asyncio.create_task(box.use("wait", {"seconds": 0.5}, key="k"))
        given_up = asyncio.create_task(box.use("wait", {"seconds": 60}, key="k"))
        titles = [f"book {n}" for n in range(20)]
        found = await asyncio.gather(*(box.use("find_book", {"title": each}, key="k") for each in titles))
        assert [json.loads(each.text)["title"] for each in found] == titles
        given_up.cancel()
        assert (await waits).text
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert len(server.sessions) == 1
        await box.close()


@pytest.mark.parametrize(
    ("wayward", "said", "reached"),
    [
        (Wayward(body=b"<html>hello</html>", kind="text/html"), "answered with text/html", True),
        (Wayward(body=b'{"jsonrpc": "2.0", "id": ID'), "no JSON-RPC", True),
        (Wayward(body=b"[" * 100_000), "no JSON-RPC", True),
        (
            Wayward(body=b'{"jsonrpc": "2.0", "id": ID, "result": {"content": 7}}'),
            "not answer as an MCP",
            True,
        ),
        (Wayward(body=b"x" * 5_000_000), "more than is read", True),
        (Wayward(body=b"", status=202), "promised no answer", True),
        (Wayward(body=b"oops", status=500, kind="text/plain"), "status 500", True),
        (Wayward(body=b"", status=429), "status 429", False),
        (Wayward(body=b"", status=401), "refused the secret", False),
        (Wayward(body=b"", status=307), "status 307", True),
        (Wayward(body=b"data: {broken\n\n", kind="text/event-stream"), "not answer as an MCP", True),
        (Wayward(body=b": nothing\n\n", kind="text/event-stream"), "not answer as an MCP", True),
        (Wayward(hangs=True), "did not answer", True),
    ],
)
async def test_servers_that_misbehave_are_told_of_and_used_once(
    wayward: Wayward, said: str, reached: bool
) -> None:
    with serving(wayward) as url:
        box = opened(url, bears=guard(silence_seconds=0.5, retries=0))
        await box.tools()
        with pytest.raises(ToolboxError, match=said) as caught:
            await box.use("act", {}, key="k")
        assert caught.value.reached is reached
        assert wayward.calls == 1
        wayward.body, wayward.hangs = None, False
        assert (await box.use("act", {}, key="k")).text == "acted"  # the session has outlived it
        await box.close()


async def test_errors_of_the_server_are_answers() -> None:
    body = b'{"jsonrpc":"2.0","id":ID,"error":{"code":-32050,"message":"no such shelf","data":{"fault":"x"}}}'
    with serving(Wayward(body=body)) as url:
        box = opened(url)
        used = await box.use("act", {}, key="k")
        assert used.failed
        assert used.text == "Error -32050: no such shelf"
        await box.close()


async def test_lists_that_do_not_end_and_odd_tools() -> None:
    with serving(Wayward(endless=True)) as url:
        box = opened(url)
        with pytest.raises(ToolboxError, match="does not end"):
            await box.tools()
        assert not (await box.probe()).ok
        await box.close()
    odd = [
        {"name": "Ünïcode Näme!", "description": f"says {SECRET}\0", "inputSchema": {"type": "object"}},
        {"name": "unicode-name", "inputSchema": {"type": "object", "$ref": "http://169.254.169.254/x"}},
        {"name": "huge", "inputSchema": {"type": "object", "properties": {"x": {"enum": ["y" * 100_000]}}}},
    ]
    with serving(Wayward(tools=odd)) as url:
        box = opened(url)
        found = await box.tools()
        assert [each.name for each in found] == ["unicode_name", "unicode_name_2", "huge"]
        assert found[2].input_schema == {"type": "object"}
        assert "\0" not in found[0].description
        await box.use("unicode_name_2", {"anything": 1}, key="k")
        await box.close()
        only = opened(url, include=("huge",))
        assert [each.name for each in await only.tools()] == ["huge"]
        await only.close()


@pytest.mark.parametrize(
    ("answer", "said", "hint"),
    [
        (answered(401), "refused the secret (status 401)", "token"),
        (answered(404, "nope", "text/plain"), "status 404", "/mcp"),
        (answered(200, "<html></html>", "text/html"), "answered with text/html", "/mcp"),
        (answered(200, '{"openapi": "3.1.0"}'), "no JSON-RPC", "/mcp"),
        (answered(307, location="http://169.254.169.254/"), "leads elsewhere", "/mcp"),
        (answered(503, "", "text/plain"), "status 503", "logs"),
    ],
)
async def test_a_probe_says_what_to_mend(answer: Any, said: str, hint: str) -> None:
    server = Recorder([answer])
    with serving(server) as url:
        box = opened(url, SECRET, bears=guard(retries=0))
        probed = await box.probe()
        assert not probed.ok
        assert said in probed.said
        assert hint in probed.hint
        assert SECRET not in probed.said + probed.hint + repr(box)
        await box.close()
    assert {each.headers["authorization"] for each in server.asked} == {f"Bearer {SECRET}"}
    assert {each.headers["user-agent"] for each in server.asked} == {"remit"}


async def test_addresses_out_of_reach_are_refused() -> None:
    with pytest.raises(AddressRefused):
        opened("http://169.254.169.254")
    for address, said in (("169.254.169.254", "never goes to"), ("127.0.0.1", "on this machine")):

        async def rebound(_: str, __: int, address: str = address) -> list[str]:
            return [address]

        box = opened("http://mcp.example.com:9", outbound=Outbound(Reach(), rebound))
        with pytest.raises(ToolboxError, match=said) as caught:
            await box.tools()
        assert not caught.value.reached
        await box.close()
    box = opened("http://127.0.0.1:9", bears=guard(retries=0))
    assert (await box.probe()).said == "127.0.0.1 cannot be reached."
    await box.close()
