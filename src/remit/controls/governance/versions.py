"""Applying policies: each version is kept, the last one holds, and the next call is decided by it."""

import asyncio
import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from remit.controls import audit
from remit.controls.governance import queries
from remit.controls.governance.checking import checked
from remit.controls.governance.decide import refusal
from remit.controls.governance.decision import Resource
from remit.controls.governance.errors import AppliedMeanwhile, LockedOut, NothingChanges, UnknownVersion
from remit.controls.governance.sets import BUILT_IN_SET, CHANGED, PolicySet, engine_of
from remit.controls.governance.tables import PolicyVersion
from remit.controls.tenancy import ORGANIZATION, Actor, Role
from remit.engines.policy import Policy, PolicyRefused, written
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Forbidden
from remit.kit.events import emit

WRITE = "policy.write"
_LONGEST_DIFFERENCE = 60_000  # letters of a difference that the log keeps


@dataclass(frozen=True)
class Wanted:
    """Policies to apply: on top of which `version` they were written, and what for.

    `restores` is the older version whose text it is; `force` lets an owner apply what shuts themselves out.
    """

    text: str
    version: int
    note: str = ""
    restores: int | None = None
    force: bool = False


@dataclass(frozen=True)
class Difference:
    """The ids of policies that one text has and another has not, or has otherwise."""

    added: list[str]
    removed: list[str]
    changed: list[str]


def digest(text: str) -> str:
    """Identify a text of policies."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


async def current_text(session: Session) -> tuple[int, str]:
    """Return the number and the text of the version that holds; 0 and nothing where there is none."""
    found = await queries.current(session)
    return (found.number, found.text) if found else (0, "")


async def find(session: Session, number: int) -> PolicyVersion:
    """Return a version; `UnknownVersion` when there is none."""
    found = await queries.version(session, number)
    if found is None:
        raise UnknownVersion(f"There is no version {number} of your policies.")
    return found


async def difference(before: str, after: Sequence[Policy] | str) -> Difference:
    """Compare a text that was applied with another, or with the policies of a draft."""
    if isinstance(after, str):
        after = await asyncio.to_thread(written, after)
    old = {each.id: each.text for each in await asyncio.to_thread(written, before)}
    new = {each.id: each.text for each in after}
    return Difference(
        added=[id for id in new if id not in old],
        removed=[id for id in old if id not in new],
        changed=[id for id in new if id in old and new[id] != old[id]],
    )


async def draft_of(text: str, number: int = 0) -> PolicySet:
    """Make the set that a text would give; `PolicyRefused` with the findings for one that is not valid."""
    found = await checked(text)
    if not found.valid:
        first = next(each for each in found.findings if each.severity == "error")
        raise PolicyRefused(
            f"Line {first.line}: {first.message} {first.fix}",
            findings=[asdict(each) for each in found.findings],
        )
    return PolicySet(await asyncio.to_thread(engine_of, text), number)


async def apply(session: Session, actor: Actor, wanted: Wanted) -> PolicyVersion:
    """Make a text the organisation's own policies, as a new version.

    Raises `PolicyRefused`, `AppliedMeanwhile`, `NothingChanges`, and `LockedOut` when the actor could not apply
    policies any more, unless an owner forces it.
    """
    number, before = await current_text(session)
    _require_newest(wanted, number)
    if wanted.text == before:
        raise NothingChanges("This is the text that holds already: nothing was applied.")
    restores = await _restored(session, wanted)
    draft = await draft_of(wanted.text, number + 1)
    _require_open(actor, draft, force=wanted.force)
    values = {
        "org_id": actor.org_id,
        "number": number + 1,
        "text": wanted.text,
        "digest": digest(wanted.text),
        "set_digest": draft.engine.digest,
        "policies": len(draft.engine.policies) - len(BUILT_IN_SET.engine.policies),
        "restores": restores,
        "author": actor.facts(),
        "note": wanted.note,
        "created_at": now(),
    }
    if not await queries.add(session, values):
        newest, _ = await current_text(session)
        raise _meanwhile(wanted, newest)
    made = await find(session, number + 1)
    await _tell(session, actor, made, wanted, before)
    return made


async def recover(session: Session, actor: Actor) -> PolicyVersion:
    """Take an organisation's own policies out, for somebody at the machine: they may have shut everybody else out."""
    number, _ = await current_text(session)
    return await apply(session, actor, Wanted("", number, "Taken out on the machine"))


def _require_newest(wanted: Wanted, number: int) -> None:
    if wanted.version != number:
        raise _meanwhile(wanted, number)


def _meanwhile(wanted: Wanted, number: int) -> AppliedMeanwhile:
    return AppliedMeanwhile(
        f"You wrote on top of version {wanted.version}, and version {number} holds: look at what changed, then apply.",
        version=number,
    )


async def _restored(session: Session, wanted: Wanted) -> int | None:
    """Return the version that is brought back, where its text is what is applied."""
    if wanted.restores is None:
        return None
    old = await find(session, wanted.restores)
    return old.number if old.text == wanted.text else None


def _require_open(actor: Actor, draft: PolicySet, *, force: bool) -> None:
    resource = Resource("organization", ORGANIZATION.show(actor.org_id))
    decision = draft.decide(actor, WRITE, resource)
    if decision.allowed:
        return
    if not force:
        said = refusal(actor, WRITE, resource, decision).detail
        raise LockedOut(
            f"After this you could not apply policies any more: {said} An owner can force it.",
            policies=list(decision.policies),
        )
    if actor.role is not Role.OWNER:
        raise Forbidden("Only an owner may apply policies that shut themselves out.")


async def _tell(session: Session, actor: Actor, made: PolicyVersion, wanted: Wanted, before: str) -> None:
    found = await difference(before, wanted.text)
    lines = difflib.unified_diff(
        before.splitlines(),
        wanted.text.splitlines(),
        f"version {made.number - 1}",
        f"version {made.number}",
        lineterm="",
    )
    shown = "\n".join(lines)
    facts = {
        "title": f"Policies, version {made.number}",
        "version": made.number,
        "reason": made.note,
        "restores": made.restores,
        "forced": wanted.force,
        "digest": made.digest,
        "digest_before": digest(before),
        "set_digest": made.set_digest,
        **asdict(found),
        "difference": shown[:_LONGEST_DIFFERENCE],
        "difference_cut": len(shown) > _LONGEST_DIFFERENCE,
    }
    await audit.record(session, actor, CHANGED, ORGANIZATION.ref(actor.org_id), facts)
    news = {"version": made.number, "digest": made.digest, "by": actor.facts(), "note": made.note}
    await emit(session, actor.org_id, CHANGED, f"policy:{made.number}", news)
