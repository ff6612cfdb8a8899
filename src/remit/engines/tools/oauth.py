"""Signing in to an MCP server as its protocol has it: found out where, registered, asked, exchanged, renewed.

Every address comes from a stranger. Each is judged before it is asked, has to be encrypted unless it is one's own, is
not followed anywhere else, and may say only so much. The code is bound to us by PKCE, the token to the server by its
name (RFC 7636, 8414, 8707, 9728).
"""

import base64
import hashlib
import json
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import httpx2

from remit.engines.tools.texts import short
from remit.kit.addresses import AddressRefused, base_url
from remit.kit.errors import Malformed
from remit.kit.outbound import Outbound

_SECONDS = 10.0
_LARGEST = 256 * 1024
_LONGEST_TOKEN = 20_000
_EARLY = 30  # seconds before its end in which a token is renewed
_METADATA = re.compile(r'resource_metadata="?([^",\s]+)"?')
_ASKED = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "remit", "version": "1"},
    },
}


class SignInFailed(Exception):
    """Nobody can be signed in there; `said` is for people and repeats nothing secret."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True)
class Pending:
    """A sign-in that was begun: what only we know of it, and where it goes on."""

    verifier: str
    redirect_uri: str
    issuer: str
    token_endpoint: str
    client_id: str
    client_secret: str
    resource: str
    names_issuer: bool

    def written(self) -> str:
        """Write it to be sealed."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what was sealed."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Tokens:
    """What a sign-in brought; `expires_at` is in seconds, none where it is not said."""

    access_token: str
    refresh_token: str
    expires_at: float | None
    token_endpoint: str
    client_id: str
    client_secret: str
    resource: str

    @property
    def expired(self) -> bool:
        """Whether it ends about now."""
        return self.expires_at is not None and self.expires_at - _EARLY < time.time()

    def written(self) -> str:
        """Write them to be sealed."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what was sealed."""
        return cls(**json.loads(text))


async def begin(
    url: str, redirect_uri: str, state: str, outbound: Outbound, *, client_id: str = "", scope: str = ""
) -> tuple[str, Pending]:
    """Find out where one signs in to a server, and return the address to send a person to; raises `SignInFailed`."""
    world = _World(outbound)
    issuer, resource, scopes = await _authority(world, url)
    about = await _metadata(world, issuer)
    methods = about.get("code_challenge_methods_supported")
    if not isinstance(methods, list) or "S256" not in methods:
        raise SignInFailed(
            f"{_host(issuer)} does not protect codes by PKCE, so Remit does not sign in there."
        )
    authorize, exchange = world.own(about, "authorization_endpoint"), world.own(about, "token_endpoint")
    secret = ""
    if not client_id:
        client_id, secret = await _registered(world, about, redirect_uri, issuer)
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "resource": resource,
        **({"scope": wanted} if (wanted := scope or " ".join(scopes)) else {}),
    }
    names = about.get("authorization_response_iss_parameter_supported") is True
    pending = Pending(verifier, redirect_uri, issuer, exchange, client_id, secret, resource, names)
    return f"{authorize}{'&' if '?' in authorize else '?'}{urlencode(asked)}", pending


async def finish(pending: Pending, code: str, issuer: str | None, outbound: Outbound) -> Tokens:
    """Exchange the code that a person came back with; raises `SignInFailed`."""
    if (issuer or pending.names_issuer) and issuer != pending.issuer:
        raise SignInFailed("The answer came from another place than was asked: begin anew.")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": pending.redirect_uri,
        "code_verifier": pending.verifier,
    }
    return await _tokens(_World(outbound), pending, form)


async def renew(tokens: Tokens, outbound: Outbound) -> Tokens:
    """Get a new token for an old one; raises `SignInFailed`."""
    if not tokens.refresh_token:
        raise SignInFailed("The server gave nothing to renew the token with: sign in again.")
    form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token}
    return await _tokens(_World(outbound), tokens, form)


async def _tokens(world: "_World", of: Pending | Tokens, form: Mapping[str, str]) -> Tokens:
    whole = {**form, "client_id": of.client_id, "resource": of.resource}
    if of.client_secret:
        whole["client_secret"] = of.client_secret
    status, found = await world.ask("POST", of.token_endpoint, form=whole)
    token = found.get("access_token")
    if status != 200 or not isinstance(token, str):
        raise SignInFailed(f"{_host(of.token_endpoint)} gave no token{_why(found)}.")
    if str(found.get("token_type", "")).lower() != "bearer" or not _is_token(token):
        raise SignInFailed(f"{_host(of.token_endpoint)} gave a token that cannot be sent.")
    seconds, again = found.get("expires_in"), found.get("refresh_token")
    ends = time.time() + seconds if isinstance(seconds, int | float) and seconds > 0 else None
    kept = again if isinstance(again, str) else of.refresh_token if isinstance(of, Tokens) else ""
    return Tokens(
        token, kept[:_LONGEST_TOKEN], ends, of.token_endpoint, of.client_id, of.client_secret, of.resource
    )


async def _authority(world: "_World", url: str) -> tuple[str, str, list[str]]:
    """Find who signs people in for a server: it says so when it is asked without a token, or at a known address."""
    places = []
    if (named := _METADATA.search(await world.challenge(url))) is not None:
        if _origin(named[1]) != _origin(url):
            raise SignInFailed(
                f"{_host(url)} names {_host(named[1])} to speak for it: Remit does not ask there."
            )
        places.append(named[1])
    parts = urlsplit(url)
    root = f"{_origin(url)}/.well-known/oauth-protected-resource"
    places += [root + parts.path.rstrip("/"), root]
    for place in dict.fromkeys(places):
        status, found = await world.ask("GET", place)
        if status == 200 and found:
            return _who(found, url)
    return _origin(url), url, []  # servers of the protocol's first age sign people in themselves


def _who(found: Mapping[str, Any], url: str) -> tuple[str, str, list[str]]:
    resource, authorities = found.get("resource"), found.get("authorization_servers")
    if not isinstance(resource, str) or not _is_within(url, resource):
        raise SignInFailed(f"What {_host(url)} says of itself is about another address.")
    if not isinstance(authorities, list) or not authorities or not isinstance(authorities[0], str):
        raise SignInFailed(f"{_host(url)} does not say who signs people in.")
    scopes = found.get("scopes_supported")
    named = [each for each in scopes if isinstance(each, str)] if isinstance(scopes, list) else []
    return authorities[0], resource, named[:50]


async def _metadata(world: "_World", issuer: str) -> Mapping[str, Any]:
    """Ask an authority about itself, at each of the addresses where that may stand."""
    origin, path = _origin(issuer), urlsplit(issuer).path.rstrip("/")
    places = [
        f"{origin}/.well-known/{name}{path}"
        for name in ("oauth-authorization-server", "openid-configuration")
    ]
    if path:
        places.append(f"{origin}{path}/.well-known/openid-configuration")
    for place in places:
        status, found = await world.ask("GET", place)
        if status == 200 and found:
            if str(found.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
                raise SignInFailed(f"{_host(issuer)} calls itself otherwise than it is called.")
            return found
    raise SignInFailed(f"{_host(issuer)} does not say how one signs in there.")


async def _registered(
    world: "_World", about: Mapping[str, Any], redirect_uri: str, issuer: str
) -> tuple[str, str]:
    """Make Remit known to an authority that lets anybody be."""
    if not about.get("registration_endpoint"):
        raise SignInFailed(
            f"{_host(issuer)} lets nobody register by themselves: register Remit there with the address {redirect_uri},"
            " and give the client id in the connection's settings."
        )
    wanted = {
        "client_name": "Remit",
        "redirect_uris": [redirect_uri],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }
    status, found = await world.ask("POST", world.own(about, "registration_endpoint"), body=wanted)
    known, secret = found.get("client_id"), found.get("client_secret")
    if status not in (200, 201) or not isinstance(known, str) or not known:
        raise SignInFailed(f"{_host(issuer)} did not register Remit{_why(found)}.")
    return known[:2000], secret[:2000] if isinstance(secret, str) else ""


class _World:
    """Asks addresses that strangers name."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def own(self, about: Mapping[str, Any], name: str) -> str:
        """Return an address that an authority names, if it may be gone to."""
        found = about.get(name)
        if not isinstance(found, str):
            raise SignInFailed(f"The authority names no {name}.")
        self._judge(found)
        return found

    def _judge(self, url: str) -> None:
        plain = url.partition("?")[0]
        try:
            base_url(plain, self._outbound.reach)
        except (Malformed, AddressRefused) as error:
            raise SignInFailed(f"Remit does not go to an address that was named: {error.detail}") from error
        if urlsplit(url).scheme != "https" and not self._outbound.reach.is_own(urlsplit(url).hostname or ""):
            raise SignInFailed(f"{_host(url)} is not encrypted: tokens are not sent there.")

    async def challenge(self, url: str) -> str:
        """Ask a server without a token; return how it wants to be asked."""
        accept = "application/json, text/event-stream"
        answer = await self._sent(
            "POST", url, {"accept": accept}, json.dumps(_ASKED).encode(), "application/json"
        )
        return answer.headers.get("www-authenticate", "") if answer.status_code == 401 else ""

    async def ask(
        self, method: str, url: str, *, form: Mapping[str, str] | None = None, body: Any = None
    ) -> tuple[int, dict[str, Any]]:
        """Ask for JSON; return the status, and an empty object for what is none."""
        content = (
            None
            if form is None and body is None
            else (urlencode(form) if form else json.dumps(body)).encode()
        )
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        answer = await self._sent(method, url, {"accept": "application/json"}, content, kind)
        try:
            found = json.loads(answer.content)
        except (ValueError, RecursionError):
            found = None
        return answer.status_code, found if isinstance(found, dict) else {}

    async def _sent(
        self, method: str, url: str, headers: dict[str, str], content: bytes | None, kind: str
    ) -> httpx2.Response:
        self._judge(url)
        if content is not None:
            headers["content-type"] = kind
        try:
            async with self._outbound.client(url, timeout=_SECONDS, largest=_LARGEST) as http:
                return await http.request(method, url, headers=headers, content=content)
        except AddressRefused as error:
            raise SignInFailed(f"Remit does not go to an address that was named: {error.detail}") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise SignInFailed(f"{_host(url)} does not answer as it should.") from error


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise SignInFailed("An address that was named is none.") from error
    return f"{parts.scheme}://{parts.netloc}".lower()


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "The server")[:200]
    except ValueError:
        return "The server"


def _is_within(url: str, resource: str) -> bool:
    """Whether an address belongs to what a server calls itself."""
    own, named = urlsplit(url).path.rstrip("/") + "/", urlsplit(resource).path.rstrip("/") + "/"
    return _origin(url) == _origin(resource) and own.startswith(named)


def _is_token(token: str) -> bool:
    return token.isascii() and token.isprintable() and " " not in token and 0 < len(token) <= _LONGEST_TOKEN


def _why(found: Mapping[str, Any]) -> str:
    """Repeat why an authority refuses, as far as it is one of its own few words."""
    said: Sequence[str] = [
        found[name] for name in ("error", "error_description") if isinstance(found.get(name), str)
    ]
    return f" ({short(': '.join(said))[:200]})" if said else ""
