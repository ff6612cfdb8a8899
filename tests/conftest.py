"""What all tests share: one database server, fresh organisations, and the whole application over HTTP.

`./test` runs them in several processes (pytest-xdist), each with a database server of its own.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = [
    "tests.fixtures.postgres",
    "tests.fixtures.people",
    "tests.fixtures.engine",
    "tests.fixtures.mariadb",
    "tests.fixtures.sandboxes",
    "tests.fixtures.server",
    "tests.fixtures.browsers",
    "tests.fixtures.colleagues",
]
# The tests of such a folder share a server that is dear to start.
_TOGETHER = ("tests/browser/", "tests/edges/cli/")


class ByServer(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist ships no types
    """Keeps the tests of a file in one process, and those of a folder that share a server."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in _TOGETHER if file.startswith(folder)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByServer:
    return ByServer(config, log)
