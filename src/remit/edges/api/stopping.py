"""What becomes of requests that are still being answered when Remit stops."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from remit.edges.api.problems import answer
from remit.kit.errors import Unavailable


class Stopping:
    """Answers 503 to whoever is cut off; an answer that has begun ends there.

    Only a stop cancels a request. All that it leaves behind was written before it comes here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, noted)
        except asyncio.CancelledError:
            if not begun:
                cut = answer(Unavailable("Remit stops: try again in a moment."))
                cut.headers["connection"] = "close"
                cut.headers["retry-after"] = "2"
                await cut(scope, receive, send)
