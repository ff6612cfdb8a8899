"""What a sentence about something deployed would do: found, asked back where something is missing, never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from remit.controls.environments import Places
from remit.kit.database import Session
from remit.lifecycle.deployments import queries
from remit.lifecycle.deployments.command import Asked
from remit.lifecycle.deployments.commanding.near import near
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.tables import Deployment

_MOST = 500
_WORDS = {
    "promote": "Promote",
    "pause": "Pause",
    "restart": "Restart",
    "update": "Update",
    "scale": "Scale",
    "roll_back": "Roll back",
    "delete": "Delete",
}


@dataclass(frozen=True)
class Request:
    """The request that does it."""

    method: str
    path: str
    body: dict[str, Any] | None = None


@dataclass(frozen=True)
class Heard:
    """What was understood: `question` asks for what is missing, `request` does it, `found` answers.

    With `confirm` a person is asked first: it changes what is protected, or cannot be undone.
    """

    words: str
    question: str | None = None
    confirm: bool = False
    request: Request | None = None
    found: Sequence[Deployment] = field(default_factory=tuple)


async def hear(session: Session, asked: Asked, places: Places) -> Heard:
    """Find what is meant, and say what would be done."""
    if asked.act == "list":
        return await _listed(session, asked)
    if asked.name is None:
        return Heard("", f"Which deployment? Say “{asked.act.replace('_', ' ')} NAME”.")
    meant = await _meant(session, asked)
    if isinstance(meant, Heard):
        return meant
    if asked.act in ("status", "cost"):
        return Heard(f"{meant.name} in {meant.environment}", found=(meant,))
    return await _change(session, asked, meant, places)


async def _listed(session: Session, asked: Asked) -> Heard:
    every = await queries.active(session, limit=_MOST)
    found = [
        each
        for each in every
        if asked.environment in (None, each.environment)
        and (asked.over is None or (_hourly(each) or 0) > asked.over)
        and (asked.under is None or (_hourly(each) or 0) < asked.under)
    ]
    where = f" in {asked.environment}" if asked.environment else ""
    how = f" over ${asked.over} an hour" if asked.over is not None else ""
    how += f" under ${asked.under} an hour" if asked.under is not None else ""
    many = f"{len(found)} deployment{'' if len(found) == 1 else 's'}"
    words = f"{many} run{'s' if len(found) == 1 else ''}{where}{how}."
    return Heard(words, found=found)


def _hourly(deployment: Deployment) -> Decimal | None:
    amount = (deployment.plan.get("cost") or {}).get("estimated_usd_per_hour")
    return None if amount is None else Decimal(amount)


async def _meant(session: Session, asked: Asked) -> Deployment | Heard:
    """Find the one deployment that is meant, or ask."""
    name = asked.name or ""
    found = [
        each
        for each in await queries.called(session, name)
        if asked.environment in (None, each.environment)
        and not (asked.act == "promote" and each.environment == asked.to)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        alike = [f"{each.name} in {each.environment}" for each in await near(session, [name])]
        there = f" Is {' or '.join(alike)} meant?" if alike else ""
        where = f" in {asked.environment}" if asked.environment else ""
        return Heard("", f"There is no deployment {name}{where}.{there}")
    places = " or ".join(each.environment for each in found)
    return Heard("", f"{name} is in several environments: {places}? Say “in …”.", found=found)


async def _change(session: Session, asked: Asked, meant: Deployment, places: Places) -> Heard:
    """Say what is done, once nothing is missing."""
    shown, where = DEPLOYMENT.show(meant.id), meant.environment
    said = f"{_WORDS[asked.act]} {meant.name} in {where}"
    path = f"/api/deployments/{shown}"
    guarded = where in places.protected
    match asked.act:
        case "scale" if asked.count is None:
            return Heard("", f"To how many instances? Say “scale {meant.name} to 2”.")
        case "scale":
            request = Request("POST", f"{path}/scale", {"instance_count": asked.count})
            said += f" to {asked.count} instance{'' if asked.count == 1 else 's'}"
        case "roll_back" if asked.count is None:
            numbers = [str(each.number) for each in await queries.revisions(session, meant.id, limit=10)]
            there = ", ".join(number for number in numbers if number != str(meant.serving)) or "none"
            return Heard("", f"To which revision of {meant.name}? There are: {there}.")
        case "roll_back":
            request = Request("POST", f"{path}/roll_back", {"revision": asked.count})
            said += f" to revision {asked.count}"
        case "promote":
            after = places.following(where)
            to = asked.to or (after.name if after else None)
            if to is None:
                return Heard("", f"{meant.name} is in {where}, the last environment: from where to where?")
            request, guarded = Request("POST", f"{path}/promote", {"to": to}), to in places.protected
            said = f"Promote {meant.name} from {where} to {to}"
        case "delete":
            request = Request("DELETE", path)
        case _:
            request = Request("POST", f"{path}/{asked.act}")
    return Heard(f"{said}.", confirm=guarded or asked.act == "delete", request=request, found=(meant,))
