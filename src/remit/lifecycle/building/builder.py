"""The agent builder: drafts agents with the rights of whoever asks, for code and for interviews; it promotes none."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from remit.controls.governance import Resource, require
from remit.controls.tenancy import ORGANIZATION, Actor
from remit.engines.tools import Used
from remit.kit.database import Session
from remit.kit.errors import RemitError
from remit.kit.ids import new_id
from remit.lifecycle import agents
from remit.lifecycle.agents import (
    Build,
    Checked,
    DraftAgent,
    DryRunAgent,
    Report,
    SaveDraft,
    Saving,
    ValidateAgent,
    as_text,
    read,
)
from remit.lifecycle.building import drafts, queries
from remit.lifecycle.building.errors import NoInterview
from remit.lifecycle.building.generating import Ended, Generating
from remit.lifecycle.building.tables import AgentDraft
from remit.lifecycle.building.task import Task, task_of
from remit.lifecycle.building.workshop import Workshop

_MOST_LISTED = 60
_MOST_FINDINGS = 20
_MOST_SHOWN = 2_000
_USABLE = ("passed", "template")


class AgentBuilder:
    """The builder of one process."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def serve(self, actor: Actor, asked: Build, request_id: str) -> Any:
        """Do what code asks for, with the rights of its caller, whom the policies let build with agents."""
        require(actor, "builder.use", Resource("organization", ORGANIZATION.show(actor.org_id)))
        match asked:
            case DraftAgent(description, agent):
                task = task_of(agent, description)
                ended = await self._generate(actor, task, request_id)
                made = read(task.file(ended.code, ended.tier)).data if ended.code else agent
                return {"status": ended.status, "reason": ended.reason, "agent": made}
            case ValidateAgent(agent):
                looked = await self._workshop.look(actor, as_text(agent))
                return _findings(looked.checked)
            case DryRunAgent(agent, given):
                looked = await self._workshop.look(actor, as_text(agent), one=True, input=given)
                return _tried(looked.report) if looked.report else _findings(looked.checked)
            case SaveDraft(agent):
                return await self._save(actor, as_text(agent))
        raise RemitError(f"{type(asked).__name__} is not built.")

    async def _save(self, actor: Actor, text: str) -> dict[str, Any]:
        known = await self._workshop.known_models(actor.org_id)
        trying = await self._workshop.trying(actor.org_id)
        async with self._workshop.runtime.database.transaction(actor.org_id) as session:
            saving = Saving(promote=False)
            applied = await agents.save(session, actor, text, saving, known.check, trying)
            return _applied(applied)

    async def _generate(self, actor: Actor, task: Task, request_id: str) -> Ended:
        require(actor, "agent.generate", Resource("organization", ORGANIZATION.show(actor.org_id)))
        generating = Generating(self._workshop, actor, request_id)
        steps = [step async for step in generating.generate(task) if isinstance(step, Ended)]
        return steps[-1]

    async def use(
        self, actor: Actor, conversation_id: UUID | None, name: str, arguments: Mapping[str, Any]
    ) -> Used:
        """Work on the draft of an interview; what goes wrong is told to the model, which can mend it."""
        did = {
            "look_around": self._look_around,
            "change_draft": self._change,
            "write_code": self._write_code,
            "dry_run_draft": self._dry_run,
            "save_draft": self._save_draft,
        }[name]
        drafts.may_write(actor)
        return Used(json.dumps(await did(actor, conversation_id, dict(arguments)), ensure_ascii=False))

    async def _of(
        self, session: Session, actor: Actor, conversation_id: UUID | None, *, lock: bool = False
    ) -> AgentDraft:
        """Find the draft of a conversation of the actor's own; `NoInterview`."""
        found = await queries.draft_of(session, conversation_id, lock=lock) if conversation_id else None
        if found is None or found.owner != actor.id:
            raise NoInterview("This conversation is no interview: begin one under Agents, New agent.")
        return found

    async def _source(self, actor: Actor, conversation_id: UUID | None) -> str:
        async with self._workshop.runtime.database.transaction(actor.org_id) as session:
            return (await self._of(session, actor, conversation_id)).source

    async def _look_around(
        self, actor: Actor, conversation_id: UUID | None, _: dict[str, Any]
    ) -> dict[str, Any]:
        source = await self._source(actor, conversation_id)
        offered = await self._workshop.toolboxes.offered(actor.org_id)
        async with self._workshop.runtime.database.transaction(actor.org_id) as session:
            there = await queries.agents_there(session, _MOST_LISTED)
        return {
            "draft": source,
            "tools": [
                {"name": each.use, "does": each.description[:200]} for each in offered.tools[:_MOST_LISTED]
            ],
            "agents": [{"slug": slug, "type": type, "does": does[:200]} for slug, type, does in there],
        }

    async def _change(
        self, actor: Actor, conversation_id: UUID | None, arguments: dict[str, Any]
    ) -> dict[str, Any]:
        async with self._workshop.runtime.database.transaction(actor.org_id) as session:
            draft = await self._of(session, actor, conversation_id, lock=True)
            source = (await drafts.patch(session, actor, draft, arguments["changes"])).source
        return _findings((await self._workshop.look(actor, source)).checked)

    async def _write_code(
        self, actor: Actor, conversation_id: UUID | None, arguments: dict[str, Any]
    ) -> dict[str, Any]:
        task = task_of(read(await self._source(actor, conversation_id)).data, arguments["description"])
        ended = await self._generate(actor, task, f"interview-{new_id().hex}")
        said = {"status": ended.status, "reason": ended.reason, "code": ended.code, "tier": ended.tier}
        if ended.status in _USABLE:
            changes = {"remit": {"code": ended.code, "tier": ended.tier}}
            return said | await self._change(actor, conversation_id, {"changes": changes})
        return said | {"problems": list(ended.rounds[-1].problems) if ended.rounds else []}

    async def _dry_run(
        self, actor: Actor, conversation_id: UUID | None, arguments: dict[str, Any]
    ) -> dict[str, Any]:
        source, given = await self._source(actor, conversation_id), arguments.get("input")
        looked = await self._workshop.look(
            actor, source, examples=given is None, one=given is not None, input=given
        )
        if looked.report is not None:
            return _tried(looked.report)
        said = {
            "tried": False,
            "why": "Only valid functions and API agents are tried; agents that talk are tested in a chat.",
        }
        return said | _findings(looked.checked)

    async def _save_draft(
        self, actor: Actor, conversation_id: UUID | None, _: dict[str, Any]
    ) -> dict[str, Any]:
        async with self._workshop.runtime.database.transaction(actor.org_id) as session:
            draft = await self._of(session, actor, conversation_id, lock=True)
            return _applied(await drafts.save(session, actor, self._workshop, draft))


def _applied(applied: agents.Applied) -> dict[str, Any]:
    return {"slug": applied.agent.slug, "version": applied.version.number, "unchanged": applied.unchanged}


def _findings(checked: Checked) -> dict[str, Any]:
    kept = ("code", "severity", "path", "line", "message", "hint")
    found = [
        {name: value for name, value in asdict(each).items() if name in kept} for each in checked.findings
    ]
    return {"valid": checked.document is not None, "findings": found[:_MOST_FINDINGS]}


def _tried(report: Report) -> dict[str, Any]:
    cases = [
        {
            "name": case.name,
            "passed": case.passed,
            "problems": list(case.problems),
            "output": _short(case.output),
            "would": [each.said[:200] for each in case.effects],
        }
        for case in report.cases
    ]
    return {"passed": report.passed, "cases": cases}


def _short(value: Any) -> Any:
    said = json.dumps(value, ensure_ascii=False)
    return value if len(said) <= _MOST_SHOWN else f"{said[:_MOST_SHOWN]}…"
