"""The vault whose key-encryption keys are at hand: derived from secrets of the installation.

    envelope := 01 | id of the key-encryption key (8) | nonce (12) | wrapped data key (48) | nonce (12) | sealed secret

Both layers are AES-256-GCM; what belongs to the place is authenticated in both.
"""

import hashlib
import os
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from remit.engines.vault.errors import SecretUnreadable
from remit.engines.vault.vault import Place
from remit.kit.secret_key import SecretKey

_FORMAT = b"\x01"
_ID, _NONCE, _KEY, _TAG = 8, 12, 32, 16
_HEAD = len(_FORMAT) + _ID
_WRAPPED = _NONCE + _KEY + _TAG
_PURPOSE = "vault/key-encryption-key"


class LocalVault:
    """Seals under the first of the keys; opens what was sealed under any of them, until all of that is rewrapped.

    The keys are asked for at every use: a new one counts from then on.
    """

    def __init__(self, keys: Callable[[], Sequence[SecretKey]]) -> None:
        self._keys = keys

    def holds(self, envelope: bytes) -> bool:
        """Whether an envelope is of this kind."""
        return envelope.startswith(_FORMAT)

    async def seal(self, secret: str, place: Place) -> bytes:
        """Seal under a data key made for this envelope."""
        data_key = os.urandom(_KEY)
        return _wrap(data_key, self._derived()[0], place) + encrypt(data_key, secret.encode(), inner(place))

    async def open(self, envelope: bytes, place: Place) -> str:
        """Open both layers."""
        return _open(envelope, _unwrap(envelope, self._derived(), place), place)

    async def rewrap(self, envelope: bytes, place: Place) -> bytes:
        """Put the data key under the current key, unless it is."""
        keys = self._derived()
        data_key = _unwrap(envelope, keys, place)
        _open(envelope, data_key, place)
        if envelope[len(_FORMAT) : _HEAD] == _name(keys[0]):
            return envelope
        return _wrap(data_key, keys[0], place) + envelope[_HEAD + _WRAPPED :]

    def _derived(self) -> list[bytes]:
        return [secret.derive(_PURPOSE) for secret in self._keys()]


def _open(envelope: bytes, data_key: bytes, place: Place) -> str:
    return decrypt(data_key, envelope[_HEAD + _WRAPPED :], inner(place)).decode()


def _wrap(data_key: bytes, key: bytes, place: Place) -> bytes:
    head = _FORMAT + _name(key)
    return head + encrypt(key, data_key, _outer(head, place))


def _unwrap(envelope: bytes, keys: Sequence[bytes], place: Place) -> bytes:
    head, wrapped = envelope[:_HEAD], envelope[_HEAD : _HEAD + _WRAPPED]
    key = next((key for key in keys if head == _FORMAT + _name(key)), None)
    if key is None:
        raise SecretUnreadable(
            "The secret was sealed under a key that this Remit does not have: put the saved secret.key back (and"
            " vault.key, where there was one), or enter the secret again."
        )
    return decrypt(key, wrapped, _outer(head, place))


def _name(key: bytes) -> bytes:
    """Name a key by something that tells nothing about it."""
    return hashlib.sha256(b"remit key id" + key).digest()[:_ID]


def _outer(head: bytes, place: Place) -> bytes:
    return b"key" + head + place.associated


def inner(place: Place) -> bytes:
    """Say what is authenticated with a secret."""
    return b"secret" + place.associated


def encrypt(key: bytes, plain: bytes, associated: bytes) -> bytes:
    """Seal with AES-256-GCM, the nonce in front."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, associated)


def decrypt(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """Open what `encrypt` sealed; `SecretUnreadable` when anything is not as it was."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], associated)
    except (InvalidTag, ValueError) as error:
        raise SecretUnreadable("The stored secret was changed or moved: enter it again.") from error
