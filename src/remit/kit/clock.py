"""The time of day, always in UTC."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time, aware and in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC with microseconds and a `Z`."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
