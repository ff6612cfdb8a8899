"""A stored response whose run waited for a person, as it stands once somebody has decided."""

from typing import Any

from remit.edges.openai.responses.queries import Kept
from remit.kit.database import Session
from remit.lifecycle.runtime import RUN, RunRow, run_of


async def settled(session: Session, kept: Kept) -> Kept:
    """Bring a response that waited to where its run stands now; the answer stands where it said that it waits."""
    remit = kept.body.get("remit", {})
    found = await run_of(session, RUN.parse(remit["run_id"])) if remit.get("status") == "waiting" else None
    if found is None:
        return kept
    run, _ = found
    taint = {**remit["taint"], **run.taint}
    body = {**kept.body, "remit": {**remit, "status": run.status, "taint": taint, **_problem(run)}}
    if run.status != "answered":
        return Kept(kept.id, body, kept.messages)
    return Kept(
        kept.id,
        {**body, "output": [_said(item, run.answer) for item in body["output"]]},
        _answered(kept.messages, run),
    )


def _problem(run: RunRow) -> dict[str, Any]:
    return {"problem": run.problem} if run.problem else {}


def _said(item: dict[str, Any], answer: str) -> dict[str, Any]:
    if item["type"] != "message":
        return item
    return {**item, "content": [{**part, "text": answer} for part in item["content"]]}


def _answered(messages: list[Any], run: RunRow) -> list[Any]:
    *said, last = messages
    return [*said, {**last, "content": run.answer}]
