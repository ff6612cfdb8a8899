"""Every read of environments."""

from collections.abc import Sequence

from sqlalchemy import select, text

from remit.controls.environments.tables import EnvironmentRow
from remit.kit.database import Session

_KEY = "hashtextextended('environment/' || current_setting('remit.org') || '/' || :name, 0)"
_TOGETHER = text(f"select pg_advisory_xact_lock_shared({_KEY})")
_ALONE = text(f"select pg_advisory_xact_lock({_KEY})")


async def every(session: Session) -> Sequence[EnvironmentRow]:
    """List what was set, what was removed included."""
    return (await session.scalars(select(EnvironmentRow))).all()


async def one(session: Session, name: str, *, lock: bool = False) -> EnvironmentRow | None:
    """Find what was set of an environment, also of one that was removed."""
    wanted = select(EnvironmentRow).where(EnvironmentRow.name == name)
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def hold(session: Session, name: str, *, alone: bool = False) -> None:
    """Keep an environment from being removed until the transaction ends; `alone` waits for all who hold it."""
    await session.execute(_ALONE if alone else _TOGETHER, {"name": name})
