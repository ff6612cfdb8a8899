"""HTTP APIs as toolboxes."""

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from remit.engines.tools.attempts import Fault
from remit.engines.tools.errors import ToolboxError
from remit.engines.tools.openapi import from_document
from remit.engines.tools.operations import READING, Filled, Sending, by_hand, fill
from remit.engines.tools.requests import REQUEST_TOOLS, Request, answered, filled, requests_of
from remit.engines.tools.setups import HttpApi
from remit.engines.tools.site import Reply, Site, hidden, secret_headers
from remit.engines.tools.texts import LARGEST_READ, clean, short
from remit.engines.tools.tool import Probed, Tool, Used
from remit.kit.addresses import base_url
from remit.kit.errors import Malformed
from remit.kit.outbound import Outbound
from remit.kit.resilience import Guard


class HttpApiToolbox:
    """The operations of one HTTP API, and requests of one's own where they are allowed."""

    def __init__(self, setup: HttpApi, secret: str, outbound: Outbound, guard: Guard) -> None:
        self._setup = setup
        self._base = base_url(setup.base_url, outbound.reach)
        sent = secret_headers(setup.auth, setup.auth_header, setup.auth_user, secret)
        self._hidden = hidden(secret, sent)
        fixed = {name.lower(): value for name, value in setup.headers.items()}
        self._sendings = {each.tool.name: each for each in _sendings(setup, frozenset({*sent, *fixed}))}
        self._requests = requests_of(setup.requests, self._base)
        also = {
            one.name.lower()
            for each in self._sendings.values()
            for one in each.parameters
            if one.where == "header"
        }
        self._site = Site(self._base, outbound, guard, {**fixed, **sent}, frozenset(also))

    def __repr__(self) -> str:
        return f"<HttpApiToolbox {self._site.host}>"

    async def tools(self) -> Sequence[Tool]:
        """List the operations; nobody is asked."""
        offered = [each.tool for each in self._sendings.values()]
        return offered + [each.tool for each in self._requests.values()]

    async def use(self, name: str, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Send an operation's request, or one of the agent's own."""
        sending = self._sendings.get(name) or self._requests.get(name)
        if sending is None:
            raise ToolboxError(f"There is no tool {name[:100]} here.", reached=False)
        sending.checker.check(name, arguments)
        written = fill(sending, arguments) if isinstance(sending, Sending) else filled(sending, arguments)
        reply = await self._sent(sending, written, key)
        return self._used(sending, reply)

    async def _sent(self, sending: Sending | Request, written: Filled, key: str) -> Reply:
        headers = {**written.headers, "accept": "application/json, text/*;q=0.9, */*;q=0.5"}
        if sending.method not in READING:
            headers["idempotency-key"] = key
        return await self._site.send(
            sending.method,
            self._base + written.target,
            headers=headers,
            content=written.content,
            repeatable=sending.tool.reads_only,
        )

    def _used(self, sending: Sending | Request, reply: Reply) -> Used:
        if reply.redirected:
            return Used(
                f"Status {reply.status}: it leads to {reply.location}, and Remit does not follow.",
                failed=True,
            )
        if reply.text is None:
            size = f"packed or larger than {LARGEST_READ // 2**20} MB"
            said = f"Status {reply.status}; the answer is {size}, and was not read."
            return Used(said, failed=reply.status >= 400 or sending.tool.reads_only)
        if isinstance(sending, Request):
            return answered(reply, reply.text, self._hidden)
        if reply.status >= 400:
            return Used(f"Status {reply.status}: {short(reply.text, self._hidden)}", failed=True)
        return Used(clean(reply.text, self._hidden) or f"Status {reply.status}, without a text.")

    async def probe(self) -> Probed:
        """Ask for the path of the test."""
        began = perf_counter()
        try:
            reply = await self._site.ask_once("GET", self._base + self._setup.test_path)
        except Fault as fault:
            return Probed(False, fault.said, perf_counter() - began, fault.hint)
        said = f"{self._site.host} answered with status {reply.status}."
        hint = _hint(reply, self._setup)
        return Probed(not hint, said, reply.seconds, hint, len(self._sendings) + len(self._requests))

    async def close(self) -> None:
        """Let go of open connections."""
        await self._site.close()


def _sendings(setup: HttpApi, unsettable: frozenset[str]) -> list[Sending]:
    if setup.document is not None:
        return _apart(from_document(setup.document, setup.include, unsettable), setup)
    found = [by_hand(each) for each in setup.operations]
    for each in found:
        if not each.checker.usable:
            raise Malformed(f"The schemas of {each.called} cannot be read as JSON Schema.")
        for one in each.parameters:
            if one.where == "header" and one.name.lower() in unsettable:
                raise Malformed(f"{each.called} may not set the header {one.name}: the connection does.")
    if missing := set(setup.include) - {each.called for each in found}:
        raise Malformed(f"There is no operation {sorted(missing)[0][:100]}.")
    return _apart([each for each in found if not setup.include or each.called in setup.include], setup)


def _apart(found: list[Sending], setup: HttpApi) -> list[Sending]:
    """Refuse an operation whose name a tool of Remit's own has."""
    for each in found:
        if setup.requests != "none" and each.tool.name in REQUEST_TOOLS:
            raise Malformed(
                f"The operation {each.tool.name} has the name of a tool by which requests are sent: leave it out, or"
                " allow no requests."
            )
    return found


def _hint(reply: Reply, setup: HttpApi) -> str:
    """Say what to mend; nothing where all is well."""
    if reply.status in (401, 403):
        return (
            "The key was refused: check it and how it is sent."
            if setup.auth != "none"
            else "It wants a secret."
        )
    if reply.redirected:
        return f"It leads to {reply.location}: use that address if it is the right one."
    if reply.status == 404:
        path = urlsplit(setup.base_url).path.rstrip("/") + setup.test_path
        return f"Nothing is at {path}: check the base URL, and give a path for the test."
    if reply.status == 429:
        return "It has too many requests just now: try again later."
    if reply.status >= 500:
        return "The server failed: try again later, and look at its own logs."
    return (
        f"It does not take GET {setup.test_path}: give another path for the test."
        if reply.status >= 400
        else ""
    )
