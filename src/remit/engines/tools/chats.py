"""Channels in Slack and Teams as toolboxes, by webhooks whose URL is the secret."""

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from remit.engines.tools.arguments import Checker
from remit.engines.tools.attempts import Fault
from remit.engines.tools.cards import POST_MESSAGE, for_slack, for_teams
from remit.engines.tools.errors import ToolboxError
from remit.engines.tools.setups import Slack, Teams
from remit.engines.tools.site import Reply, Site
from remit.engines.tools.texts import as_json, short
from remit.engines.tools.tool import Probed, Tool, Used
from remit.kit.addresses import Reach, base_url
from remit.kit.errors import Malformed
from remit.kit.outbound import Outbound
from remit.kit.resilience import Guard

_LONGEST = 2000
_PLACES = {
    "slack": ("hooks.slack.com", "hooks.slack-gov.com"),
    "teams": (".logic.azure.com", ".logic.azure.us", ".api.powerplatform.com", ".webhook.office.com"),
}
_TEST = {"text": "Remit can post here. This is a test of the connection."}
_LABELS = {"slack": "Slack", "teams": "Teams"}


class ChatToolbox:
    """One channel."""

    def __init__(self, setup: Slack | Teams, secret: str, outbound: Outbound, guard: Guard) -> None:
        self._setup = setup
        self._label = _LABELS[setup.kind]
        self._url = _webhook(setup.kind, secret.strip(), outbound.reach)
        self._site = Site(self._url, outbound, guard, {}, frozenset())
        self._checker = Checker(POST_MESSAGE)

    def __repr__(self) -> str:
        return f"<ChatToolbox {self._label}>"

    async def tools(self) -> Sequence[Tool]:
        """List the one tool."""
        channel = f" channel {self._setup.channel}" if self._setup.channel else " channel of this webhook"
        return [Tool("post_message", f"Posts a message to the {self._label}{channel}.", POST_MESSAGE)]

    async def use(self, name: str, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Post a message."""
        if name != "post_message":
            raise ToolboxError(f"There is no tool {name[:100]} here.", reached=False)
        self._checker.check(name, arguments)
        reply = await self._post(arguments)
        if 200 <= reply.status < 300:
            return Used(f"Posted to {self._setup.channel or self._label}.")
        return Used(f"Status {reply.status}: {self._text(reply)}", failed=True)

    async def _post(self, arguments: Mapping[str, Any]) -> Reply:
        headers, content = {"content-type": "application/json"}, self._written(arguments)
        return await self._site.send("POST", self._url, headers=headers, content=content, repeatable=False)

    def _written(self, arguments: Mapping[str, Any]) -> bytes:
        body = for_slack(arguments) if self._setup.kind == "slack" else for_teams(arguments)
        return as_json(body).encode("utf-8", "replace")

    def _text(self, reply: Reply) -> str:
        return short(reply.text or "", (self._url, urlsplit(self._url).path))

    async def probe(self) -> Probed:
        """Post a message that says it is a test."""
        began = perf_counter()
        try:
            reply = await self._site.ask_once("POST", self._url, self._written(_TEST))
        except Fault as fault:
            return Probed(False, fault.said, perf_counter() - began, fault.hint)
        if 200 <= reply.status < 300:
            return Probed(True, f"{self._label} took a test message; look for it.", reply.seconds, tools=1)
        said = f"{self._label} answered with status {reply.status}: {self._text(reply)[:200]}"
        hint = "Make a new webhook: this one is wrong, was revoked, or its channel is gone."
        if reply.status == 429 or reply.status >= 500:
            hint = "Try again later."
        return Probed(False, said, reply.seconds, hint)

    async def close(self) -> None:
        """Let go of open connections."""
        await self._site.close()


def _webhook(kind: str, url: str, reach: Reach) -> str:
    """Check that a URL is a webhook of its kind, without repeating any of it."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise Malformed("This is no webhook URL.") from error
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > _LONGEST or "@" in parts.netloc:
        raise Malformed("This is no webhook URL: copy it anew, whole and without spaces.")
    if reach.is_own(host):
        base_url(f"{parts.scheme}://{parts.netloc}", reach)
        return url
    fits = any(host == each or (each.startswith(".") and host.endswith(each)) for each in _PLACES[kind])
    if not fits or parts.scheme != "https" or port not in (None, 443):
        places = " or ".join(each.removeprefix(".") for each in _PLACES[kind])
        raise Malformed(f"This is no webhook of {_LABELS[kind]}: it begins with https:// and is at {places}.")
    return url
