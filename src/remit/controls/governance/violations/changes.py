"""What people make of a violation: each change of its state is on the record."""

from uuid import UUID

from remit.controls import audit
from remit.controls.governance.violations import queries
from remit.controls.governance.violations.breaches import VIOLATION
from remit.controls.governance.violations.errors import DecidedMeanwhile, StateForbids, UnknownViolation
from remit.controls.governance.violations.schemas import ViolationMove, ViolationState
from remit.controls.governance.violations.tables import Violation
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import emit

# From where each change leads where.
MOVES: dict[ViolationMove, tuple[tuple[ViolationState, ...], ViolationState]] = {
    "acknowledge": (("open",), "acknowledged"),
    "resolve": (("open", "acknowledged"), "resolved"),
    "false_positive": (("open", "acknowledged"), "false_positive"),
    "reopen": (("acknowledged", "resolved", "false_positive"), "open"),
}
_HAPPENED: dict[ViolationMove, str] = {
    "acknowledge": "violation.acknowledged",
    "resolve": "violation.resolved",
    "false_positive": "violation.marked_false_positive",
    "reopen": "violation.reopened",
}
_WORDS: dict[str, str] = {
    "open": "open",
    "acknowledged": "acknowledged",
    "resolved": "resolved",
    "false_positive": "a false positive",
}


def moves_from(state: str) -> list[ViolationMove]:
    """List the changes that lead away from a state."""
    return [name for name, (sources, _) in MOVES.items() if state in sources]


async def find(session: Session, shown_id: str) -> Violation:
    """Find a violation by the id that people see; raises `UnknownViolation`."""
    found = await queries.one(session, VIOLATION.parse(shown_id))
    if found is None:
        raise UnknownViolation(f"There is no violation {shown_id[:60]}.")
    return found


async def change(
    session: Session, actor: Actor, shown_id: str, move: ViolationMove, *, version: int, note: str
) -> Violation:
    """Change the state of what was read as `version`.

    Raises `UnknownViolation`, `DecidedMeanwhile` when somebody was faster, and `StateForbids`.
    """
    id = VIOLATION.parse(shown_id)
    sources, target = MOVES[move]
    values = {"state": target, "note": note, "decided_by": actor.facts(), "decided_at": now()}
    changed = await queries.move(session, id, version, sources, values)
    if changed is None:
        raise _why_not(await find(session, shown_id), version, target)
    await _tell(session, actor, changed, id, _HAPPENED[move])
    return changed


def _why_not(found: Violation, version: int, target: ViolationState) -> StateForbids | DecidedMeanwhile:
    today = {"state": found.state, "version": found.version}
    if found.version != version:
        who = (found.decided_by or {}).get("name", "Somebody")
        return DecidedMeanwhile(
            f"{who} made it {_WORDS[found.state]} since you read it: read it again, then decide.", **today
        )
    return StateForbids(
        f"It is {_WORDS[found.state]}: from there it does not become {_WORDS[target]}. Reopen it first."
        if found.state != target
        else f"It is {_WORDS[found.state]} already.",
        **today,
    )


async def _tell(session: Session, actor: Actor, changed: Violation, id: UUID, happened: str) -> None:
    ref = VIOLATION.ref(id)
    facts = {
        "rule": changed.rule,
        "subject": changed.subject,
        "severity": changed.severity,
        "reason": changed.note,
    }
    await audit.record(session, actor, happened, ref, {**facts, "title": changed.rule})
    await emit(
        session,
        changed.org_id,
        "violation.changed",
        VIOLATION.show(id),
        {"id": VIOLATION.show(id), "state": changed.state, "subject": changed.subject},
    )
