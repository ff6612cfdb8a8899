"""Where a key-encryption key may live that never leaves its home: HashiCorp Vault's Transit, and AWS KMS."""

import asyncio
import base64
import binascii
import json
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import boto3
import httpx2
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from remit.engines.vault.errors import SecretUnreadable, VaultUnavailable

_SECONDS = 5.0
_MOVED = "The stored secret was changed or moved: enter it again."
_NOT_OURS = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})
_LARGEST = 100_000


class Keeper(Protocol):
    """Keeps one key-encryption key; `name` says which without telling anything of it.

    `bound` is what a data key belongs to: it opens with nothing else. All of it may raise `VaultUnavailable`.
    """

    name: str

    async def draw(self, bound: bytes) -> tuple[bytes, bytes]:
        """Return a new data key of 32 bytes, and the same wrapped."""

    async def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        """Return the data key; `SecretUnreadable` when it was wrapped for something else, or elsewhere."""


class Transit:
    """A key of Vault's Transit engine, of a kind that takes associated data (aes256-gcm96, which is Vault's default).

    `address` is Vault's own, `token` is asked for at every use, so that a new one needs no restart.
    """

    def __init__(
        self,
        address: str,
        mount: str,
        key: str,
        token: Callable[[], str],
        draw: Callable[[], bytes],
        *,
        namespace: str = "",
        seconds: float = _SECONDS,
    ) -> None:
        self.name = f"transit:{address}/{mount}/{key}"
        self._address, self._mount, self._key = address, mount, key
        self._token, self._draw, self._namespace = token, draw, namespace
        self._seconds = seconds
        self._host = urlsplit(address).hostname or address

    async def draw(self, bound: bytes) -> tuple[bytes, bytes]:
        """Draw a key here and have Vault encrypt it."""
        data_key = self._draw()
        sent = {"plaintext": _text(data_key), "associated_data": _text(bound)}
        return data_key, (await self._ask("encrypt", sent, "ciphertext")).encode()

    async def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        """Have Vault decrypt a key."""
        sent = {"ciphertext": wrapped.decode("ascii", "replace"), "associated_data": _text(bound)}
        try:
            return base64.b64decode(await self._ask("decrypt", sent, "plaintext"), validate=True)
        except binascii.Error as error:
            raise VaultUnavailable(f"Vault at {self._host} answers what is no key.") from error

    async def _ask(self, act: str, sent: dict[str, str], wanted: str) -> str:
        headers = {"X-Vault-Token": self._token(), "X-Vault-Request": "true"}
        if self._namespace:
            headers["X-Vault-Namespace"] = self._namespace
        url = f"{self._address}/v1/{quote(self._mount)}/{act}/{quote(self._key, safe='')}"
        try:
            async with (
                asyncio.timeout(self._seconds),
                httpx2.AsyncClient(timeout=self._seconds, follow_redirects=False) as http,
            ):
                response = await http.post(url, json=sent, headers=headers)
        except (httpx2.HTTPError, TimeoutError, OSError) as error:
            raise VaultUnavailable(
                f"Vault at {self._host} does not answer: stored secrets cannot be opened or stored until it does."
            ) from error
        return self._read(act, response, wanted)

    def _read(self, act: str, response: httpx2.Response, wanted: str) -> str:
        status = response.status_code
        if status == 400 and act == "decrypt":
            raise SecretUnreadable(_MOVED)
        if status in (401, 403):
            raise VaultUnavailable(
                f"Vault at {self._host} refuses Remit's token: it must be allowed {self._mount}/encrypt/{self._key} and"
                f" {self._mount}/decrypt/{self._key} (REMIT_VAULT_TOKEN or REMIT_VAULT_TOKEN_FILE)."
            )
        if status != 200:
            hint = {404: "there is no such key or mount", 503: "it is sealed"}.get(status, "see its log")
            raise VaultUnavailable(f"Vault at {self._host} answered {status} for {self.name}: {hint}.")
        try:
            found = json.loads(response.content[:_LARGEST])["data"][wanted]
        except (ValueError, KeyError, TypeError) as error:
            raise VaultUnavailable(f"Vault at {self._host} answers otherwise than Transit does.") from error
        return str(found)


class Kms:
    """A key of AWS KMS, by its id, ARN or alias; credentials come from boto3's own chain."""

    def __init__(
        self, key: str, *, region: str, endpoint_url: str | None = None, seconds: float = _SECONDS
    ) -> None:
        self.name = f"kms:{key}"
        parts = key.split(":")
        self._key = key
        self._region = parts[3] if key.startswith("arn:") and len(parts) > 5 else region
        self._endpoint_url = endpoint_url
        self._seconds = seconds
        self._client: Any = None

    async def draw(self, bound: bytes) -> tuple[bytes, bytes]:
        """Have KMS draw a key."""
        found = await self._ask("generate_data_key", bound, KeyId=self._key, KeySpec="AES_256")
        return found["Plaintext"], found["CiphertextBlob"]

    async def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        """Have KMS decrypt a key."""
        found = await self._ask("decrypt", bound, CiphertextBlob=wrapped, KeyId=self._key)
        data_key: bytes = found["Plaintext"]
        return data_key

    async def _ask(self, act: str, bound: bytes, **sent: Any) -> Any:
        try:
            return await asyncio.to_thread(
                self._call, act, {**sent, "EncryptionContext": {"remit": _text(bound)}}
            )
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if act == "decrypt" and code in _NOT_OURS:
                raise SecretUnreadable(_MOVED) from error
            raise VaultUnavailable(
                f"AWS KMS says {code} for {self._key}: check the key, and who may use it."
            ) from error
        except (BotoCoreError, ValueError) as error:
            raise VaultUnavailable(
                f"AWS KMS does not answer ({type(error).__name__}): stored secrets cannot be opened or stored until it"
                " does."
            ) from error

    def _call(self, act: str, sent: dict[str, Any]) -> Any:
        if self._client is None:
            config = Config(
                connect_timeout=self._seconds,
                read_timeout=self._seconds,
                retries={"total_max_attempts": 2, "mode": "standard"},
            )
            self._client = boto3.session.Session().client(
                "kms", region_name=self._region, endpoint_url=self._endpoint_url, config=config
            )
        return getattr(self._client, act)(**sent)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
