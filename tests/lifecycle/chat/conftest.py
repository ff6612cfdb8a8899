"""The deployed agents' API and people's conversations over real HTTP, on the loop that the database belongs to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from tests.fixtures.people import Token
from tests.fixtures.server import Api, Served
from tests.lifecycle.chat.talking import Talk
from tests.server import NO_TLS
from tests.stubs.fixtures import stub, world
from tests.stubs.waiting import until
from tests.stubs.world import World

from remit.controls.metering import Limits
from remit.controls.tenancy import Organization, Role
from remit.edges.api import Wire, problems
from remit.edges.api.requests import Requests
from remit.kit.database import Database
from remit.kit.secret_key import SecretKey
from remit.lifecycle.chat import router
from remit.lifecycle.chat.conversation_endpoints import router as conversations
from remit.lifecycle.deployments import load_target
from remit.lifecycle.runtime import Runtime

__all__ = ["client", "stub", "talk", "world"]


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """Serve an application for the length of a block; yield its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, http=Wire, host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none")
    )
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await running
    await app.state.runtime.close()


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router)
    problems.install(app)
    runtime = app.state.runtime = world.runtime()
    app.state.callers = runtime.callers
    async with (
        serving(app) as url,
        httpx.AsyncClient(base_url=url, timeout=20, trust_env=False, verify=NO_TLS) as opened,
    ):
        yield opened


@pytest.fixture
async def talk(
    served: Served,
    database: Database,
    secret_key: SecretKey,
    organization: Organization,
    token: Token,
    api: Api,
    world: World,
) -> AsyncIterator[Talk]:
    """Somebody at the chat, whose models are those of the world: the demo model, and a provider's stub."""
    app = FastAPI()
    app.include_router(conversations)
    problems.install(app)
    app.add_middleware(Requests)
    app.state.database, app.state.secret_key = database, secret_key
    app.state.ready = served.app.state.ready
    runtime = Runtime(database, secret_key, world.directory, load_target, Limits(database))
    app.state.runtime, app.state.callers = runtime, runtime.callers
    made = await token(organization, Role.ADMIN)
    admin = await api(Role.ADMIN)
    async with serving(app) as url, at(url, made) as opened:
        yield Talk(organization, database, secret_key, admin, opened, made)


def at(url: str, token: str) -> httpx.AsyncClient:
    """Return a client with a key."""
    headers = {"authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=20, verify=NO_TLS)
