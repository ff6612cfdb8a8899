"""How many agent files an organisation may have checked in a minute, counted by all processes together."""

import math
from uuid import UUID

from remit.controls.metering import Limits
from remit.lifecycle.agents.errors import ValidationLimit

PER_MINUTE = 100


class ValidationThrottle:
    """Counts checks over a sliding minute."""

    def __init__(self, limits: Limits, per_minute: int = PER_MINUTE) -> None:
        self._limits = limits
        self._most = per_minute

    async def hit(self, org_id: UUID) -> None:
        """Count one check; `ValidationLimit` with `retry_after` in seconds when there were too many."""
        reading = await self._limits.once(f"agent-validation:{org_id.hex}", self._most)
        if reading.fits:
            return
        seconds = max(1, math.ceil(reading.reset))
        raise ValidationLimit(
            f"Your organisation had {self._most} files checked in a minute: try again in {seconds} seconds.",
            retry_after=seconds,
        )
