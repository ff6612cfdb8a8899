"""A provider over real HTTP."""

from collections.abc import Iterator

import pytest
from tests.controls.connections.providers import KEY
from tests.stubs.openai_server import OpenAIStub, openai_stub


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        running.key = KEY
        yield running
