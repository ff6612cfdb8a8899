"""The member `remit` of an answer: what governance did, beside what OpenAI's clients know."""

from dataclasses import asdict
from typing import Any

from remit.lifecycle.runtime import Call, Finished


def facts(call: Call, event: Finished) -> dict[str, Any]:
    """Say what an answer cost, which rules it went against, which tools were used, and what it waits for.

    `citations` are the passages that it was given, `tools` are those of the agent, `taint` is what they have read so
    far, as labels by connection.
    """
    return {
        "status": "answered" if event.paused is None else "waiting",
        "call_id": call.shown_id,
        "deployment_id": event.target.shown_id,
        "demo": event.demo,
        "cost_usd": None if event.cost_usd is None else str(event.cost_usd),
        "rules": rules(call),
        "tools": _tools(call),
        "taint": call.gate.taint if call.gate is not None else dict(call.wanted.taint or {}),
        **({"citations": [asdict(each) for each in event.citations]} if event.citations else {}),
        **_waiting(event),
    }


def rules(call: Call) -> list[dict[str, Any]]:
    """List the policies that a call went against and was let pass, marked or redacted, once each."""
    found = {
        (each.rule, each.direction): {
            "rule": each.rule,
            "verdict": each.verdict,
            "direction": each.direction,
            "labels": list(each.labels),
        }
        for each in (call.screen.breaches if call.screen is not None else ())
    }
    return list(found.values())


def _tools(call: Call) -> list[dict[str, Any]]:
    gate = call.gate
    if gate is None:
        return []
    return [
        {"tool": each["tool"].use, "refused": id in gate.refused}
        for id, each in gate.shown.items()
        if each["result"] is not None
    ]


def _waiting(event: Finished) -> dict[str, Any]:
    if event.paused is None:
        return {}
    waits = [
        {"tool": each.tool, "approval_id": each.approval, "why": each.why} for each in event.paused.waits
    ]
    return {"run_id": event.paused.id, "waits": waits}
