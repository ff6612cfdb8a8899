"""Signing in through an identity provider: OpenID Connect's code flow with PKCE, state and nonce.

What is needed between start and callback travels in a signed cookie of the browser that began, so that nobody can be
led into finishing a sign-in that somebody else began.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from remit.controls.tenancy.errors import OidcRefused, OidcUnavailable
from remit.controls.tenancy.provider import OidcSettings
from remit.kit.secret_key import SecretKey

LIFETIME_SECONDS = 600
_KEPT_SECONDS = 3600.0
_TIMEOUT_SECONDS = 10.0
_LEEWAY_SECONDS = 60
# Only with a key pair: a token signed with a shared secret could be made by whoever knows the client's.
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_SCOPE = "openid email profile"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and the cookie that it takes along."""

    url: str
    cookie: str


@dataclass(frozen=True)
class Vouched:
    """A person whom the provider vouches for, and where they wanted to go."""

    email: str
    name: str
    next: str


class Oidc:
    """The provider, with what it told about itself."""

    def __init__(self, settings: OidcSettings, secret_key: SecretKey) -> None:
        self.settings = settings
        self._cookie_key = OctKey.import_key(secret_key.derive("oidc-cookies"))
        self._metadata: tuple[float, Mapping[str, Any]] | None = None
        self._keys: KeySet | None = None

    def _client(self) -> AsyncOAuth2Client:
        told = self.settings
        return AsyncOAuth2Client(
            told.client_id,
            told.client_secret,
            token_endpoint_auth_method="client_secret_basic" if told.client_secret else "none",
            scope=_SCOPE,
            redirect_uri=told.redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT_SECONDS,
        )

    async def begin(self, next: str) -> Begun:
        """Begin to sign somebody in; `OidcUnavailable` when the provider does not answer."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        async with self._client() as client:
            metadata = await self._discover(client)
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "next": next}
        claims = {**kept, "exp": int(time.time()) + LIFETIME_SECONDS}
        return Begun(url, jwt.encode({"alg": "HS256"}, claims, self._cookie_key))

    async def finish(self, cookie: str | None, answer: Mapping[str, str]) -> Vouched:
        """Take what the provider sent the browser back with, and return whom it vouches for.

        Raises `OidcRefused` when anything about it is not as it must be.
        """
        kept = self._kept(cookie)
        if not secrets.compare_digest(answer.get("state", "").encode(), kept["state"].encode()):
            raise OidcRefused("state", "The answer belongs to another sign-in: begin again.")
        if answer.get("iss", self.settings.issuer) != self.settings.issuer:
            raise OidcRefused("issuer", "The answer comes from another provider.")
        if "code" not in answer:
            raise OidcRefused("declined", "The provider did not sign you in.")
        async with self._client() as client:
            metadata = await self._discover(client)
            token = await self._token(client, metadata, answer["code"], kept["verifier"])
            claims = await self._claims(client, metadata, token.get("id_token"), kept["nonce"])
            person = await self._person(client, metadata, claims)
        return Vouched(person["email"], str(person.get("name") or person["email"])[:100], kept["next"])

    def _kept(self, cookie: str | None) -> dict[str, str]:
        try:
            kept = jwt.decode(cookie or "", self._cookie_key, algorithms=["HS256"]).claims
            jwt.JWTClaimsRegistry(exp={"essential": True}).validate(kept)
        except (JoseError, ValueError) as error:
            raise OidcRefused("expired", "This sign-in began too long ago, or in another browser.") from error
        return {name: str(kept[name]) for name in ("state", "nonce", "verifier", "next")}

    async def _discover(self, client: AsyncOAuth2Client) -> Mapping[str, Any]:
        if self._metadata and time.monotonic() - self._metadata[0] < _KEPT_SECONDS:
            return self._metadata[1]
        found = await self._get(
            client, self.settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
        )
        if found.get("issuer") != self.settings.issuer:
            raise OidcUnavailable(
                f"The provider calls itself {found.get('issuer')!r}: set REMIT_OIDC_ISSUER so."
            )
        if not all(isinstance(found.get(name), str) for name in _ENDPOINTS):
            raise OidcUnavailable(f"The identity provider does not say all of {', '.join(_ENDPOINTS)}.")
        self._metadata, self._keys = (time.monotonic(), found), None
        return found

    @staticmethod
    async def _get(client: AsyncOAuth2Client, url: str, **options: Any) -> dict[str, Any]:
        try:
            response = await client.request("GET", url, **{"withhold_token": True, **options})
            response.raise_for_status()
            found = response.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise OidcUnavailable(f"The identity provider does not answer at {url}.") from error
        if not isinstance(found, dict):
            raise OidcUnavailable(f"The identity provider answers nonsense at {url}.")
        return found

    @staticmethod
    async def _token(
        client: AsyncOAuth2Client, metadata: Mapping[str, Any], code: str, verifier: str
    ) -> Mapping[str, Any]:
        try:
            token: Mapping[str, Any] = await client.fetch_token(
                metadata["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
            )
        except OAuthError as error:
            raise OidcRefused("code", "The provider did not accept the answer: begin again.") from error
        except (httpx2.HTTPError, ValueError) as error:
            raise OidcUnavailable("The identity provider does not answer.") from error
        return token

    async def _claims(
        self, client: AsyncOAuth2Client, metadata: Mapping[str, Any], id_token: Any, nonce: str
    ) -> dict[str, Any]:
        required = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = (await self._decoded(client, metadata, str(id_token))).claims
            required.validate(claims)
        except (JoseError, ValueError) as error:
            raise OidcRefused("token", "What the provider says cannot be relied on: begin again.") from error
        others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if others and claims.get("azp") != self.settings.client_id:
            raise OidcRefused("token", "What the provider says is meant for another application.")
        return claims

    async def _decoded(
        self, client: AsyncOAuth2Client, metadata: Mapping[str, Any], id_token: str
    ) -> jwt.Token:
        """Check the signature, with keys fetched anew when the ones at hand do not fit: providers change them."""
        if self._keys is not None:
            try:
                return jwt.decode(id_token, self._keys, algorithms=_ALGORITHMS)
            except (JoseError, ValueError):
                self._keys = None
        found = await self._get(client, metadata["jwks_uri"])
        keys = found.get("keys")
        if not isinstance(keys, list):
            raise OidcUnavailable("The identity provider shows no keys.")
        self._keys = KeySet.import_key_set({"keys": keys})
        return jwt.decode(id_token, self._keys, algorithms=_ALGORITHMS)

    async def _person(
        self, client: AsyncOAuth2Client, metadata: Mapping[str, Any], claims: dict[str, Any]
    ) -> dict[str, Any]:
        """Return claims with a verified address, from the token or else from the provider's user information."""
        if "email" not in claims and "userinfo_endpoint" in metadata:
            told = await self._get(client, metadata["userinfo_endpoint"], withhold_token=False)
            if told.get("sub") != claims["sub"]:
                raise OidcRefused("token", "The provider speaks of two people: begin again.")
            claims = {**told, **claims}
        if not isinstance(claims.get("email"), str) or claims.get("email_verified") is not True:
            raise OidcRefused("unverified", "The provider vouches for no e-mail address of yours.")
        return claims
