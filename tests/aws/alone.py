"""AWS Lambda alone, on a thread of the tests: it is there at once, and can be steered by hand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.aws.application import Application
from tests.aws.fixture import aws_credentials
from tests.aws.state import State
from werkzeug.serving import WSGIRequestHandler, make_server


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


@dataclass(frozen=True)
class LambdaAlone:
    """Where it listens, and what steers it."""

    url: str
    state: State


@contextmanager
def lambda_alone() -> Iterator[LambdaAlone]:
    """Serve Lambda on a free loopback port, with credentials for this process."""
    state = State(seconds=0.05)
    application = Application(state)
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with aws_credentials():
            yield LambdaAlone(f"http://127.0.0.1:{server.server_port}", state)
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
        application.functions.close()
