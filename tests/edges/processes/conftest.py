"""Four processes behind one port, started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.edges.processes.cluster import Cluster, clustered
from tests.stubs.openai_server import OpenAIStub, openai_stub


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenAIStub]:
    with openai_stub() as serving:
        serving.models = ("gpt-5-mini",)  # one with a price
        yield serving


@pytest.fixture(scope="module")
def cluster(scratch: Path, provider: OpenAIStub, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    with clustered(scratch / request.module.__name__.rpartition(".")[2], provider) as made:
        yield made
