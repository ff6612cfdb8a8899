"""From a connection to a client: where its requests go, and with which secret."""

import aiohttp
import httpx2

from remit.controls.connections.kinds import KINDS
from remit.controls.connections.offer import Provider
from remit.engines.models import Connection
from remit.kit import outbound as going_out
from remit.kit.outbound import LARGEST_ANSWER, Outbound


def client(
    outbound: Outbound, provider: Provider, *, timeout: float, largest: int = LARGEST_ANSWER
) -> httpx2.AsyncClient:
    """Make the client that carries a connection's requests; guarded, where somebody typed the address in."""
    if provider.base_url is None:
        return outbound.known(timeout=timeout)
    return outbound.client(provider.base_url, timeout=timeout, largest=largest)


def session(outbound: Outbound, provider: Provider, *, timeout: float) -> aiohttp.ClientSession:
    """Make the fast client for a connection, guarded in the same way."""
    if provider.base_url is None:
        return going_out.session(timeout)
    return outbound.session(provider.base_url, timeout=timeout)


def spoken_to(provider: Provider, secret: str) -> Connection:
    """Say how a connection is spoken to; its address is named, or a library would ask the environment for one."""
    kind = KINDS[provider.kind]
    return Connection(
        kind.protocol,
        provider.usual or "",
        provider.base_url or kind.address,
        secret,
        provider.models,
        provider.region,
        provider.api_version,
    )
