"""The vault whose key-encryption key is kept elsewhere.

    envelope := 02 | id of the key's name (8) | length (2) | wrapped data key so long | nonce (12) | sealed secret

The data key opens only for its place, which its keeper sees to; what belongs to the place is authenticated once more
with the secret. Data keys that were opened are remembered for a minute, so that not every use asks the keeper.
"""

import hashlib
import time
from collections import OrderedDict

from remit.engines.vault.errors import SecretUnreadable
from remit.engines.vault.keepers import Keeper
from remit.engines.vault.local import decrypt, encrypt, inner
from remit.engines.vault.vault import Place

FORMAT = b"\x02"
_ID, _LENGTH, _NONCE = 8, 2, 12
_HEAD = len(FORMAT) + _ID + _LENGTH
_REMEMBERED_SECONDS = 60.0
_REMEMBERED = 1000


class KeptVault:
    """Seals under the key of a keeper."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._head = FORMAT + hashlib.sha256(b"remit keeper" + keeper.name.encode()).digest()[:_ID]
        self._opened: OrderedDict[tuple[bytes, Place], tuple[float, bytes]] = OrderedDict()

    def holds(self, envelope: bytes) -> bool:
        """Whether an envelope is under this key."""
        return envelope.startswith(self._head)

    async def seal(self, secret: str, place: Place) -> bytes:
        """Seal under a data key made for this envelope."""
        data_key, wrapped = await self._keeper.draw(place.associated)
        self._remember(wrapped, place, data_key)
        length = len(wrapped).to_bytes(_LENGTH)
        return self._head + length + wrapped + encrypt(data_key, secret.encode(), inner(place))

    async def open(self, envelope: bytes, place: Place) -> str:
        """Open both layers."""
        if not self.holds(envelope) or len(envelope) < _HEAD:
            raise SecretUnreadable(
                "The secret was sealed under a key that this Remit does not have: give that key as"
                " REMIT_VAULT_KEY_BEFORE, or enter the secret again."
            )
        end = _HEAD + int.from_bytes(envelope[_HEAD - _LENGTH : _HEAD])
        wrapped, sealed = envelope[_HEAD:end], envelope[end:]
        data_key = self._remembered(wrapped, place)
        if data_key is None:
            data_key = await self._keeper.unwrap(wrapped, place.associated)
            self._remember(wrapped, place, data_key)
        return decrypt(data_key, sealed, inner(place)).decode()

    async def rewrap(self, envelope: bytes, place: Place) -> bytes:
        """Return the envelope, which is under this key, once it is known that it opens."""
        await self.open(envelope, place)
        return envelope

    def _remembered(self, wrapped: bytes, place: Place) -> bytes | None:
        found = self._opened.get((wrapped, place))
        return found[1] if found is not None and found[0] > time.monotonic() else None

    def _remember(self, wrapped: bytes, place: Place, data_key: bytes) -> None:
        moment = time.monotonic()
        self._opened[wrapped, place] = moment + _REMEMBERED_SECONDS, data_key
        self._opened.move_to_end((wrapped, place))
        while len(self._opened) > _REMEMBERED or next(iter(self._opened.values()))[0] <= moment:
            self._opened.popitem(last=False)
