"""A server that speaks the AWS protocol: moto with SageMaker's life cycle, faults, Cost Explorer, and a Lambda.

`python -m tests.aws.server [PORT]` prints its address on the first line and serves until it is ended.
`POST /_remit/state` sets seconds, faults and costs; `GET /_remit/requests` counts the operations received.
"""

import signal
import sys
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from tests.aws.application import Application
from tests.aws.lifecycle import install
from tests.aws.state import State
from werkzeug.serving import make_server


class QuietHandler(MotoRequestHandler):
    """Log nothing: nobody reads the pipe."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


def main(port: int) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that what is temporary goes
    state = State()
    install(state)
    application = Application(state, DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=QuietHandler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
