"""What tests of calls stand on: a provider's stub, and an organisation with deployed agents."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.stubs.openai_server import OpenAIStub, openai_stub
from tests.stubs.world import Directory, World

from remit.kit.database import Database
from remit.kit.secret_key import SecretKey
from remit.kit.settings import Settings


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as serving:
        yield serving


@pytest.fixture
async def world(
    database: Database, secret_key: SecretKey, tmp_path: Path, stub: OpenAIStub
) -> AsyncIterator[World]:
    environment = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": stub.base_url}
    directory = Directory(Settings(data=tmp_path), environment=environment, local_addresses=(), timeout=2.0)
    await directory.discover()
    made = await World(database, secret_key, directory).found()
    yield made
    await made.close()
    await directory.close()
