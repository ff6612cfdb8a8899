"""`/v1/…`: plain ASGI beside the administration's application, with nothing between the socket and the call."""

from collections.abc import Awaitable, Callable

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.types import ASGIApp, Receive, Scope, Send

from remit.edges.openai import chat, embeddings, models, responses
from remit.edges.openai.errors import NoRoute, WrongMethod
from remit.edges.openai.http import ClientGone, Exchange
from remit.edges.openai.naming import Callees
from remit.kit.errors import RemitError, Unavailable
from remit.kit.telemetry import logger
from remit.lifecycle.runtime import Runtime

_log = logger(__name__)
_PREFIX = "/v1/"
Handler = Callable[[Runtime, Callees, Exchange], Awaitable[None]]
_ROUTES: dict[str, dict[str, Handler]] = {
    "/v1/chat/completions": {"POST": chat.completions},
    "/v1/responses": {"POST": responses.create},
    "/v1/embeddings": {"POST": embeddings.create},
    "/v1/models": {"GET": models.index},
}
# What has an id behind it.
_WITHIN: dict[str, dict[str, Handler]] = {
    "/v1/models/": {"GET": models.one},
    "/v1/responses/": {"GET": responses.show, "DELETE": responses.remove},
}


class OpenAI:
    """Answers under `/v1/` and leaves everything else to the application behind it."""

    def __init__(self, app: ASGIApp, runtime: Runtime) -> None:
        self._app = app
        self._runtime = runtime
        self._callees = Callees(runtime.database)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIX):
            await self._app(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send)
        try:
            await self._answer(exchange)
        finally:
            exchange.depart()

    async def _answer(self, exchange: Exchange) -> None:
        try:
            if exchange.problem is not None:
                raise exchange.problem
            await _route(exchange)(self._runtime, self._callees, exchange)
        except ClientGone:
            return
        except RemitError as error:
            await exchange.refuse(error)
        except (DBAPIError, psycopg.Error, PoolTimeout, OSError) as error:
            _log.error("the database failed a call", exc_info=error)
            await exchange.refuse(Unavailable("The database does not answer: try again in a moment."))
        except Exception as error:  # noqa: BLE001 - the outermost edge: the caller gets an error with its id
            _log.error("unexpected error", exc_info=error)
            await exchange.refuse(
                RemitError("This is a fault of Remit. The log holds more under the request id.")
            )


def _route(exchange: Exchange) -> Handler:
    path = exchange.path
    route = path if path in _ROUTES else next((front for front in _WITHIN if path.startswith(front)), "")
    methods = _ROUTES.get(route) or _WITHIN.get(route)
    if methods is None:
        known = ", ".join(_ROUTES)
        raise NoRoute(f"There is nothing at {path[:200]}: Remit has {known}.")
    exchange.route = f"{route}{{id}}" if route in _WITHIN else route
    if (handler := methods.get(exchange.method)) is None:
        raise WrongMethod(f"{path[:200]} answers to {' and '.join(methods)}.")
    return handler
