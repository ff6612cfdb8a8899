"""Sealing and opening secrets: the protocol."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Place:
    """Where a secret belongs; an envelope opens only for exactly the place it was sealed for."""

    tenant: UUID
    id: UUID
    version: int

    @property
    def associated(self) -> bytes:
        """The bytes that are authenticated beside the secret; of fixed length, so that no two places share them."""
        return b"remit secret 1" + self.tenant.bytes + self.id.bytes + self.version.to_bytes(8)


class Vault(Protocol):
    """Turns secrets into envelopes that may lie in a database, and back.

    Every secret has a data key of its own, which only the key-encryption key opens; the latter may live elsewhere,
    so all of this may wait for an answer (`VaultUnavailable`).
    """

    async def seal(self, secret: str, place: Place) -> bytes:
        """Return an envelope; sealing the same secret twice gives two different ones."""

    async def open(self, envelope: bytes, place: Place) -> str:
        """Return the secret; `SecretUnreadable` when anything at all is not as it was when it was sealed."""

    async def rewrap(self, envelope: bytes, place: Place) -> bytes:
        """Put the data key under today's key-encryption key; the sealed secret itself is not touched.

        Returns the same envelope when it is under today's key already; `SecretUnreadable` when it does not open.
        """
