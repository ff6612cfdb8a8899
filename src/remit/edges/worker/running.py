"""What calls need, put together for a process: models, tools, annotators, sandboxes, limits, and a runtime."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from remit.controls.annotators import Annotators
from remit.controls.connections import Models, Toolboxes
from remit.controls.metering import Limits
from remit.controls.notifications import Senders
from remit.edges.worker.news import News
from remit.engines.models import ModelDirectory
from remit.engines.sandbox import ExpressionSandbox, FullSandbox, LiteSandbox, Sandbox, available
from remit.engines.vault import vault_of
from remit.kit.addresses import Reach
from remit.kit.database import Database
from remit.kit.outbound import Outbound
from remit.kit.secret_key import SecretKey
from remit.kit.settings import Settings
from remit.lifecycle.building import BUILDER_TOOLS, AgentBuilder, Workshop
from remit.lifecycle.deployments import DeployedModels, Fleet, deployed_agent, load_target
from remit.lifecycle.evaluations import Evaluations, Replays
from remit.lifecycle.runtime import Runtime


@dataclass(frozen=True)
class Running:
    """The parts of one process that calls go through."""

    models: Models
    deployed: DeployedModels
    toolboxes: Toolboxes
    annotators: Annotators
    sandboxes: Mapping[str, Sandbox]
    limits: Limits
    runtime: Runtime
    senders: Senders

    def listen(self, news: News) -> None:
        """Hear of what changes."""
        news.subscribe(self.models.hear, self.models.forget)
        news.subscribe(self.toolboxes.hear, self.toolboxes.forget)

    async def start(self, stack: AsyncExitStack) -> None:
        """Find out which models are near; what is open is closed with `stack`."""
        stack.push_async_callback(self.limits.close)
        await self.models.discover()
        stack.push_async_callback(self.models.close)
        stack.push_async_callback(self.deployed.close)
        stack.push_async_callback(self.toolboxes.close)
        stack.push_async_callback(self.annotators.close)
        for sandbox in self.sandboxes.values():
            stack.push_async_callback(sandbox.close)


def running(
    settings: Settings, database: Database, secret_key: SecretKey, house: ModelDirectory, fleet: Fleet
) -> Running:
    """Put them together."""
    pool = Database(database.url.render_as_string(hide_password=False), pool_size=2, most=5)
    vault, outbound = vault_of(settings, secret_key), Outbound(Reach.of(settings))
    models = Models(pool, vault, outbound, house, machine_role=settings.bedrock_machine_role)
    deployed = DeployedModels(database, fleet)
    models.deployed = deployed.choose
    toolboxes, annotators = Toolboxes(pool, vault, outbound), Annotators(database, vault, outbound)
    limits = Limits(
        database,
        key_per_minute=settings.limit_key_per_minute,
        organization_per_minute=settings.limit_organization_per_minute,
        redis_url=settings.redis_url.get_secret_value() if settings.redis_url else None,
    )
    sandboxes = _sandboxes()
    runtime = Runtime(
        database,
        secret_key,
        models,
        load_target,
        limits,
        settings.budget_wait_seconds,
        annotators,
        sandboxes=sandboxes,
        locate=deployed_agent,
        tools=toolboxes,
        machines=fleet.machines,
    )
    workshop = Workshop(runtime, toolboxes)
    runtime.builder, toolboxes.built_in = AgentBuilder(workshop), (BUILDER_TOOLS,)
    senders = Senders(toolboxes, vault, outbound, settings.url)
    return Running(models, deployed, toolboxes, annotators, sandboxes, limits, runtime, senders)


def evaluations_of(settings: Settings, runtime: Runtime) -> Evaluations:
    """Return what evaluates in the process that works."""
    return Evaluations(
        runtime, at_once=settings.evaluations_at_once, per_minute=settings.evaluations_per_minute
    )


def replays_of(settings: Settings, runtime: Runtime) -> Replays:
    """Return what replays recorded inputs in the process that works."""
    return Replays(runtime, inputs=settings.replay_inputs, per_minute=settings.evaluations_per_minute)


def _sandboxes() -> dict[str, Sandbox]:
    """Return the sandboxes that this machine can lock, by tier."""
    machines: list[Sandbox] = [LiteSandbox(), FullSandbox(), ExpressionSandbox()]
    here = {each.tier for each in available() if each.available}
    return {each.tier: each for each in machines if each.tier in here}
