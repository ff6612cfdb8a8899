"""The local host forgets on restart and serves agents only."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from remit.engines.hosts import Local, Phase, Workload


async def test_a_restart_forgets(model: Workload) -> None:
    agent = replace(model, kind="agent", model="agent:greeter@3")
    await Local().apply(agent)
    assert (await Local().observe(agent)).phase is Phase.ABSENT


async def test_it_tells_which_agent_version_serves(model: Workload) -> None:
    host = Local()
    await host.apply(replace(model, kind="agent", model="agent:greeter@3"))
    assert (await host.observe(model)).native == {"model": "agent:greeter@3"}


async def test_models_are_refused(model: Workload) -> None:
    assert [problem.field for problem in await Local().validate(model)] == ["kind"]


async def test_an_agents_figures_are_those_of_this_process(model: Workload) -> None:
    host, agent = Local(), replace(model, kind="agent", model="agent:greeter@3")
    before = datetime.now(UTC)
    await host.apply(agent)
    told = await host.telemetry(agent, before - timedelta(minutes=5))
    (instance,) = told.instances
    assert instance.since is not None
    assert instance.since >= before
    assert instance.cpu_percent is not None
    assert instance.cpu_percent >= 0
    assert (instance.memory_bytes or 0) > 2**20
    assert told.shared is not None


async def test_an_agent_that_was_never_registered_here_runs_since_the_process_began(model: Workload) -> None:
    told = await Local().telemetry(replace(model, kind="agent"), datetime.now(UTC))
    (instance,) = told.instances
    assert instance.since is not None
    assert instance.since <= datetime.now(UTC)
