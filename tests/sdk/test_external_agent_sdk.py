"""An agent that runs elsewhere, by the client package, against the real server."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from tests.fixtures.server import Api, Served
from tests.lifecycle.deployments.external.reports import registered

from remit.controls.tenancy import Role
from remit_sdk import ExternalAgent, RemitProblem, RemitUnreachable


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


async def test_an_agent_in_any_framework_is_heard_of_asks_and_reports(served: Served, api: Api) -> None:
    found = await registered(served, await api(Role.ADMIN), "crew", interval_seconds=5)

    def work() -> None:
        with ExternalAgent(
            found.plan_id, found.key, served.url, version="7", instance="one", metrics=lambda: {"requests": 3}
        ) as agent:
            assert agent.ask_text("input", "hello").text == "hello"
            assert agent.ask_tool("search", {"q": "parking"}).arguments == {"q": "parking"}
            agent.report(id="a", provider="openai", model="gpt-4o-mini", input_tokens=10)
            agent.report(id="a")
            agent.report(outcome="failed", error="Not A Word")
            agent.report(id="b", outcome="failed", error="timeout")
            agent.flush()
            assert agent.report_violation("own-rule", severity="low").accepted == 1
            assert agent.wanted
            assert agent.beat().desired == "run"

    await asyncio.to_thread(work)
    await served.app.state.heartbeats.drain()
    page = await found.shown()
    assert (page["calls_today"], page["scorecard"]["violations_month"]) == (2, 1)
    external = await found.external()
    assert (external["heard_at"] is not None, external["instances"]) == (True, [])


async def test_it_learns_that_it_shall_pause_and_is_refused_meanwhile(served: Served, api: Api) -> None:
    found = await registered(served, await api(Role.ADMIN), "paused")
    await found.people.post(f"/api/deployments/{found.plan_id}/pause")

    def work() -> None:
        with ExternalAgent(found.plan_id, found.key, served.url) as agent:
            until(lambda: not agent.wanted)
            assert agent.desired == "pause"
            with pytest.raises(RemitProblem) as refused:
                agent.ask_text("input", "hello")
            assert refused.value.status == 409

    await asyncio.to_thread(work)


def test_without_a_server_it_works_on_and_no_answer_is_no_permission() -> None:
    with ExternalAgent("dep_x", "remit_x", "http://127.0.0.1:9", version="1") as agent:
        agent.report(model="m")
        with pytest.raises(RemitUnreachable):
            agent.ask_text("input", "hello")
        assert agent.wanted


def test_it_says_which_setting_is_missing(monkeypatch: Any) -> None:
    monkeypatch.delenv("REMIT_DEPLOYMENT", raising=False)
    with pytest.raises(ValueError, match="REMIT_DEPLOYMENT"):
        ExternalAgent(key="remit_x")
