"""How risky a change is: points by stated rules, and each rule in words.

| points | rule |
| --- | --- |
| 2 | it changes a protected environment; 1 where it changes any but the first of the others |
| 2 | it takes out of service what runs |
| 2 | its author alone should not answer for it |
| 1 | it replaces what runs |
| 1, 2, 3 | it adds at least $5, $20, $100 an hour |
| 1 | its price is unknown |
| 1, 2 | it runs on at least 2, 8 instances |
| 2 | it lets an agent change things outside |

0 or 1 points are a low risk, 2 or 3 a medium one, 4 and more a high one. The kind of change says what it replaces,
stops, starts and costs; the rules know nothing else about it.
"""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

from remit.controls.environments import AS_THEY_COME, Places

HOURS_A_MONTH = 730
"""The hours that prices per month are reckoned with."""

Level = Literal["low", "medium", "high"]
LEVELS: tuple[Level, ...] = ("low", "medium", "high")
_COSTS = ((Decimal(100), 3), (Decimal(20), 2), (Decimal(5), 1))
_INSTANCES = ((8, 2), (2, 1))
_MEDIUM, _HIGH = 2, 4
_MOST_NAMED = 5


@dataclass(frozen=True)
class Stakes:
    """What a change puts at stake, as its kind knows it.

    `replaces` names what runs now and is replaced (“version 3”), `stops` says that something that runs is taken out
    of service. Money is dollars per hour; before is none for something new. `unpriced` says that it costs, and that
    nobody knows how much. `changes` are tools that change something outside, which it brings or uses;
    `once` says that it is an act, after which everything runs as before.
    """

    replaces: str | None = None
    weighty: tuple[str, ...] = ()
    """Why its author alone should not answer for it, a sentence each."""
    stops: bool = False
    instances: int | None = None
    usd_per_hour: Decimal | None = None
    usd_per_hour_before: Decimal | None = None
    unpriced: bool = False
    changes: tuple[str, ...] = ()
    once: bool = False

    @property
    def added(self) -> Decimal | None:
        """Dollars per hour more than now; none where nothing is known."""
        if self.usd_per_hour is None and self.usd_per_hour_before is None:
            return None
        return (self.usd_per_hour or Decimal(0)) - (self.usd_per_hour_before or Decimal(0))


@dataclass(frozen=True)
class Reason:
    """A rule that bears on a change, and the points it gives."""

    points: int
    words: str


@dataclass(frozen=True)
class Risk:
    """How risky a change is, and why; `rank` is 1 to 3, for sorting."""

    level: Level
    reasons: tuple[Reason, ...]

    @property
    def rank(self) -> int:
        """The place of the level: 1 low, 2 medium, 3 high."""
        return LEVELS.index(self.level) + 1

    def facts(self) -> list[dict[str, Any]]:
        """The reasons as JSON."""
        return [asdict(reason) for reason in self.reasons]


def assess(environment: str, stakes: Stakes, places: Places = AS_THEY_COME) -> Risk:
    """Apply every rule to a change in one of an organisation's environments; the heaviest reason comes first."""
    reasons = [
        *_of_environment(environment, places),
        *[Reason(2, why) for why in stakes.weighty[:1]],
        *[Reason(0, why) for why in stakes.weighty[1:]],
        *_of_what_runs(stakes),
        *_of_cost(stakes),
        *_of_instances(stakes),
        *_of_tools(stakes),
    ]
    points = sum(reason.points for reason in reasons)
    level: Level = "high" if points >= _HIGH else "medium" if points >= _MEDIUM else "low"
    return Risk(level, tuple(sorted(reasons, key=lambda reason: -reason.points)))


def _of_environment(environment: str, places: Places) -> list[Reason]:
    if environment not in places:
        return []
    place = places.find(environment)
    points = 2 if place.protected else 0 if environment == places.names[0] else 1
    return [Reason(points, f"It changes {place.said}.")] if points else []


def _of_what_runs(stakes: Stakes) -> list[Reason]:
    if stakes.once:
        return []
    if stakes.stops:
        return [Reason(2, "It takes out of service what runs.")]
    if stakes.replaces is not None:
        return [Reason(1, f"It replaces {stakes.replaces}, which is in use.")]
    return [Reason(0, "It is new: it replaces nothing that runs.")]


def _of_cost(stakes: Stakes) -> list[Reason]:
    if stakes.unpriced:
        return [Reason(1, "Its price is unknown.")]
    added = stakes.added
    if added is None or added == 0:
        return []
    month = abs(added) * HOURS_A_MONTH
    verb = "adds" if added > 0 else "saves"
    words = f"It {verb} ${abs(added):,.2f} an hour, about ${month:,.0f} a month."
    return [Reason(next((points for least, points in _COSTS if added >= least), 0), words)]


def _of_instances(stakes: Stakes) -> list[Reason]:
    number = stakes.instances or 0
    points = next((points for least, points in _INSTANCES if number >= least), 0)
    return [Reason(points, f"It runs on {number} instances.")] if points else []


def _of_tools(stakes: Stakes) -> list[Reason]:
    if not stakes.changes:
        return []
    named = ", ".join(stakes.changes[:_MOST_NAMED])
    more = f" and {len(stakes.changes) - _MOST_NAMED} more" if len(stakes.changes) > _MOST_NAMED else ""
    return [Reason(2, f"It changes something outside, with {named}{more}.")]
