"""What would have been decided otherwise: a draft is asked what calls and changes asked in the last days.

Only what was recorded can be asked again: the decisions of calls and changes, with who asked, for what and in which
circumstances. Reading pages is not recorded.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from remit.controls.governance import queries
from remit.controls.governance.decision import Outcome
from remit.controls.governance.sets import BUILT_IN_SET, PolicySet
from remit.kit.clock import now
from remit.kit.database import Session

_ENTRIES = 50_000  # of the newest in the log
_QUESTIONS = 2_000  # those asked most often
_SHOWN = 200
_turn = asyncio.Semaphore(1)


@dataclass(frozen=True)
class Change:
    """A question that the draft answers otherwise; `trial` when only its policies on trial would."""

    asked: Mapping[str, Any]
    times: int
    last: datetime
    entry: int
    name: str
    before: Outcome
    after: Outcome
    trial: bool


@dataclass
class Replayed:
    """What came of it; `unread` counts decisions whose question was not recorded, `idle` own policies that
    never decided. `cut` says that there were more than could be asked.
    """

    since: datetime
    decisions: int = 0
    questions: int = 0
    unread: int = 0
    cut: bool = False
    totals: Counter[tuple[str, str]] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)


async def replay(session: Session, current: PolicySet, draft: PolicySet, days: int) -> Replayed:
    """Ask a draft, and the policies that hold, what was asked in the last days."""
    since = now() - timedelta(days=days)
    rows = await queries.asked(session, since, entries=_ENTRIES, most=_QUESTIONS + 1)
    async with _turn:
        return await asyncio.to_thread(_compare, since, rows, current, draft)


def _compare(since: datetime, rows: Sequence[Row[Any]], current: PolicySet, draft: PolicySet) -> Replayed:
    found = Replayed(since, cut=len(rows) > _QUESTIONS)
    decided: set[str] = set()
    for row in rows[:_QUESTIONS]:
        try:
            before, after = current.answer(row.asked), draft.answer(row.asked)
        except (KeyError, TypeError, AttributeError):
            found.unread += row.times
            continue
        found.decisions += row.times
        found.questions += 1
        decided.update(after.policies, after.shadow.policies if after.shadow else ())
        _note(found, row, before, after)
    found.changes.sort(key=lambda change: (change.trial, -change.times))
    del found.changes[_SHOWN:]
    own = draft.engine.policies[len(BUILT_IN_SET.engine.policies) :]
    found.idle = [each.id for each in own if each.id not in decided]
    return found


def _note(found: Replayed, row: Row[Any], before: Outcome, after: Outcome) -> None:
    trial = after.shadow is not None and after.shadow.verdict != after.verdict
    if after.verdict != before.verdict:
        found.totals[before.verdict, after.verdict] += row.times
    elif not trial:
        return
    changed = after.verdict != before.verdict
    found.changes.append(
        Change(row.asked, row.times, row.last, row.seq, row.name or "", before, after, trial and not changed)
    )
