"""Round every request: its id, its place in a trace, its size, its time."""

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from remit.edges.api.problems import answer, unexpected
from remit.kit.arrivals import Arrival, arrive, depart
from remit.kit.bodies import LARGEST_BODY, LARGEST_FILE_BODY, Body, answer_and_drain
from remit.kit.errors import RemitError

_FILES = "/api/datasets"


class Requests:
    """Gives each request an id (the caller's `X-Request-Id` if it is usable), refuses too large bodies, measures.

    A request whose headers say two things at once, or that has a key in its address, never reaches the application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        arrival = arrive(scope)
        try:
            await self._answer(arrival, scope, receive, send)
        finally:
            depart(arrival, scope, _route(scope))

    async def _answer(self, arrival: Arrival, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                arrival.begins(message["status"])
                headers = MutableHeaders(scope=message)
                for name, value in arrival.marks:
                    headers[name.decode()] = value.decode()
            await send(message)

        body = Body(receive, arrival.declared, largest=_largest(scope))

        async def unless_cut_short(message: Message) -> None:
            """What the application makes of half a body is not the answer."""
            if arrival.status or body.refused is None:
                await marked(message)

        try:
            if arrival.problem is not None:
                await _refusal(arrival.problem)(scope, receive, marked)
            elif body.refused is None:
                await self._app(scope, body.receive, unless_cut_short)
        except Exception as error:  # the outermost edge: the caller gets a document with the request's id
            if arrival.status:
                raise
            if body.refused is None:
                await unexpected(error)(scope, receive, marked)
        if body.refused is not None and not arrival.status:
            await answer_and_drain(_refusal(body.refused), scope, receive, marked)


def _largest(scope: Scope) -> int:
    """Say how large a body may be: a file of cases is larger than what else is sent."""
    return LARGEST_FILE_BODY if str(scope["path"]).startswith(_FILES) else LARGEST_BODY


def _refusal(problem: RemitError) -> Response:
    """Answer before the body was read, so that nothing after it can be taken for a request."""
    refused = answer(problem)
    refused.headers["connection"] = "close"
    return refused


def _route(scope: Scope) -> str:
    """Name the route that answered, with the names of its parameters."""
    path: str = getattr(scope.get("route"), "path", "other")
    return path
