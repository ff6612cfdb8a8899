"""Where what happened to people and keys is recorded: the log stands above this package, so it is handed in."""

from typing import Any, Protocol

from remit.controls.tenancy.actor import Actor
from remit.kit.database import Session


class Record(Protocol):
    """Appends one entry to the audit log of the actor's organisation, in the transaction that it is about."""

    async def __call__(
        self, session: Session, actor: Actor, type: str, subject: str, payload: dict[str, Any], /
    ) -> None: ...
