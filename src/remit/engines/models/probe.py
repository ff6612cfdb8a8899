"""Trying a provider out: does it answer, does it take the key, what does it serve?

The models it lists are asked for; a server of somebody's own is asked a question of one token besides, since many of
them list their models to everybody. Nothing that a provider sends is repeated but the names of its models.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import replace
from http import HTTPStatus
from importlib import import_module
from time import perf_counter
from typing import Any

import httpx2

from remit.engines.models.finding import Finding, Outcome
from remit.engines.models.providers import Connection, chat_url, key_headers

PROBE_SECONDS = 15.0
LARGEST_PROBED = 4 * 2**20
_MOST_MODELS = 1000
_LONGEST_NAME = 200
# As the locked library sends it; a test compares the two.
_ANTHROPIC_VERSION = "2026-10-21"


class _Refused(Exception):
    def __init__(self, outcome: Outcome, status: int | None = None, models: tuple[str, ...] = ()) -> None:
        super().__init__(outcome)
        self.finding = Finding(outcome, models=models, status=status)


async def probe(
    connection: Connection, http: httpx2.AsyncClient, *, seconds: float = PROBE_SECONDS
) -> Finding:
    """Try a provider out and say what was found; only an address that is refused is raised."""
    began = perf_counter()
    try:
        async with asyncio.timeout(seconds):
            found = await _tried(connection, http, seconds)
    except _Refused as refused:
        found = refused.finding
    except (httpx2.TimeoutException, TimeoutError):
        found = Finding("timeout")
    except httpx2.ConnectError as error:
        found = Finding("tls" if _is_about_tls(error) else "unreachable")
    except (httpx2.HTTPError, httpx2.InvalidURL):
        found = Finding("not_a_model_api")
    return replace(found, milliseconds=round((perf_counter() - began) * 1000))


async def _tried(connection: Connection, http: httpx2.AsyncClient, seconds: float) -> Finding:
    if connection.provider == "bedrock":
        bedrock = await asyncio.to_thread(import_module, "remit.engines.models.bedrock")
        found: Finding = await asyncio.to_thread(bedrock.ask, connection, seconds)
        return found
    if connection.provider == "anthropic":
        return await _anthropic(connection, http)
    return await (_azure if connection.provider == "azure" else _openai)(connection, http)


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


async def _anthropic(connection: Connection, http: httpx2.AsyncClient) -> Finding:
    headers = {"authorization": f"Bearer {connection.api_key}", "anthropic-version": _ANTHROPIC_VERSION}
    url = f"{connection.base_url}/v1/models?limit={_MOST_MODELS}"
    answer = await _answer(http.get, url, headers=headers)
    return _with_default(connection, _listed(answer, connection.api_key))


async def _azure(connection: Connection, http: httpx2.AsyncClient) -> Finding:
    """Ask the deployment itself: what Azure lists are the models of the region, and not one's own."""
    await _question(connection, http, connection.default, key_headers(connection), ())
    return Finding("answered")


async def _openai(connection: Connection, http: httpx2.AsyncClient) -> Finding:
    headers = {"authorization": f"Bearer {connection.api_key}"} if connection.api_key else {}
    own_server = connection.provider == "local"
    try:
        models = _listed(
            await _answer(http.get, f"{connection.base_url}/models", headers=headers), connection.api_key
        )
    except _Refused as refused:
        if not own_server or refused.finding.status not in (
            HTTPStatus.NOT_FOUND,
            HTTPStatus.METHOD_NOT_ALLOWED,
        ):
            raise
        models = ()
    asked = connection.default or next(iter(models), "")
    if not own_server or (not asked and models):
        return _with_default(connection, models)
    await _question(connection, http, asked, headers, models)
    return Finding("answered", models=models)


async def _question(
    connection: Connection,
    http: httpx2.AsyncClient,
    asked: str,
    headers: dict[str, str],
    models: tuple[str, ...],
) -> None:
    """Ask for one token."""
    limit = "max_completion_tokens" if connection.provider == "azure" else "max_tokens"
    body = {"model": asked, limit: 1, "messages": [{"role": "user", "content": "Say hello."}]}
    answer = await _answer(http.post, chat_url(connection, asked), headers=headers, json=body, models=models)
    if not isinstance(_json(answer).get("choices"), list):
        raise _Refused("not_a_model_api", answer.status_code)


def _with_default(connection: Connection, models: tuple[str, ...]) -> Finding:
    """Look for the default in the list, also as the start of a dated name: `claude-haiku-4-5-20251001`."""
    wanted = connection.default
    if models and wanted and not any(name == wanted or name.startswith(f"{wanted}-") for name in models):
        raise _Refused("model_not_served", models=models)
    return Finding("answered", models=models)


async def _answer(
    ask: Callable[..., Awaitable[httpx2.Response]], url: str, *, models: tuple[str, ...] = (), **how: Any
) -> httpx2.Response:
    """Ask; anything but a success says what is wrong. With `models`, the key and the address are known to be good."""
    answer = await ask(url, **how)
    status = answer.status_code
    if status == HTTPStatus.OK:
        return answer
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise _Refused("wrong_key", status, models)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise _Refused("rate_limited", status, models)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _Refused("provider_failed", status, models)
    if models:
        raise _Refused("model_not_served", status, models)
    raise _Refused("not_a_model_api", status)


def _json(answer: httpx2.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except (ValueError, RecursionError) as error:
        raise _Refused("not_a_model_api", answer.status_code) from error
    if not isinstance(found, dict):
        raise _Refused("not_a_model_api", answer.status_code)
    return found


def _listed(answer: httpx2.Response, secret: str) -> tuple[str, ...]:
    """Read the names of models, those that are names: a hostile server may send anything, our key included."""
    listed = _json(answer).get("data")
    if not isinstance(listed, list):
        raise _Refused("not_a_model_api", answer.status_code)
    found = (entry.get("id") for entry in listed[:_MOST_MODELS] if isinstance(entry, dict))
    # Google says `models/` before each.
    names = [
        name.removeprefix("models/")
        for name in found
        if isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME
    ]
    usable = [name for name in names if name.isprintable() and not (secret and secret in name)]
    return tuple(dict.fromkeys(usable))
