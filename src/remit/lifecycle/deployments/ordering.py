"""What a list of deployments is asked for: which, in what order, and the cursors that continue in it."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID

from remit.kit.errors import Malformed
from remit.lifecycle.deployments.command import Environment
from remit.lifecycle.deployments.states import Status

Column = Literal["created", "updated", "name", "environment", "status", "calls_per_minute", "cost_today"]
Sort = Literal[
    "created", "-created", "updated", "-updated", "name", "-name", "environment", "-environment",
    "status", "-status", "calls_per_minute", "-calls_per_minute", "cost_today", "-cost_today",
]  # fmt: skip
NEWEST: Sort = "-created"
COLUMNS: tuple[Column, ...] = get_args(Column)
_FOREIGN = "The cursor is not one of ours: leave it out to begin at the first page."
_LONGEST = 1_000
_DIGITS = 15
_FIRST, _LAST = 1970, 9000
Value = datetime | str | Decimal | int


@dataclass(frozen=True)
class Filter:
    """Which deployments; `q` is looked for in the name, the command and the endpoint."""

    statuses: tuple[Status, ...] = ()
    environment: Environment | None = None
    kind: Literal["model", "agent"] | None = None
    host: str | None = None
    name: str | None = None
    q: str | None = None


@dataclass(frozen=True)
class Order:
    """A column and its direction."""

    column: Column
    descending: bool

    @classmethod
    def of(cls, sort: Sort) -> "Order":
        """Read `-created` as the newest first."""
        name = sort.removeprefix("-")
        return cls(next(c for c in COLUMNS if c == name), sort.startswith("-"))


@dataclass(frozen=True)
class Place:
    """Where a page ended: the last row's value in the order, its id, and when the first page was read.

    Figures that grow by the minute are read as of `moment` on every page, or rows would come twice.
    """

    value: Value
    id: UUID
    moment: datetime


def encode(sort: Sort, place: Place) -> str:
    """Make the cursor that continues after a row."""
    value = place.value.isoformat() if isinstance(place.value, datetime) else str(place.value)
    facts = [sort, value, place.id.hex, place.moment.isoformat()]
    return base64.urlsafe_b64encode(json.dumps(facts).encode()).decode().rstrip("=")


def decode(sort: Sort, cursor: str | None) -> Place | None:
    """Read a cursor; none means the first page. `Malformed` for what is not ours or belongs to another order."""
    if cursor is None:
        return None
    try:
        made_for, value, id, moment = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if made_for == sort:
            return Place(_value(Order.of(sort).column, value), UUID(hex=id), _moment(moment))
    except (ValueError, TypeError, AttributeError, RecursionError, ArithmeticError) as error:
        raise Malformed(_FOREIGN) from error
    raise Malformed("The cursor belongs to another order: begin at the first page of this one.")


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment without a zone")
    found = found.astimezone(UTC)
    if not _FIRST < found.year < _LAST:
        raise ValueError("no time of ours")
    return found


def _value(column: Column, text: Any) -> Value:
    if not isinstance(text, str) or "\0" in text or len(text) > _LONGEST:
        raise ValueError("no value of ours")
    text.encode()  # a lone surrogate is no text
    if column in ("created", "updated"):
        return _moment(text)
    if column == "calls_per_minute":
        return int(text[:_DIGITS])
    if column == "cost_today":
        found = Decimal(text)
        if not found.is_finite() or abs(found.adjusted()) > _DIGITS:
            raise ValueError("no amount")
        return found
    return text
