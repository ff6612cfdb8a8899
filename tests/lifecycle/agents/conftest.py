"""Keys of fresh organisations, and the agents' routes served in process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from tests.fixtures.people import identify

from remit.controls import governance, tenancy
from remit.controls.approvals import Changes
from remit.controls.connections import Toolboxes
from remit.controls.metering import Limits
from remit.controls.tenancy import Actor, Callers, Organization, Role
from remit.engines.durable import Inline
from remit.engines.models import ModelDirectory
from remit.engines.sandbox import ExpressionSandbox, LiteSandbox
from remit.engines.vault import ScriptedVault
from remit.kit.addresses import Reach
from remit.kit.database import Database, Session
from remit.kit.errors import RemitError
from remit.kit.outbound import Outbound
from remit.kit.secret_key import SecretKey
from remit.kit.settings import Settings
from remit.lifecycle import agents
from remit.lifecycle.agents.admin_endpoints import router as admin

Acting = Callable[[Organization, Role], Awaitable[Actor]]
Client = Callable[[Organization, Role], Awaitable[httpx.AsyncClient]]

_SECRET = SecretKey(b"for tests of agents only, 32 bytes")


@pytest.fixture
def database(apart: Database) -> Database:
    return apart


@pytest.fixture
def token(database: Database) -> Callable[[Organization, Role], Awaitable[str]]:
    async def token(organization: Organization, role: Role) -> str:
        async with database.transaction(organization.id) as session:
            made = await tenancy.create(
                session, _SECRET, org_id=organization.id, name=role.value, role=role, created_by="test"
            )
        return made.token

    return token


@pytest.fixture
def acting(database: Database, token: Callable[[Organization, Role], Awaitable[str]]) -> Acting:
    async def acting(organization: Organization, role: Role) -> Actor:
        known = await identify(database, _SECRET, await token(organization, role))
        await governance.ready(database, known.org_id)
        return known

    return acting


async def _problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RemitError)
    body = {"type": error.type, "status": error.status, "detail": error.detail, **error.extra}
    return JSONResponse(body, error.status, media_type="application/problem+json")


@pytest.fixture
def app(
    database: Database,
    tmp_path: Path,
    in_use: "InUse",
    sandbox: LiteSandbox,
    expressions: ExpressionSandbox,
) -> FastAPI:
    app = FastAPI()
    app.include_router(agents.router)
    app.include_router(admin)
    app.add_exception_handler(RemitError, _problem)
    app.state.database = database
    app.state.callers = Callers(database, _SECRET)
    app.state.ready = partial(governance.ready, database)
    app.state.permit = lambda actor, action: governance.require(
        actor, action, governance.Resource("organization", actor.org_id.hex)
    )
    app.state.models = ModelDirectory(
        Settings(data=tmp_path, model_provider="demo"), environment={}, local_addresses=()
    )
    app.state.toolboxes = Toolboxes(database, ScriptedVault(), Outbound(Reach()))
    app.state.agent_uses = in_use
    app.state.sandboxes = {"lite": sandbox, "cel": expressions}
    app.state.proofs = agents.no_proofs
    app.state.validations = agents.ValidationThrottle(Limits(database))
    app.state.validation_alert = 0.5
    return app


class InUse:
    """Stands for what is deployed: a test says which agents are."""

    def __init__(self) -> None:
        self.slugs: set[str] = set()

    async def __call__(self, _: Session, slug: str) -> list[agents.Use]:
        return [agents.Use("dep_1", "staging", "deployed")] if slug in self.slugs else []


@pytest.fixture
def in_use() -> InUse:
    return InUse()


@pytest.fixture
async def client(
    app: FastAPI, token: Callable[[Organization, Role], Awaitable[str]]
) -> AsyncIterator[Client]:
    async with AsyncExitStack() as stack:

        async def client(organization: Organization, role: Role) -> httpx.AsyncClient:
            headers = {"authorization": f"Bearer {await token(organization, role)}"}
            made = httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://remit.test", headers=headers
            )
            return await stack.enter_async_context(made)

        yield client


@pytest.fixture
def changes(database: Database) -> tuple[Changes, Inline]:
    """The change spine with the promotion of agents, on an engine that runs at once."""
    durable, changes = Inline(), Changes(database)
    changes.register(agents.promotion(database))
    changes.install(durable)
    return changes, durable
