"""Having code written: found again, or asked for, checked, tried and mended, at most three times.

    count → look for the same, then for nearly the same → ask → check and try → mend … → which tier

Code that passes in the lite sandbox runs there; what does not pass there after two repairs runs in the full one, where
the policies allow that and it passes there; else there is none. Nothing that the model says changes anything but the
code: schemas, services and examples are those of the file.
"""

import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from remit.controls import audit
from remit.controls.governance import Resource, decide
from remit.controls.tenancy import ORGANIZATION, Actor
from remit.kit.clock import now
from remit.kit.errors import RemitError
from remit.kit.ids import new_id
from remit.lifecycle.building import queries
from remit.lifecycle.building.answers import Answered
from remit.lifecycle.building.errors import GenerationLimit
from remit.lifecycle.building.rounds import Asker, Round, prove, write
from remit.lifecycle.building.seeds import CODE_WRITER, seeded
from remit.lifecycle.building.skeleton import skeleton
from remit.lifecycle.building.tables import GENERATION, CodeGeneration
from remit.lifecycle.building.task import Task, trigrams
from remit.lifecycle.building.workshop import Workshop

MOST_ROUNDS = 3
PER_MINUTE = 10
ALIKE = 0.85
"""How alike words must be for the code of one to be offered for the other: the trigrams they share of all they have."""

_MINUTE = timedelta(minutes=1)
_WITHOUT_CODE = 2  # answers without code, after which nobody is asked again


@dataclass(frozen=True)
class Begun:
    """It was counted, and goes on."""

    id: str


@dataclass(frozen=True)
class Asking:
    """The model is being asked."""

    number: int


@dataclass(frozen=True)
class Ended:
    """What became of it: `status` as its row has it, `rounds` all tries, `cached` where it was found."""

    id: UUID
    status: str
    reason: str
    code: str
    tier: str
    rounds: tuple[Round, ...]
    cached: dict[str, Any] | None = None


Progress = Begun | Asking | Round | Ended


@dataclass(frozen=True)
class Generating:
    """One person has code written in one process."""

    workshop: Workshop
    actor: Actor
    request_id: str

    async def generate(self, task: Task, *, fresh: bool = False) -> AsyncGenerator[Progress]:
        """Go through the list, telling each step; raises `GenerationLimit` and what the call of the model does.

        Close the iterator to stop: what was written until then is kept.
        """
        id = await self._count(task)
        ended = Ended(id, "stopped", "It was stopped.", "", "", ())
        try:
            yield Begun(GENERATION.show(id))
            found = None if fresh else await self._found(id, task)
            async with aclosing(_only(found) if found else self._written(id, task)) as steps:
                async for step in steps:
                    if isinstance(step, Round):
                        ended = replace(ended, rounds=(*ended.rounds, step))
                    if isinstance(step, Ended):
                        ended = step
                    else:
                        yield step
        except RemitError as error:
            ended = replace(ended, status="failed", reason=error.detail)
            raise
        finally:
            await self.workshop.runtime.finish(self._keep(task, ended))
        yield ended

    async def _count(self, task: Task) -> UUID:
        """Write down that somebody asks, which counts for the limit in every process; `GenerationLimit`."""
        actor, moment = self.actor, now()
        row = CodeGeneration(
            org_id=actor.org_id, id=new_id(), person=actor.person, created_by=actor.facts(), slug=task.document.slug,
            description=task.description, exact_digest=task.exact_digest, contract_digest=task.contract_digest,
            trigrams=trigrams(task.description), status="running", reason="", code="", tier="", rounds=[],
            cached=None, created_at=moment, ended_at=None,
        )  # fmt: skip
        async with self.workshop.runtime.database.transaction(actor.org_id) as session:
            await queries.hold_person(session, actor.person)
            before = await queries.asked_since(session, actor.person, moment - _MINUTE)
            if len(before) >= PER_MINUTE:
                seconds = max(1, math.ceil((before[-PER_MINUTE] + _MINUTE - moment).total_seconds()))
                raise GenerationLimit(
                    f"You asked for code {PER_MINUTE} times in a minute: try again in {seconds} seconds.",
                    retry_after=seconds,
                )
            session.add(row)
        return row.id

    async def _found(self, id: UUID, task: Task) -> Ended | None:
        """Find code that was written for the same, or for nearly the same, and still does what is asked."""
        async with self.workshop.runtime.database.transaction(self.actor.org_id) as session:
            same = await queries.same(session, task.exact_digest, task.contract_digest)
            near: Any = same or await queries.nearest(
                session, task.contract_digest, trigrams(task.description)
            )
        likeness = 1.0 if same else (near.likeness if near else 0.0)
        if near is None or likeness < ALIKE:
            return None
        tried = await prove(self.workshop, self.actor, task, Answered(near.code, "code"), near.tier, "")
        if not tried.passed:
            return None
        facts = {
            "generation_id": GENERATION.show(near.id),
            "kind": "same" if same else "similar",
            "likeness": round(likeness, 3),
            "description": near.description,
        }
        return Ended(id, "passed", "", near.code, near.tier, (replace(tried, number=1),), facts)

    async def _written(self, id: UUID, task: Task) -> AsyncGenerator[Progress]:
        """Have it written by the model of the code writer; without one, begin a template."""
        actor, runtime = self.actor, self.workshop.runtime
        writer = await seeded(runtime.database, actor.org_id, CODE_WRITER)
        if (await runtime.models.choose(actor.org_id, writer.model)).demo:
            tried = await prove(self.workshop, actor, task, Answered(skeleton(task), "code"), "lite", "")
            yield Ended(id, "template", _NO_MODEL, tried.code, "lite", (replace(tried, number=1),))
            return
        asker, rounds = Asker(self.workshop, actor, writer, self.request_id), list[Round]()
        while len(rounds) < MOST_ROUNDS and not _hopeless(rounds):
            yield Asking(len(rounds) + 1)
            rounds.append(await write(asker, task, rounds))
            yield rounds[-1]
            if rounds[-1].passed:
                yield Ended(id, "passed", "", rounds[-1].code, "lite", tuple(rounds))
                return
        yield await self._without_lite(id, task, rounds)

    async def _without_lite(self, id: UUID, task: Task, rounds: list[Round]) -> Ended:
        """Decide what becomes of code that does not pass in the lite sandbox."""
        last = rounds[-1]
        ended = Ended(id, "failed", "", last.code, "lite", tuple(rounds))
        if last.kind == "refused":
            return replace(ended, status="refused", reason=f"The model refused: {last.problems[0]}", code="")
        written = [each for each in reversed(rounds) if each.kind == "code"]
        if not written:
            return replace(ended, status="no_code", reason=last.problems[0])
        said = f"After {len(rounds)} tries the code does not pass in the lite sandbox."
        if why_not := self._no_full():
            return replace(ended, reason=f"{said} {why_not}", code=written[0].code)
        for each in written:
            tried = await prove(self.workshop, self.actor, task, Answered(each.code, "code"), "full", "")
            if tried.passed:
                seen = (*rounds, replace(tried, number=len(rounds) + 1))
                reason = "It needs the full sandbox: all of CPython, held back by the operating system."
                return Ended(id, "passed", reason, each.code, "full", seen)
        return replace(ended, reason=f"{said} Nor does it in the full one.", code=written[0].code)

    def _no_full(self) -> str | None:
        """Say why code may not run in the full sandbox."""
        if "full" not in self.workshop.runtime.sandboxes:
            return "This machine has no full sandbox."
        where = Resource("organization", ORGANIZATION.show(self.actor.org_id))
        if not decide(self.actor, "sandbox.full", where).allowed:
            return "The policies do not let you use the full one."
        return None

    async def _keep(self, task: Task, ended: Ended) -> None:
        values = {
            "status": ended.status, "reason": ended.reason, "code": ended.code, "tier": ended.tier,
            "rounds": [each.facts() for each in ended.rounds], "cached": ended.cached, "ended_at": now(),
        }  # fmt: skip
        facts = {
            "slug": task.document.slug, "status": ended.status, "tier": ended.tier, "rounds": len(ended.rounds),
            "cached": ended.cached is not None,
        }  # fmt: skip
        async with self.workshop.runtime.database.transaction(self.actor.org_id) as session:
            await queries.write_generation(session, ended.id, values)
            await audit.record(session, self.actor, "code.generated", GENERATION.ref(ended.id), facts)


async def _only(found: Ended) -> AsyncGenerator[Progress]:
    for each in found.rounds:
        yield each
    yield found


def _hopeless(rounds: list[Round]) -> bool:
    """Whether asking again is no use: it was refused, or there was no code twice."""
    if rounds and rounds[-1].kind == "refused":
        return True
    return len(rounds) >= _WITHOUT_CODE and all(each.kind != "code" for each in rounds)


_NO_MODEL = (
    "No model is connected, so nobody wrote this code: it is a template by your examples and schemas. Connect a model"
    " under Settings, Model providers, or write the rest yourself."
)
