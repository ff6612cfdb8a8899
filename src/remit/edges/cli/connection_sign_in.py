"""`remit connections sign-in`: signing in to an MCP server in the browser of this machine."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import click

from remit.edges.cli.calling import Failed, connected, key_option
from remit.edges.cli.connection_tools import connections
from remit.edges.cli.connections import with_tools
from remit.edges.cli.printing import line

__all__ = ["connections"]
_PATIENCE = 600.0
_DONE = b"<!doctype html><title>Remit</title><p>You may close this page and go back to the command line.</p>"


class _Waiting(HTTPServer):
    """Waits on this machine alone for the browser to come back."""

    said: dict[str, str] | None = None


class _Back(BaseHTTPRequestHandler):
    server: _Waiting

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path != "/callback":
            self.send_error(404)
            return
        self.server.said = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(_DONE)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: codes stand in the addresses."""


@connections.command("sign-in")
@click.argument("connection", metavar="SLUG")
@click.option("--seconds", type=float, default=_PATIENCE, help="How long to wait for the browser.")
@key_option
def sign_in(connection: str, seconds: float, key: str | None) -> None:
    """Sign in to an MCP server: prints an address to open in a browser of this machine, and waits.

    \b
    Example:
      remit connections sign-in shelf
    """
    with connected(key) as client, _Waiting(("127.0.0.1", 0), _Back) as waiting:
        shown = with_tools(client, connection)
        begun = client.begin_sign_in(shown.id, waiting.server_port)
        line(f"Open this address in a browser of this machine:\n\n  {begun.url}\n")
        said = _come_back(waiting, seconds)
        if "code" not in said or "state" not in said:
            why = said.get("error_description") or said.get("error") or "no code came back"
            raise Failed(f"The sign-in did not come about: {why[:300]}.")
        client.finish_sign_in(said["state"], said["code"], said.get("iss"))
    line(f"Signed in to {shown.slug}. See what it offers: remit connections tools refresh {shown.slug}")


def _come_back(waiting: _Waiting, seconds: float) -> dict[str, str]:
    ends = time.monotonic() + seconds
    while waiting.said is None:
        waiting.timeout = max(0.0, ends - time.monotonic())
        if waiting.timeout == 0.0:
            raise Failed("Nobody came back from the browser in time: begin anew.")
        waiting.handle_request()
    return waiting.said
