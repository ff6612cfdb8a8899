"""The OpenAI routes over real HTTP, with the official client, over agents whose models are the world's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import httpx2
import openai
import pytest
from fastapi import FastAPI
from tests.lifecycle.chat.conftest import serving
from tests.stubs.fixtures import stub, world
from tests.stubs.world import World

from remit.edges.openai import OpenAI
from remit.lifecycle.runtime import Runtime, Target

__all__ = ["routes", "stub", "world"]


@dataclass
class Routes:
    """The routes, served; `to` opens the official client with a deployment's own key."""

    url: str
    world: World
    runtime: Runtime

    @asynccontextmanager
    async def to(self, target: Target) -> AsyncIterator[openai.AsyncOpenAI]:
        key = await self.world.key(target)
        http = httpx2.AsyncClient(trust_env=False)
        async with openai.AsyncOpenAI(
            base_url=f"{self.url}/v1", api_key=key.token, max_retries=0, http_client=http
        ) as client:
            yield client

    @asynccontextmanager
    async def plain(self, target: Target | None) -> AsyncIterator[httpx.AsyncClient]:
        key = (await self.world.key(target)).token if target is not None else "remit_none"
        headers = {"authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers, trust_env=False) as client:
            yield client


@pytest.fixture
async def routes(world: World) -> AsyncIterator[Routes]:
    app = FastAPI()
    runtime = app.state.runtime = world.runtime()
    app.add_middleware(OpenAI, runtime=runtime)
    async with serving(app) as url:
        yield Routes(url, world, runtime)
