"""What becomes of an answer that waited for a person: it is written into its conversation when the run has ended."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from remit.controls.approvals import PROPOSAL
from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.events import emit
from remit.lifecycle.chat import queries
from remit.lifecycle.chat.tables import CONVERSATION, MESSAGE
from remit.lifecycle.runtime import RunRow, ToolUseRow, run_of

_ENDS = {"answered": "complete", "refused": "refused", "failed": "failed", "unknown": "failed"}


async def write_run(database: Database, org_id: UUID, run_id: UUID) -> None:
    """Bring an answer to where its run stands now; doing it again changes nothing."""
    async with database.transaction(org_id) as session:
        found = await run_of(session, run_id)
        if found is None:
            return
        run, uses = found
        if run.message_id is None or run.conversation_id is None:
            return
        values = {"tools": _tools(run, uses), "updated_at": now(), **_ended(run)}
        if await queries.write_while_waiting(session, run.message_id, values):
            await taint(session, run.conversation_id, run.taint)
            conversation, message = CONVERSATION.show(run.conversation_id), MESSAGE.show(run.message_id)
            told = {"conversation": conversation, "message": message, "status": run.status}
            await emit(session, org_id, "run.told", message, told)


def _tools(run: RunRow, uses: Sequence[ToolUseRow]) -> list[dict[str, Any]]:
    asked = {use.model_call: PROPOSAL.show(use.proposal_id) for use in uses if use.proposal_id is not None}
    return [
        {
            **each,
            "arguments": json.dumps(each["arguments"], ensure_ascii=False),
            "approval_id": asked.get(each["id"]),
        }
        for each in run.tools
    ]


def _ended(run: RunRow) -> dict[str, Any]:
    if run.status not in _ENDS:
        return {}
    return {"status": _ENDS[run.status], "problem": run.problem, **_answered(run)}


def _answered(run: RunRow) -> dict[str, Any]:
    if run.status != "answered":
        return {}
    used = run.used
    return {
        "content": run.answer,
        **{
            name: used.get(name)
            for name in ("model", "provider", "input_tokens", "output_tokens", "duration_ms")
        },
        "cost_usd": Decimal(used["cost_usd"]) if used.get("cost_usd") is not None else None,
        "price_as_of": date.fromisoformat(used["price_as_of"]) if used.get("price_as_of") else None,
    }


async def taint(session: Session, conversation_id: UUID, brought: Mapping[str, list[str]]) -> None:
    """Keep what tools have brought into a conversation: it holds for all that is said in it later."""
    if brought:
        await queries.taint(session, conversation_id, brought)
