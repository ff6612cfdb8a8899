"""A vault that keeps everything in memory and fails when told to: for tests of what stands on one."""

import json

from remit.engines.vault.errors import SecretUnreadable, VaultUnavailable
from remit.engines.vault.vault import Place


class ScriptedVault:
    """Gives out numbered envelopes; `down` makes it unavailable, `generation` is today's key, `opened` counts."""

    def __init__(self) -> None:
        self.down = False
        self.generation = 1
        self.opened = 0
        self._kept: dict[int, tuple[str, Place]] = {}

    async def seal(self, secret: str, place: Place) -> bytes:
        """Keep the secret under the next number."""
        self._answer()
        number = len(self._kept) + 1
        self._kept[number] = (secret, place)
        return self._envelope(number)

    async def open(self, envelope: bytes, place: Place) -> str:
        """Return what is kept under the number."""
        self._answer()
        self.opened += 1
        secret, sealed_for = self._kept.get(_number(envelope), ("", None))
        if sealed_for != place:
            raise SecretUnreadable("The stored secret was changed or moved: enter it again.")
        return secret

    async def rewrap(self, envelope: bytes, place: Place) -> bytes:
        """Write today's generation on the envelope."""
        await self.open(envelope, place)
        return self._envelope(_number(envelope))

    def _envelope(self, number: int) -> bytes:
        return json.dumps([number, self.generation]).encode()

    def _answer(self) -> None:
        if self.down:
            raise VaultUnavailable("The vault does not answer: try again in a moment.")


def _number(envelope: bytes) -> int:
    try:
        number, _ = json.loads(envelope)
        return int(number)
    except (ValueError, TypeError):
        return 0
