"""What a kind of change adds to the review of its proposals; approvals itself knows no kind."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from remit.controls.approvals.tables import Proposal
from remit.controls.tenancy import Actor
from remit.kit.database import Session

Outcome = Literal["approved", "rejected", "voided", "expired"]


@dataclass(frozen=True)
class Documents:
    """What is changed as text, to be compared line by line; `before` is none for something new."""

    before: str | None
    after: str
    language: Literal["yaml", "json", "text"]


@dataclass(frozen=True)
class Description:
    """A proposal in a reader's words, made from nothing but what is digested.

    `why` is the sentence or the reason that the author gave. `before` and `after` are JSON and are compared place by
    place; `names` says what people call a place, by its path without positions: `remit.tags`. `checks` and `evidence`
    are as in a deployment's plan. `price` says of when and whence the price is.
    `tool` is the use of a tool that is asked for, with its real arguments.
    """

    why: str = ""
    before: Any = None
    after: Any = None
    names: Mapping[str, str] = field(default_factory=dict)
    documents: Documents | None = None
    host: str | None = None
    dry_run: bool = False
    rationale: str = ""
    assumptions: list[str] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    price: dict[str, Any] | None = None
    tool: dict[str, Any] | None = None


def plainly(shown: Mapping[str, Any]) -> Description:
    """Describe what is shown by its members `before`, `after` and `reason`, or as a whole where it has none."""
    rest = {name: value for name, value in shown.items() if name not in ("before", "after", "reason")}
    return Description(
        why=str(shown.get("reason") or shown.get("command") or ""),
        before=shown.get("before"),
        after=shown.get("after", rest),
    )


async def _untouched(session: Session, subject: str) -> None:
    """Hold nothing: there is nothing besides the proposal."""


async def _still_so(session: Session, proposal: Proposal) -> None:
    """Take it that nothing has changed since."""


async def _nothing_more(
    session: Session, actor: Actor, proposal: Proposal, outcome: Outcome, reason: str
) -> None:
    """Leave the subject as it is."""


async def _never_replayed(session: Session, proposal: Proposal) -> Mapping[str, Any] | None:
    """Know of no inputs that were recorded."""
    return None


@dataclass(frozen=True)
class Review:
    """How proposals of a kind are described, checked once more, and what an end means for their subject.

    - `describe` makes a description from what is shown; it asks nobody.
    - `hold` locks the subject, before the proposal is: locks are taken in the order subject, proposal, audit log.
    - `recheck` raises `ChangedSince` when what was shown is out of date; asked only before an approval.
    - `settle` moves the subject when a proposal is approved, rejected, withdrawn (`voided`) or has expired.
    - `replay` says what became of recorded inputs: found out after it was asked for, and no part of the digest.
    """

    describe: Callable[[Mapping[str, Any]], Description] = plainly
    hold: Callable[[Session, str], Awaitable[None]] = _untouched
    recheck: Callable[[Session, Proposal], Awaitable[None]] = _still_so
    settle: Callable[[Session, Actor, Proposal, Outcome, str], Awaitable[None]] = _nothing_more
    replay: Callable[[Session, Proposal], Awaitable[Mapping[str, Any] | None]] = _never_replayed
