"""W3C Trace Context: what is continued, what is replaced, and who learns of it."""

from collections.abc import Iterator

import aiohttp
import pytest
from tests.kit.test_outbound import LAPTOP, Server, get, resolving
from tests.stubs.openai_server import serving

from remit.kit import outbound
from remit.kit.outbound import Outbound
from remit.kit.telemetry import Trace, begun, continued, current_trace, pass_traces_to, passed_on

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
GOOD = f"00-{TRACE}-{SPAN}-01"


@pytest.fixture(autouse=True)
def standing() -> Iterator[Trace]:
    """Stand in a trace, and undo what a test says about passing it on."""
    trace = Trace(TRACE, SPAN, 1, "vendor=opaque")
    token = current_trace.set(trace)
    yield trace
    current_trace.reset(token)
    pass_traces_to("private")


def test_a_valid_parent_is_continued_with_a_new_span() -> None:
    caller = continued(GOOD, "a=1, b@v=2")
    assert caller == Trace(TRACE, SPAN, 1, "a=1,b@v=2")
    mine = caller.next()
    assert (mine.trace_id, mine.flags, mine.state) == (TRACE, 1, "a=1,b@v=2")
    assert mine.span_id != SPAN
    assert continued(mine.parent) == mine._replace(state="")


@pytest.mark.parametrize(
    ("parent", "flags"),
    [
        (f"00-{TRACE}-{SPAN}-00", 0),
        (f"00-{TRACE}-{SPAN}-03", 3),
        (f"00-{TRACE}-{SPAN}-ff", 3),
        (f"01-{TRACE}-{SPAN}-01", 1),
        (f"cc-{TRACE}-{SPAN}-01-what-comes-later", 1),
    ],
)
def test_flags_we_know_are_kept_and_later_versions_are_read(parent: str, flags: int) -> None:
    caller = continued(parent)
    assert caller == Trace(TRACE, SPAN, flags)
    assert caller.parent.startswith("00-")


@pytest.mark.parametrize(
    "parent",
    [
        "",
        "nonsense",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        GOOD.upper(),
        GOOD + "-more",
        GOOD + "\n",
        GOOD[:-1],
        f"00-{TRACE[:-1]}-{SPAN}-01",
        f"00-{TRACE[:-1]}g-{SPAN}-01",
        f"{GOOD},{GOOD}",
        f"cc-{TRACE}-{SPAN}-01.later",
        "00-" + "a" * 100_000,
        GOOD.replace("-", "_"),
        GOOD.translate({ord("4"): "４"}),
    ],
)
def test_what_cannot_be_read_is_not_continued(parent: str) -> None:
    assert continued(parent, "a=1") is None


@pytest.mark.parametrize(
    "state",
    [
        "a",
        "=1",
        "A=1",
        "a=1,a=2",
        "a=1\n",
        "a=\x00",
        "a=é",
        "a=" + "x" * 600,
        ",".join(f"k{n}=v" for n in range(33)),
        "a==",
    ],
)
def test_a_state_that_breaks_the_rules_is_left_out_and_the_parent_stays(state: str) -> None:
    assert continued(GOOD, state) == Trace(TRACE, SPAN, 1, "")


def test_a_trace_of_our_own_is_random_and_not_recorded() -> None:
    traces = {begun().trace_id for _ in range(1000)}
    assert len(traces) == 1000
    assert all(len(trace) == 32 for trace in traces)
    assert not begun().sampled
    assert continued(begun().parent) is not None


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("192.168.0.9", True),
        ("::1", True),
        ("fd00::1", True),
        ("fe80::1%eth0", True),
        ("::ffff:10.0.0.1", True),
        ("8.8.8.8", False),
        ("::ffff:8.8.8.8", False),
        ("2606:4700::1111", False),
        ("api.openai.com", False),
        ("", False),
    ],
)
def test_only_private_hosts_learn_of_a_trace_unless_it_is_said_otherwise(address: str, private: bool) -> None:
    whole = {"traceparent": GOOD, "tracestate": "vendor=opaque"}
    assert passed_on(address) == (whole if private else {})
    pass_traces_to("all")
    assert passed_on(address) == whole
    pass_traces_to("none")
    assert passed_on(address) == {}


def test_outside_of_a_request_nothing_is_passed_on() -> None:
    token = current_trace.set(None)
    assert passed_on("127.0.0.1") == {}
    current_trace.reset(token)


async def test_a_request_to_a_private_host_carries_the_trace() -> None:
    server = Server()
    resolve, _ = resolving(["127.0.0.1"])
    with serving(server) as url:
        named = url.replace("127.0.0.1", "ollama.internal")
        await get(Outbound(LAPTOP, resolve), named)
        async with Outbound(LAPTOP, resolve).session(named, timeout=5) as session:
            async with session.get(named) as answer:
                assert answer.status == 200
            pass_traces_to("none")
            async with session.get(named) as answer:
                assert answer.status == 200
    slow, fast, none = server.asked
    assert slow["traceparent"] == fast["traceparent"] == GOOD
    assert slow["tracestate"] == fast["tracestate"] == "vendor=opaque"
    assert not {"traceparent", "tracestate"} & set(none)


async def test_a_library_cannot_send_a_trace_of_its_own() -> None:
    server = Server()
    with serving(server) as url:
        pass_traces_to("none")
        async with Outbound(LAPTOP).client(url, timeout=5) as client:
            await client.get(url, headers={"traceparent": GOOD, "tracestate": "a=1", "baggage": "user=me"})
    assert not {"traceparent", "tracestate", "baggage"} & set(server.asked[0])


async def test_behind_a_proxy_nobody_knows_where_a_request_goes() -> None:
    proxy = Server()
    with serving(proxy) as url:
        async with (
            outbound.session(5) as session,
            session.get("http://models.example/v1", proxy=url) as answer,
        ):
            assert answer.status == 200
    assert proxy.asked[0]["host"] == "models.example"
    assert "traceparent" not in proxy.asked[0]


async def test_two_requests_of_one_client_each_carry_their_own_trace() -> None:
    server = Server()
    with serving(server) as url:
        async with Outbound(LAPTOP).session(url, timeout=5) as session:
            for number in (1, 2):
                current_trace.set(Trace(f"{number:032x}", SPAN, 1))
                answer: aiohttp.ClientResponse = await session.get(url)
                answer.release()
    assert [asked["traceparent"][3:35] for asked in server.asked] == [f"{1:032x}", f"{2:032x}"]
