"""The change spine: propose → check → approve → apply → record.

Each kind of change registers what applies it. Waiting is a row; applying is a durable workflow whose id is the
proposal's, so that it happens once however often it is started.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from remit.controls import audit, environments
from remit.controls.approvals import queries
from remit.controls.approvals.review import Review
from remit.controls.approvals.risk import LEVELS, Risk, Stakes, assess
from remit.controls.approvals.rules import strictest
from remit.controls.approvals.tables import Proposal
from remit.controls.approvals.voting import stage_of
from remit.controls.governance import ESCALATES, Decision, Resource, decide, passes, refusal
from remit.controls.tenancy import Actor, system
from remit.engines.durable import Durable, Input, Run, StepFailed
from remit.engines.ledger import digest
from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.events import emit
from remit.kit.ids import Kind, new_id
from remit.kit.telemetry import correlation, logger

_log = logger(__name__)
PROPOSAL = Kind("chg", "proposal")
LIFETIME = timedelta(days=7)
# Told to the workers: to any of them, and to the one that leads.
DUE, DUE_HERE = "change.due", "change.due_here"
# Those who can still decide are reminded so long before a stage ends, or when three quarters of it are over.
_WARNED = timedelta(days=1)
_CAN_WAIT = ESCALATES | {"tool.use"}


@dataclass(frozen=True)
class Change:
    """An approved change on its way: whose, which, about what, and exactly what was shown."""

    org_id: UUID
    proposal_id: UUID
    subject: str
    shown: dict[str, Any]


Apply = Callable[[Run, Change], Awaitable[None]]


@dataclass(frozen=True)
class ChangeKind:
    """A kind of change: its name, which is also the action that policies decide, what applies it durably, and what it
    adds to the review of its proposals.

    `broken` is done when a step of `apply` failed for good, so that nothing stays on its way for ever.
    """

    name: str
    apply: Apply
    review: Review = field(default_factory=Review)
    broken: Apply | None = None


class Changes:
    """The kinds of change this process can apply."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kinds: dict[str, ChangeKind] = {}

    def register(self, kind: ChangeKind) -> None:
        """Make a kind known."""
        self._kinds[kind.name] = kind

    @property
    def names(self) -> Collection[str]:
        """The names of the kinds that can wait for people."""
        return _CAN_WAIT & self._kinds.keys()

    def review(self, kind: str) -> Review:
        """Return what a kind adds to the review; a kind that is gone adds nothing."""
        return self._kinds[kind].review if kind in self._kinds else Review()

    def install(self, durable: Durable) -> None:
        """Teach the durable engine to apply every registered kind."""
        for kind in self._kinds.values():
            durable.register(kind.name, self._workflow(kind))

    async def start(
        self, durable: Durable, org_id: UUID, kind: str, proposal_id: UUID, correlation_id: str
    ) -> None:
        """Start applying an approved proposal, once; raises `LookupError` for a kind that is not known."""
        if kind not in self._kinds:
            raise LookupError(f"this version of Remit knows no change of kind {kind}")
        input = {"org_id": org_id.hex, "proposal_id": proposal_id.hex, "correlation_id": correlation_id}
        await durable.start(kind, f"{kind}:{PROPOSAL.show(proposal_id)}", input)

    def _workflow(self, kind: ChangeKind) -> Callable[[Run, Input], Awaitable[None]]:
        async def apply(run: Run, input: Input) -> None:
            org_id, proposal_id = UUID(hex=input["org_id"]), UUID(hex=input["proposal_id"])
            found = await run.step("load", self._load, input["org_id"], input["proposal_id"])
            change = Change(org_id, proposal_id, found["subject"], found["shown"])
            try:
                await kind.apply(run, change)
            except StepFailed as error:
                _log.error("a change broke off", kind=kind.name, subject=change.subject, reason=str(error))
                if kind.broken is not None:
                    await kind.broken(run, change)
                await run.step("fail", self._close, input["org_id"], input["proposal_id"], "failed")
            else:
                await run.step("close", self._close, input["org_id"], input["proposal_id"], "applied")

        return apply

    async def _load(self, org: str, id: str) -> dict[str, Any]:
        async with self._database.transaction(UUID(hex=org)) as session:
            proposal = await queries.proposal(session, UUID(hex=id))
            if proposal is None:
                raise LookupError(f"proposal {id} is gone")
            return {"subject": proposal.subject, "shown": proposal.shown}

    async def _close(self, org: str, id: str, status: str) -> None:
        async with self._database.transaction(UUID(hex=org)) as session:
            proposal = await queries.proposal(session, UUID(hex=id), lock=True)
            if proposal and await queries.move(session, proposal.id, "approved", status, applied_at=now()):
                shown_id = PROPOSAL.show(proposal.id)
                payload = {"proposal_id": shown_id, "kind": proposal.kind, "title": proposal.title}
                who = system(proposal.org_id)
                await audit.record(session, who, f"change.{status}", proposal.subject, payload)
                await announce(session, proposal, status, {})


async def propose(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    subject: str,
    resource: Resource,
    title: str,
    shown: dict[str, Any],
    context: Mapping[str, Any] | None = None,
    stakes: Stakes = Stakes(),
    always: bool = False,
    standing: bool = False,
    authors: Collection[UUID] = (),
    anywhere: bool = False,
) -> Proposal:
    """Ask for a change, whose kind is the action decided on.

    Policies allow it at once (`approved`), leave it to a person (`pending`), or forbid it (`Forbidden` is raised); what
    they allow waits all the same with `always`, and where an approval rule matches. `shown` is JSON: exactly what an
    approver sees and what is applied. From `stakes` the risk is reckoned. The `authors` do not decide on it, as little
    as who asks. A `standing` one was approved before, with all of its like: only what forbids it stops it. Any worker
    may carry out one that may be done `anywhere`, else the one that leads does.
    """
    decision = decide(actor, kind, resource, {**(context or {}), "approved": True} if standing else context)
    if not passes(decision):
        raise refusal(actor, kind, resource, decision)
    risk = assess(resource.environment, stakes, environments.of(actor.org_id))
    rule = None if standing else await strictest(session, kind, resource.environment, risk.rank)
    at_once = decision.allowed and rule is None and not always
    proposal = _proposal(actor, kind, subject, resource, at_once=at_once, anywhere=anywhere)
    proposal.risk, proposal.stakes = risk.rank, _stakes(stakes, risk, decision)
    proposal.rule, proposal.authors = rule, [person.hex for person in authors]
    open_stage(proposal, 0)
    proposal.title, proposal.shown, proposal.digest = title, shown, digest(shown)
    session.add(proposal)
    await session.flush()
    await _record(session, actor, proposal, decision)
    await announce(session, proposal, proposal.status, {})
    return proposal


async def _record(session: Session, actor: Actor, proposal: Proposal, decision: Decision) -> None:
    rule = proposal.rule
    facts = {
        "proposal_id": PROPOSAL.show(proposal.id),
        "kind": proposal.kind,
        "title": proposal.title,
        "digest": proposal.digest,
        "risk": LEVELS[proposal.risk - 1],
        "rule": {"slug": rule["slug"], "number": rule["number"]} if rule else None,
        "decision": decision.facts(),
    }
    await audit.record(session, actor, "change.proposed", proposal.subject, facts)


async def ruled(session: Session, kind: str, stakes: Stakes) -> bool:
    """Whether an approval rule matches a change, in no environment, that somebody might ask for."""
    return await strictest(session, kind, "", assess("", stakes).rank) is not None


def _proposal(
    actor: Actor, kind: str, subject: str, resource: Resource, *, at_once: bool, anywhere: bool
) -> Proposal:
    moment = now()
    return Proposal(
        org_id=actor.org_id,
        id=new_id(),
        kind=kind,
        subject=subject,
        environment=resource.environment,
        status="approved" if at_once else "pending",
        escalated=not at_once,
        requested_by=actor.facts(),
        requested_person=actor.person,
        created_at=moment,
        decided_at=moment if at_once else None,
        anywhere=anywhere,
    )


def open_stage(proposal: Proposal, place: int) -> None:
    """Have a stage wait from now on, or the one person where no rule holds."""
    proposal.stage, proposal.raised_at = place, None
    stage = stage_of(proposal)
    proposal.escalates_at, proposal.expires_at = (
        stage.deadlines(now()) if stage else (None, proposal.created_at + LIFETIME)
    )
    proposal.warns_at = proposal.expires_at - min(_WARNED, (proposal.expires_at - now()) / 4)


def _stakes(stakes: Stakes, risk: Risk, decision: Decision) -> dict[str, Any]:
    return {
        "reasons": risk.facts(),
        "policies": list(decision.policies),
        "policy_digest": decision.digest,
        "usd_per_hour": _text(stakes.usd_per_hour),
        "usd_per_hour_before": _text(stakes.usd_per_hour_before),
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


async def announce(session: Session, proposal: Proposal, status: str, by: dict[str, str]) -> None:
    """Tell the worker and the browsers where a proposal stands, and who brought it there."""
    news = {
        "id": PROPOSAL.show(proposal.id),
        "kind": proposal.kind,
        "subject": proposal.subject,
        "environment": proposal.environment,
        "title": proposal.title,
        "status": status,
        "risk": LEVELS[proposal.risk - 1],
        "escalated": proposal.escalated,
        "stage": proposal.stage + 1,
        "requested_by": proposal.requested_by,
        "by": by or None,
        "correlation_id": correlation.get(),
    }
    await emit(session, proposal.org_id, f"proposal.{status}", PROPOSAL.show(proposal.id), news)
    if status == "approved":
        due = {"kind": proposal.kind, "correlation_id": correlation.get()}
        kind = DUE if proposal.anywhere else DUE_HERE
        await emit(session, proposal.org_id, kind, PROPOSAL.show(proposal.id), due)
