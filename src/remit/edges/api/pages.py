"""Where the web application is served, and where the interface answers instead."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from remit.kit.errors import NotFound

# The founding document gives these paths to the interface; the web application has pages there.
_BOTH = {"/approvals"}


def elsewhere(assets: ASGIApp) -> ASGIApp:
    """Serve the web application for every path that no route has, except under /api: there it is a 404."""

    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/api"):
            raise NotFound(f"There is nothing at {scope['path'][:200]}; openapi.json lists what there is.")
        await assets(scope, receive, send)

    return pages


class Pages:
    """Serves a page at a path that the interface has too, to whoever asks for HTML: a browser that goes there."""

    def __init__(self, app: ASGIApp, assets: ASGIApp) -> None:
        self._app = app
        self._assets = assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in _BOTH or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return

        async def varied(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("accept")
            await send(message)

        wants_page = "text/html" in Headers(scope=scope).get("accept", "")
        await (self._assets if wants_page else self._app)(scope, receive, varied)
