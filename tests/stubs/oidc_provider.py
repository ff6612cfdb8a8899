"""A small OpenID Connect provider in a process of its own: discovery, authorisation, token, keys, user information.

It signs everybody in at once as whoever `PUT /as` said, and does wrong what `fault` there says. It checks what a real
one checks: the client's secret, the redirect address, that a code is used once, and PKCE.
"""

import base64
import hashlib
import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "remit-tests", "a-secret-of-two"
_BASIC = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()


class Provider:
    """What it knows: its keys, whom it signs in, and the codes it gave."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.person: dict[str, Any] = {}
        self.fault = ""
        self.key = self._new_key()
        self.codes: dict[str, dict[str, str]] = {}
        self.people: dict[str, dict[str, Any]] = {}

    @staticmethod
    def _new_key() -> RSAKey:
        return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"})

    def rotate(self) -> None:
        """Sign with another key from now on."""
        self.key = self._new_key()

    def id_token(self, nonce: str) -> str:
        """Sign what the provider says of the person, with the fault asked for."""
        moment = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "sub-1", "aud": CLIENT_ID, "nonce": nonce, "iat": moment, "exp": moment + 300,
            **({} if self.fault == "only userinfo" else self.person),
        }  # fmt: skip
        wrong: dict[str, dict[str, Any]] = {
            "issuer": {"iss": "https://other.example"}, "audience": {"aud": "somebody-else"},
            "two audiences": {"aud": [CLIENT_ID, "other"], "azp": "other"}, "nonce": {"nonce": "another"},
            "expired": {"iat": moment - 900, "exp": moment - 600},
        }  # fmt: skip
        claims.update(wrong.get(self.fault, {}))
        header = {"alg": "RS256", "kid": self.key.kid}
        signed = jwt.encode(header, claims, self._new_key() if self.fault == "signature" else self.key)
        if self.fault == "alg none":
            body = signed.split(".")[1]
            head = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
            return f"{head}.{body}."
        return signed


class Pages:
    """What it answers over HTTP."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.provider = Provider(issuer)

    def app(self) -> Starlette:
        """Put the provider together."""
        return Starlette(
            routes=[
                Route("/as", self.sign_in_as, methods=["PUT"]),
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/jwks", self.jwks),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/userinfo", self.userinfo),
            ]
        )

    async def sign_in_as(self, request: Request) -> Response:
        told = await request.json()
        self.provider.person, self.provider.fault = told["person"], told.get("fault", "")
        if told.get("rotate"):
            self.provider.rotate()
        return Response(status_code=204)

    async def discovery(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def jwks(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.provider.key.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        asked, provider = request.query_params, self.provider
        if (asked["client_id"], asked["code_challenge_method"]) != (CLIENT_ID, "S256"):
            return Response("unknown client, or no PKCE", 400)
        if not {"openid", "email"} <= set(asked["scope"].split()):
            return Response("no scope", 400)
        code = secrets.token_urlsafe(16)
        kept = {
            "redirect_uri": asked["redirect_uri"],
            "nonce": asked["nonce"],
            "challenge": asked["code_challenge"],
        }
        provider.codes[code] = kept
        answer = {"state": asked["state"], "code": code, "iss": self.issuer}
        if provider.fault == "declined":
            answer = {"state": asked["state"], "error": "access_denied"}
        if provider.fault == "answer of another":
            answer["iss"] = "https://other.example"
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 302)

    async def token(self, request: Request) -> Response:
        asked = dict(parse_qsl((await request.body()).decode()))
        kept = self.provider.codes.pop(asked.get("code", ""), None)
        hashed = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
        known = request.headers.get("authorization") == _BASIC
        if kept is None or not known or kept["redirect_uri"] != asked.get("redirect_uri"):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if kept["challenge"] != challenge:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(16)
        self.provider.people[access] = self.provider.person
        id_token = self.provider.id_token(kept["nonce"])
        return JSONResponse({"access_token": access, "token_type": "Bearer", "id_token": id_token})

    async def userinfo(self, request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        person = self.provider.people.get(token)
        return JSONResponse({"sub": "sub-1", **person}) if person else Response(status_code=401)


@contextmanager
def oidc_provider() -> Iterator[str]:
    """Run a provider for the length of a block; yield its issuer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    issuer = f"http://127.0.0.1:{port}"
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.stubs.oidc_provider", str(port)]
    with subprocess.Popen(command, cwd=root) as process:
        try:
            _wait(issuer, process)
            yield issuer
        finally:
            process.terminate()


def _wait(issuer: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            httpx.get(f"{issuer}/jwks", trust_env=False).raise_for_status()
            return
        except httpx.TransportError:
            assert process.poll() is None, "the provider did not start"
            assert time.monotonic() < end, "the provider does not answer"
            time.sleep(0.05)


if __name__ == "__main__":
    chosen = int(sys.argv[1])
    pages = Pages(f"http://127.0.0.1:{chosen}")
    uvicorn.run(pages.app(), host="127.0.0.1", port=chosen, log_level="warning")
