"""The HTTP application: parts put together, routes mounted, errors turned into documents."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.utils import deep_dict_update
from starlette.datastructures import State
from starlette.types import ASGIApp

from remit import __version__
from remit.controls import audit as audit_log
from remit.controls.annotators.endpoints import router as annotators
from remit.controls.approvals.delegation_endpoints import router as delegations
from remit.controls.approvals.endpoints import router as proposals
from remit.controls.approvals.rule_endpoints import router as approval_rules
from remit.controls.audit.endpoints import router as audit
from remit.controls.connections import Models
from remit.controls.connections.endpoints import router as connections
from remit.controls.connections.sign_in_endpoints import router as sign_ins
from remit.controls.connections.tool_endpoints import router as tools
from remit.controls.governance import Resource, permitted, ready, require
from remit.controls.governance.endpoints import router as policies
from remit.controls.governance.violation_endpoints import router as violations
from remit.controls.metering.budget_endpoints import router as budgets
from remit.controls.metering.limit_endpoints import router as limits
from remit.controls.metering.usage_endpoints import router as usage
from remit.controls.notifications import names_over
from remit.controls.notifications.endpoints import router as notifications
from remit.controls.notifications.link_endpoints import router as decision_links
from remit.controls.tenancy import ORGANIZATION, Actor, Tries, oidc_settings
from remit.controls.tenancy.endpoints import router as tenancy
from remit.edges.api import health, live, problems
from remit.edges.api.idempotency import Idempotency
from remit.edges.api.live import Live
from remit.edges.api.pages import Pages, elsewhere
from remit.edges.api.requests import Requests
from remit.edges.api.subjects import DIRECTORIES
from remit.edges.openai import PATHS, OpenAI
from remit.edges.worker import News, Running, Worker, all_changes, evaluations_of, replays_of, running
from remit.engines.durable import Durable
from remit.engines.models import ModelDirectory
from remit.engines.web import assets_app
from remit.kit.database import Database, Session
from remit.kit.secret_key import SecretKey
from remit.kit.settings import Settings
from remit.lifecycle.agents import ADMIN_EXAMPLES, AGENT_NAMES, ValidationThrottle
from remit.lifecycle.agents.admin_endpoints import router as agent_admin
from remit.lifecycle.agents.endpoints import router as agents
from remit.lifecycle.building.draft_endpoints import router as drafts
from remit.lifecycle.building.endpoints import router as building
from remit.lifecycle.chat.conversation_endpoints import router as conversations
from remit.lifecycle.chat.endpoints import router as chat
from remit.lifecycle.deployments import (
    DEPLOYMENT_NAMES,
    Autoscaling,
    CostExplorer,
    Fleet,
    Heartbeats,
    Keeping,
    Reconciling,
    Rolling,
    agent_uses,
    smoke,
    users_of_connections,
)
from remit.lifecycle.deployments.endpoints import router as deployments
from remit.lifecycle.evaluations import newest_score, proofs
from remit.lifecycle.evaluations.dataset_endpoints import router as datasets
from remit.lifecycle.evaluations.endpoints import router as evaluations
from remit.lifecycle.insights.endpoints import router as insights
from remit.lifecycle.knowledge.endpoints import router as knowledge
from remit.lifecycle.runtime import Runs
from remit.lifecycle.runtime.endpoints import router as runs

ROUTERS = (
    tenancy,
    insights,
    deployments,
    proposals,
    approval_rules,
    delegations,
    agents,
    agent_admin,
    building,
    drafts,
    chat,
    datasets,
    evaluations,
    tools,
    sign_ins,
    connections,
    budgets,
    limits,
    policies,
    annotators,
    notifications,
    decision_links,
    violations,
    usage,
    conversations,
    runs,
    knowledge,
    audit,
    live.router,
    health.router,
)
OnReady = Callable[[FastAPI], Awaitable[None]]


def _permit(actor: Actor, action: str) -> None:
    require(actor, action, Resource("organization", ORGANIZATION.show(actor.org_id)))


def _permitted(actor: Actor) -> list[str]:
    return permitted(actor, Resource("organization", ORGANIZATION.show(actor.org_id)))


def _name(route: APIRoute) -> str:
    return route.name


def _as_problems(responses: dict[str, Any]) -> None:
    if responses.get("422", {}).get("description") == "Validation Error":
        del responses["422"]  # FastAPI's own; ours is a problem like all others
    for status in responses.keys() & {"4XX", "422"}:
        refused = responses[status]
        if "application/json" in refused["content"]:
            problem = {"application/problem+json": refused["content"]["application/json"]}
            responses[status] = {**refused, "content": problem}


class Application(FastAPI):
    """The application, whose document tells of the call routes before it as well."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, in which errors are the problem documents that they are."""
        if self.openapi_schema is None:
            document = super().openapi()
            for item in document["paths"].values():
                for operation in item.values():
                    _as_problems(operation["responses"])
            for (path, method), shown in ADMIN_EXAMPLES.items():
                deep_dict_update(document["paths"][path][method], shown)
            document["paths"].update(PATHS)
        return self.openapi_schema or {}


def routes() -> FastAPI:
    """Build the application's routes without anything behind them: enough for its OpenAPI document."""
    app = Application(
        title="Remit",
        version=__version__,
        summary="The control plane for AI agents and models.",
        generate_unique_id_function=_name,
        responses={"4XX": {"model": problems.Problem, "description": "What is wrong, and what to do"}},
        redoc_url=None,
        docs_url=None,
    )
    for router in ROUTERS:
        app.include_router(router)
    problems.install(app)
    return app


def build(
    settings: Settings,
    database: Database,
    secret_key: SecretKey,
    house: ModelDirectory,
    fleet: Fleet,
    durable: Durable | None,
    on_ready: OnReady | None = None,
) -> FastAPI:
    """Put the application together: HTTP, and the worker beside it in the same process if there is an engine for it."""
    app = routes()
    parts = running(settings, database, secret_key, house, fleet)
    _hold(app.state, settings, database, secret_key, fleet, parts)
    news = News(database.url)
    parts.listen(news)
    news.subscribe(lambda org, _, kind: database.caches.changed(org, kind), database.caches.unsure)
    app.state.live = Live(database, news)
    waiting = Runs(parts.runtime)
    app.state.changes = changes = all_changes(database, fleet, waiting)
    rolling = Rolling(database, fleet, partial(smoke, parts.runtime), newest_score)
    looks = Keeping(database, fleet), rolling, Reconciling(database, fleet), Autoscaling(database, fleet)
    measuring = evaluations_of(settings, parts.runtime), replays_of(settings, parts.runtime)
    worker = (
        Worker(
            database, news, changes, waiting, durable, settings.knowledge, parts.senders, *looks, *measuring
        )
        if durable
        else None
    )
    app.router.lifespan_context = _lifespan(parts, news, worker, on_ready)
    assets = assets_app()
    app.router.default = elsewhere(assets)
    app.add_middleware(Pages, assets=assets)
    app.add_middleware(Idempotency)
    app.add_middleware(Requests)
    return app


def _hold(
    state: State, settings: Settings, database: Database, secret_key: SecretKey, fleet: Fleet, parts: Running
) -> None:
    """Put what endpoints need beside the application."""
    state.database, state.secret_key, state.fleet = database, secret_key, fleet
    state.models, state.toolboxes, state.runtime = parts.models, parts.toolboxes, parts.runtime
    state.callers = parts.runtime.callers
    state.permit, state.permitted, state.record = _permit, _permitted, audit_log.record
    state.ready = partial(ready, database)
    state.tries, state.url, state.oidc_settings = Tries(), settings.url, oidc_settings(settings)
    state.agent_uses, state.proofs = agent_uses, proofs
    state.evaluations_at_once = settings.evaluations_at_once
    state.users_of_connections, state.cost_explorer = _users_of, CostExplorer(fleet)
    state.namings = (AGENT_NAMES, DEPLOYMENT_NAMES)
    state.annotators, state.sandboxes, state.senders = parts.annotators, parts.sandboxes, parts.senders
    state.directories, state.limits = DIRECTORIES, parts.limits
    state.validations = ValidationThrottle(parts.limits)
    state.heartbeats = Heartbeats(database)
    state.validation_alert = settings.validation_alert
    state.facts = partial(_facts, settings, parts.models)


def front(app: FastAPI) -> ASGIApp:
    """Put the call routes before an application that was built: they pass by all that administration needs."""
    return OpenAI(app, app.state.runtime)


async def _users_of(session: Session, slug: str, id: UUID) -> list[str]:
    """Name what uses a connection: agents, deployments, and notifications that go over it."""
    told = [f"notification {name}" for name in await names_over(session, id)]
    return [*await users_of_connections(session, slug), *told]


async def _facts(settings: Settings, models: Models, org_id: UUID) -> dict[str, Any]:
    usual = (await models.offer(org_id)).usual()
    return {
        "demo_model": usual.source == "demo",
        "execute": settings.execute,
        "version": __version__,
    }


def _lifespan(
    parts: Running, news: News, worker: Worker | None, on_ready: OnReady | None
) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(app.state.database.close)
            await parts.start(stack)
            if worker is not None:
                await worker.start()
                stack.push_async_callback(worker.stop)
            await app.state.live.start()
            stack.push_async_callback(app.state.live.stop)
            await news.start()
            stack.push_async_callback(news.stop)
            stack.push_async_callback(app.state.runtime.close)
            stack.push_async_callback(app.state.heartbeats.drain)
            if on_ready is not None:
                await on_ready(app)
            yield

    return lifespan
