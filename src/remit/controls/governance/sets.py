"""The policies of each organisation, in the memory of this process, and the answers they gave.

A decision is synchronous, so whoever decides has the set of the organisation read first (`ready`). An organisation
whose set was not read is never decided by the built-in policies alone.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property, partial
from importlib import resources
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy.exc import SQLAlchemyError

from remit.controls import environments
from remit.controls.governance import queries
from remit.controls.governance.decision import Context, Decision, Outcome, Resource, asked, question
from remit.controls.governance.errors import PoliciesUnread
from remit.controls.tenancy import Actor
from remit.engines.policy import CedarEngine, Objections, PolicyEngine, PolicyRefused, Schema
from remit.kit.database import Database
from remit.kit.memory import Kept
from remit.kit.telemetry import logger

_log = logger(__name__)
_FOLDER = resources.files("remit.controls.governance") / "policies"
_KNOWN = 10_000  # answers kept of one set
_SETS = 10_000
_LONGEST = 500  # letters of what an answer is kept by
REDACTABLE = frozenset(("text.pass", "tool.use"))  # of a tool, its arguments are
_MENDING = frozenset(("policy.read", "policy.write"))
BUILT_IN = (_FOLDER / "default.cedar").read_text()
SCHEMA = Schema((_FOLDER / "schema.cedarschema").read_text())
CHANGED = "policy.applied"
_LABELS = re.compile(r"\blabels\b")
_NAMED = re.compile(r"\bcontext\s*\.\s*labels\s*\.\s*contains(?:Any|All)?\s*\(\s*[\[\"]")
_LITERAL = re.compile(r'"([\w.-]+)"')


class _Lens(NamedTuple):
    """What of who asks, and of what it is about, the policies on an action can tell apart."""

    principal: bool
    person: bool
    deployment: bool
    resource: bool


class PolicySet:
    """The policies of one version; `number` is 0 where an organisation has none of its own.

    `broken` says why the organisation's own do not load, after an upgrade of Remit: then everything is denied but
    reading and mending the policies.
    """

    def __init__(self, engine: PolicyEngine, number: int = 0, broken: str | None = None) -> None:
        self.engine = engine
        self.number = number
        self.broken = broken
        self._known: OrderedDict[tuple[Any, ...], Outcome] = OrderedDict()
        self._lenses: dict[str, _Lens] = {}

    @cached_property
    def watched(self) -> frozenset[str] | None:
        """The families of labels that some policy tells apart by name, none where one looks at labels otherwise."""
        text = "\n".join(policy.text for policy in self.engine.policies)
        if len(_LABELS.findall(text)) != len(_NAMED.findall(text)):
            return None
        return frozenset(literal.partition(".")[0] for literal in _LITERAL.findall(text))

    def decide(
        self, actor: Actor, action: str, resource: Resource, context: Context | None = None
    ) -> Decision:
        """Answer; what was asked before, as far as these policies can tell, is answered from memory."""
        if resource.protected is None and resource.kind == "deployment":
            guarded = environments.of(actor.org_id).guards(resource.environment)
            resource = Resource(resource.kind, resource.id, resource.environment, guarded)
        lens = self._lenses.get(action) or self._look(action)
        deployment = actor.deployment_id
        key = (
            action,
            actor.kind,
            actor.role,
            actor.teams,
            resource.kind,
            resource.environment,
            resource.protected,
            actor.id.int if lens.principal else 0,
            actor.person.int if lens.person else 0,
            deployment.int if lens.deployment and deployment is not None else 0,
            resource.id if lens.resource else "",
            (*context.items(), *map(type, context.values())) if context else (),
        )
        try:
            found = self._known.get(key)
        except TypeError:  # a list or a set among the facts: it is looked up as a tuple
            key = (*key[:-1], _fixed(context or {}))
            found = self._known.get(key)
        if found is None:
            found = self._ask(key, actor, action, resource, context)
        return tuple.__new__(Decision, (*found, actor, action, resource, context))

    def objections(self, actor: Actor, action: str, resource: Resource, context: Context) -> Objections:
        """Name every policy that holds against something; a set that does not load answers nothing."""
        if self.broken is not None:
            return Objections(errors=(self.broken,))
        return self.engine.objections(question(asked(actor, action, resource, context)))

    def _look(self, action: str) -> _Lens:
        sees = self.engine.depends(action)
        lens = _Lens(
            "principal" in sees,
            not sees.isdisjoint(("principal", "principal.person")),
            not sees.isdisjoint(("principal", "principal.deployment")),
            "resource" in sees,
        )
        if len(self._lenses) < _KNOWN:
            self._lenses[action] = lens
        return lens

    def _ask(
        self, key: tuple[Any, ...], actor: Actor, action: str, resource: Resource, context: Context | None
    ) -> Outcome:
        outcome = self.answer(asked(actor, action, resource, context))
        # An error may name who asked first.
        if not outcome.errors and len(action) + len(resource.id) + len(repr(context)) <= _LONGEST:
            self._known[key] = outcome
            if len(self._known) > _KNOWN:
                self._known.popitem(last=False)
        return outcome

    def answer(self, found: Mapping[str, Any]) -> Outcome:
        """Answer a question as records keep it."""
        if self.broken is not None and found["action"] not in _MENDING:
            return Outcome("deny", (), self.engine.digest, (self.broken,), None)
        verdict = self.engine.decide(question(found))
        said = verdict.verdict
        if said == "redact" and found["action"] not in REDACTABLE:
            said = "deny"
        return Outcome(said, verdict.policies, self.engine.digest, verdict.errors, verdict.shadow)


def _fixed(context: Context) -> tuple[Any, ...]:
    return tuple(
        (
            name,
            tuple(sorted(map(repr, value)))
            if isinstance(value, (set, frozenset, list, tuple))
            else repr(value),
        )
        for name, value in context.items()
    )


def engine_of(text: str) -> CedarEngine:
    """Put an organisation's own policies on top of the built-in ones; raises `PolicyRefused`."""
    return CedarEngine(f"{BUILT_IN}\n{text}" if text else BUILT_IN, SCHEMA)


BUILT_IN_SET = PolicySet(engine_of(""))


def set_of(number: int, text: str) -> PolicySet:
    """Make the set of a version; one that does not load any more denies everything but its own mending."""
    if not text:
        return BUILT_IN_SET if number == 0 else PolicySet(BUILT_IN_SET.engine, number)
    try:
        return PolicySet(engine_of(text), number)
    except (PolicyRefused, ValueError, RecursionError) as error:
        _log.error("policies do not load", version=number, reason=str(error))
        said = f"Version {number} of your policies does not fit this version of Remit: apply one that does."
        return PolicySet(BUILT_IN_SET.engine, number, said)


class PolicySets:
    """Which policies hold in each organisation, for one process."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Database, Kept[UUID, PolicySet]] = WeakKeyDictionary()
        self._holding: OrderedDict[int, PolicySet] = OrderedDict()
        self._building: dict[tuple[int, int], asyncio.Future[PolicySet]] = {}
        self._reading: set[asyncio.Task[None]] = set()

    async def ready(self, database: Database, org_id: UUID) -> PolicySet:
        """Have the policies of an organisation in memory as they were committed last; returns them.

        A change is seen by whoever asks after it was committed, in this process or, once the news is here, another.
        """
        kept = self._kept.get(database)
        if kept is None:
            kept = self._kept[database] = Kept(database.caches, "policy.", size=_SETS)
            database.caches.keep(("policy.",), partial(self._hear, database))
        found = kept.get(org_id)
        if found is None:
            found = await kept.read(org_id, partial(self._load, database, org_id))
        holding = self._holding.get(org_id.int)
        if holding is found:
            return found
        # Of two that were read at once, the later version holds, whichever came in last.
        if holding is None or found.number >= holding.number:
            self._holding[org_id.int] = found
            if len(self._holding) > 2 * _SETS:
                self._holding.popitem(last=False)
        return self._holding[org_id.int]

    def of(self, org_id: UUID) -> PolicySet:
        """Return the policies of an organisation; `PoliciesUnread` when nobody had them read."""
        found = self._holding.get(org_id.int)
        if found is None:
            raise PoliciesUnread("The policies of this organisation are not read yet: try again.")
        return found

    def _hear(self, database: Database, org_id: UUID | None) -> None:
        """Read anew what has changed at once, for calls that are under way and ask again."""
        if org_id is not None and org_id.int in self._holding:
            task = asyncio.get_running_loop().create_task(self._refresh(database, org_id))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

    async def _refresh(self, database: Database, org_id: UUID) -> None:
        try:
            await self.ready(database, org_id)
        except (SQLAlchemyError, OSError) as error:
            _log.warning(
                "changed policies could not be read, the next request tries again", reason=str(error)
            )

    async def _load(self, database: Database, org_id: UUID) -> tuple[UUID, PolicySet]:
        async with database.transaction(org_id) as session:
            current = await queries.current(session)
        if current is None:
            return org_id, BUILT_IN_SET
        holding = self._holding.get(org_id.int)
        if holding is not None and holding.number == current.number:
            return org_id, holding
        key = (org_id.int, current.number)
        if key not in self._building:
            built = asyncio.ensure_future(asyncio.to_thread(set_of, current.number, current.text))
            built.add_done_callback(lambda _: self._building.pop(key, None))
            self._building[key] = built
        return org_id, await asyncio.shield(self._building[key])


SETS = PolicySets()


async def ready(database: Database, org_id: UUID) -> None:
    """Have the policies of an organisation, and what they protect, in memory before `decide` is asked."""
    await environments.ready(database, org_id)
    await SETS.ready(database, org_id)


def watched(org_id: UUID) -> frozenset[str] | None:
    """Name the families of labels that an organisation's policies tell apart, none for all there are."""
    return SETS.of(org_id).watched
