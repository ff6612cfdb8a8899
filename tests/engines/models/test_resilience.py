"""Bad days of a provider over real HTTP, on both ways to it: the short one and Pydantic AI's."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, closing
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from socket import socket
from typing import cast

import httpx2
import pytest
from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.exceptions import AgentRunError, ModelAPIError, ModelHTTPError
from pydantic_ai.messages import ModelRequest
from pydantic_ai.models import Model
from tests.stubs.openai_server import MODEL, WORDS, Fault, OpenAIStub, openai_stub
from tests.stubs.waiting import until

from remit.engines.models import (
    Connection,
    Upstream,
    UpstreamError,
    UpstreamSilent,
    UpstreamUnreached,
    connect,
    upstream,
)
from remit.kit.clock import now
from remit.kit.outbound import session
from remit.kit.resilience import (
    AGAIN,
    CircuitOpen,
    Guard,
    Resilience,
    TooManyWaiting,
    seconds_of,
)

SAID = "".join(WORDS)
BODY = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "Where?"}]}).encode()
STREAM = json.dumps({**json.loads(BODY), "stream": True}).encode()
QUICK = Resilience(
    connect_seconds=1,
    silence_seconds=1,
    first_pause_seconds=0.01,
    longest_pause_seconds=2,
    breaker_failures=0,
    breaker_window_seconds=10,
    breaker_pause_seconds=0.3,
)
ASKED = [ModelRequest.user_text_prompt("Where?")]
Ask = Callable[[], Awaitable[str]]


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        yield running
        running.go_on.set()


@asynccontextmanager
async def short(url: str, guard: Guard) -> AsyncIterator[Upstream]:
    async with session(5) as http:
        way = upstream(Connection("local", MODEL, url), MODEL, guard, http, proxied=False)
        assert way is not None
        yield way


@asynccontextmanager
async def long(url: str, guard: Guard) -> AsyncIterator[Model]:
    model = connect(Connection("local", MODEL, url), MODEL, guard)
    yield model
    assert model.provider is not None
    await model.provider.client.close()


@asynccontextmanager
async def both(stub: OpenAIStub, settings: Resilience) -> AsyncIterator[list[tuple[Ask, Guard]]]:
    """Yield the two ways to ask, each with a guard of its own."""
    guards = Guard("stub", settings), Guard("stub", settings)
    async with short(stub.base_url, guards[0]) as way, long(stub.base_url, guards[1]) as model:

        async def shortly() -> str:
            return (await way.complete(BODY))[1].text()

        async def longly() -> str:
            return (await model_request(model, ASKED)).text or ""

        yield [(shortly, guards[0]), (longly, guards[1])]


@pytest.mark.parametrize("status", sorted(AGAIN))
async def test_what_may_pass_is_asked_again(stub: OpenAIStub, status: int) -> None:
    fault = cast(Fault, str(status))
    async with both(stub, QUICK) as ways:
        for ask, guard in ways:
            stub.script = [fault, fault]
            assert await ask() == SAID
            health = guard.health()
            assert (health.calls, health.retries, health.failures) == (3, 2, 2)
            assert health.last_error is not None
            assert str(status) in health.last_error
            assert "secret detail" not in health.last_error
            assert health.in_flight == 0


@pytest.mark.parametrize("fault", ["400", "401", "404", "html", "malformed"])
async def test_what_would_fail_again_is_asked_once(stub: OpenAIStub, fault: Fault) -> None:
    stub.fault = fault
    async with both(stub, QUICK) as ways:
        for ask, guard in ways:
            stub.requests.clear()
            with pytest.raises((UpstreamError, AgentRunError)):
                await ask()
            assert len(stub.requests) == 1
            assert guard.health().retries == 0
            assert guard.in_flight == 0


async def test_it_gives_up_after_so_many_and_says_what_it_saw(stub: OpenAIStub) -> None:
    stub.fault = "503"
    async with both(stub, replace(QUICK, retries=3)) as ways:
        for ask, _ in ways:
            stub.requests.clear()
            with pytest.raises((UpstreamError, ModelHTTPError)) as refused:
                await ask()
            assert len(stub.requests) == 4
            status = getattr(refused.value, "status_code", None) or getattr(refused.value, "status", None)
            assert status == 503


@pytest.mark.parametrize("written", ["1", "date"])
async def test_retry_after_is_honoured(stub: OpenAIStub, written: str) -> None:
    async with both(stub, QUICK) as ways:
        for ask, _ in ways:
            stub.script = ["429"]
            stub.retry_after = (
                written if written != "date" else format_datetime(now() + timedelta(seconds=2), usegmt=True)
            )
            began = time.monotonic()
            assert await ask() == SAID
            assert 0.9 <= time.monotonic() - began < 3


async def test_one_who_asks_for_more_patience_than_allowed_is_not_asked_again(stub: OpenAIStub) -> None:
    stub.fault, stub.retry_after = "429", "3600"
    async with both(stub, QUICK) as ways:
        for ask, _ in ways:
            stub.requests.clear()
            with pytest.raises((UpstreamError, ModelHTTPError)):
                await ask()
            assert len(stub.requests) == 1


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("1.5", 1.5),
        ("", None),
        ("-3", None),
        ("soon", None),
        ("9" * 400, None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_with_suspicion(written: str, seconds: float | None) -> None:
    assert seconds_of(written) == seconds


async def test_a_server_that_is_not_there_is_asked_again_and_then_said_to_be_away() -> None:
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    guard = Guard("gone", QUICK)
    async with short(url, guard) as way:
        with pytest.raises(UpstreamUnreached):
            await way.complete(BODY)
    assert (guard.health().retries, guard.health().failures) == (2, 3)
    async with long(url, guard) as model:
        with pytest.raises(ModelAPIError):
            await model_request(model, ASKED)
    assert guard.health().retries == 4


async def test_silence_ends_a_call_and_is_not_repeated(stub: OpenAIStub) -> None:
    stub.fault = "hang"
    async with both(stub, replace(QUICK, silence_seconds=0.2)) as ways:
        for ask, guard in ways:
            stub.requests.clear()
            with pytest.raises((UpstreamSilent, ModelAPIError)):
                await ask()
            assert len(stub.requests) == 1
            assert guard.health().failures == 1


@pytest.mark.parametrize("fault", ["cut", "hang_midway"])
async def test_a_stream_that_has_begun_is_never_begun_again(stub: OpenAIStub, fault: Fault) -> None:
    stub.fault = fault
    guard = Guard("stub", replace(QUICK, silence_seconds=0.3))
    async with short(stub.base_url, guard) as way:
        text = ""
        with pytest.raises(UpstreamSilent):  # noqa: PT012 - what came before matters
            async with aclosing(way.stream(STREAM)) as events:
                async for some in events:
                    text += "".join(read.text() for _, read in some)
    assert text == "".join(WORDS[:2])
    assert len(stub.requests) == 1
    assert guard.in_flight == 0
    stub.requests.clear()
    heard = []
    async with long(stub.base_url, guard) as model:
        with pytest.raises((ModelAPIError, httpx2.HTTPError)):  # noqa: PT012 - what came before matters
            async with model_request_stream(model, ASKED) as stream:
                async for event in stream:
                    heard.append(event)
    assert heard
    assert len(stub.requests) == 1
    assert guard.in_flight == 0


async def test_a_stream_is_tried_again_before_it_begins(stub: OpenAIStub) -> None:
    stub.script = ["500"]
    guard = Guard("stub", QUICK)
    async with short(stub.base_url, guard) as way:
        read = [read async for some in way.stream(STREAM) for _, read in some]
    assert "".join(each.text() for each in read) == SAID
    stub.script = ["529"]
    async with long(stub.base_url, guard) as model, model_request_stream(model, ASKED) as stream:
        async for _ in stream:
            pass
    assert stream.get().text == SAID
    assert guard.health().retries == 2


async def test_a_breaker_opens_lets_a_probe_through_and_closes(stub: OpenAIStub) -> None:
    async with both(stub, replace(QUICK, retries=0, breaker_failures=3)) as ways:
        for ask, guard in ways:
            stub.fault = "500"
            for _ in range(3):
                with pytest.raises((UpstreamError, ModelHTTPError)):
                    await ask()
            assert guard.health().breaker == "open"
            asked = len(stub.requests)
            with pytest.raises(CircuitOpen) as refused:
                await ask()
            assert refused.value.extra["retry_after"] >= 1
            assert len(stub.requests) == asked
            await until(lambda guard=guard: guard.health().breaker == "half_open")  # type: ignore[misc]
            with pytest.raises((UpstreamError, ModelHTTPError)):
                await ask()
            assert guard.health().breaker == "open"
            await until(lambda guard=guard: guard.health().breaker == "half_open")  # type: ignore[misc]
            stub.fault = "slow"
            stub.go_on.clear()
            probe = asyncio.create_task(asyncio.wait_for(ask(), 5))
            await until(lambda: stub.under_way == 1)
            with pytest.raises(CircuitOpen):
                await ask()
            stub.go_on.set()
            assert await probe == SAID
            assert guard.health().breaker == "closed"
            assert await ask() == SAID


async def test_a_probe_that_is_given_up_lets_the_next_one_try(stub: OpenAIStub) -> None:
    guard = Guard("stub", replace(QUICK, retries=0, breaker_failures=1, silence_seconds=30))
    async with short(stub.base_url, guard) as way:
        stub.fault = "500"
        with pytest.raises(UpstreamError):
            await way.complete(BODY)
        await until(lambda: guard.health().breaker == "half_open")
        stub.fault = "hang"
        probe = asyncio.create_task(way.complete(BODY))
        await until(lambda: stub.under_way == 1)
        probe.cancel()
        await asyncio.wait({probe})
        stub.fault = "none"
        assert (await way.complete(BODY))[1].text() == SAID
        assert guard.health().breaker == "closed"


async def test_a_few_failures_among_many_answers_do_not_open_it(stub: OpenAIStub) -> None:
    guard = Guard("stub", replace(QUICK, retries=0, breaker_failures=2))
    async with short(stub.base_url, guard) as way:
        for fault in ("none", "none", "none", "500", "none", "500", "429", "429", "429", "401"):
            stub.fault = fault
            if fault == "none":
                await way.complete(BODY)
                continue
            with pytest.raises(UpstreamError):
                await way.complete(BODY)
    assert guard.health().breaker == "closed"


async def test_a_hundred_calls_keep_to_the_limit_and_nothing_leaks(stub: OpenAIStub) -> None:
    stub.fault = "slow"
    guard = Guard("stub", replace(QUICK, concurrency=10, queue=60, queue_seconds=20, silence_seconds=20))
    async with short(stub.base_url, guard) as way:
        calls = [asyncio.create_task(way.complete(BODY)) for _ in range(100)]
        await until(lambda: stub.under_way == 10)
        await until(lambda: sum(call.done() for call in calls) == 30)
        assert (guard.in_flight, guard.health().waiting) == (10, 60)
        for call in calls[10:20]:
            call.cancel()
        stub.go_on.set()
        done = await asyncio.gather(*calls, return_exceptions=True)
    assert stub.at_once == 10
    refused = [each for each in done if isinstance(each, TooManyWaiting)]
    assert len(refused) == 30
    assert "no room" in refused[0].detail
    assert sum(isinstance(each, tuple) for each in done) == 60
    assert (guard.in_flight, guard.health().waiting) == (0, 0)
    assert guard.health().refused == 30


async def test_who_waits_too_long_is_told_and_leaves_the_queue(stub: OpenAIStub) -> None:
    stub.fault = "slow"
    guard = Guard("stub", replace(QUICK, concurrency=1, queue=5, queue_seconds=0.1, silence_seconds=20))
    async with short(stub.base_url, guard) as way:
        first = asyncio.create_task(way.complete(BODY))
        await until(lambda: stub.under_way == 1)
        with pytest.raises(TooManyWaiting, match="none ended in time"):
            await way.complete(BODY)
        waiting = asyncio.create_task(way.complete(BODY))
        await until(lambda: guard.health().waiting == 1)
        waiting.cancel()
        await asyncio.wait({waiting})
        assert guard.health().waiting == 0
        stub.go_on.set()
        await first
        assert (await way.complete(BODY))[1].text() == SAID
    assert guard.in_flight == 0


async def test_a_place_given_to_one_who_is_gone_goes_to_the_next() -> None:
    guard = Guard("one", replace(QUICK, concurrency=1))
    generation = await guard.enter()
    gone, next_one = asyncio.create_task(guard.enter()), asyncio.create_task(guard.enter())
    await until(lambda: guard.health().waiting == 2)
    guard.leave(generation, None, answered=True)
    gone.cancel()
    await asyncio.wait({gone, next_one}, timeout=2)
    assert next_one.done()
    assert guard.in_flight == 1
    guard.leave(next_one.result(), None, answered=True)
    assert guard.in_flight == 0


async def test_a_higher_limit_lets_those_in_who_wait() -> None:
    guard = Guard("one", replace(QUICK, concurrency=1))
    first = await guard.enter()
    second = asyncio.create_task(guard.enter())
    await until(lambda: guard.health().waiting == 1)
    guard.configure(replace(QUICK, concurrency=2))
    assert await asyncio.wait_for(second, 2) == first
    assert guard.in_flight == 2


async def test_a_stream_that_nobody_listens_to_any_more_gives_its_place_back(stub: OpenAIStub) -> None:
    stub.fault = "hang_midway"
    guard = Guard("stub", replace(QUICK, silence_seconds=20, concurrency=1))
    async with short(stub.base_url, guard) as way:
        async with aclosing(way.stream(STREAM)) as events:
            await anext(events)
            assert guard.in_flight == 1
        assert guard.in_flight == 0
        await until(lambda: stub.gone == 1)
        assert guard.health().failures == 0


async def test_a_call_while_all_is_well_costs_next_to_nothing() -> None:
    guard = Guard("stub")

    async def passed() -> float:
        began = time.perf_counter()
        for _ in range(5000):
            async with guard.passing() as passing:
                passing.answered()
        return (time.perf_counter() - began) / 5000

    assert (
        min([await passed() for _ in range(5)]) < 15e-6
    )  # some 2 µs on an idle machine; this one may be shared
