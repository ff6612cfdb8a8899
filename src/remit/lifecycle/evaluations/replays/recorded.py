"""Inputs that were recorded of an agent's active version: in evaluations, datasets, trials and one's own tests.

What members said to a deployed agent belongs to them, and is no source. Of conversations there are only those in which
who asks for the promotion tested the agent, and of these none in which a secret or somebody's data stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import msgspec

from remit.controls.tenancy import Actor
from remit.engines.guardrails import look, redact
from remit.kit.database import Session
from remit.lifecycle import agents, chat
from remit.lifecycle.agents import Agent, AgentVersion
from remit.lifecycle.evaluations import queries
from remit.lifecycle.evaluations.gate import rules_for
from remit.lifecycle.evaluations.sources import input_of, recorded_in

_PRIVATE = ("secret", "pii")
_LONGEST = 20_000
_TURNS_LOOKED_AT = 50


@dataclass(frozen=True)
class Recorded:
    """One input as it was recorded; `output` is what the active version answered then, none where nobody kept it.

    `answers` is what services said, `effects` what it did then, none where nobody kept that.
    """

    source: str
    input: Any
    answers: Sequence[Mapping[str, Any]] = ()
    output: str | None = None
    effects: Sequence[str] | None = None


async def recorded(
    session: Session, actor: Actor, agent: Agent, active: AgentVersion, most: int
) -> list[Recorded]:
    """Find recorded inputs, a few of each source, no two alike."""
    sources = [
        await _measured(session, agent, active, most),
        await _tried(session, agent, active),
        await _tested(session, actor, agent, active, most),
    ]
    found: dict[bytes, Recorded] = {}
    for row in zip_longest(*sources):
        for each in row:
            if each is not None:
                found.setdefault(msgspec.json.encode(each.input, order="sorted"), each)
    return list(found.values())[:most]


async def _measured(session: Session, agent: Agent, active: AgentVersion, most: int) -> list[Recorded]:
    """Take the cases of its newest evaluation with the answers, or else those of datasets that it is held to."""
    run = await queries.newest_finished(session, agent.id, active.digest)
    if run is None:
        return await _held_to(session, agent, active, most)
    results = await queries.results(session, run.id, limit=most)
    cases = await queries.cases(session, [each.case_id for each in results])
    slugs = await queries.dataset_slugs(session, [run.dataset_id])
    return [
        Recorded(
            _case_of(slugs[run.dataset_id], each.place, cases[each.case_id].name),
            cases[each.case_id].input,
            cases[each.case_id].answers,
            None if each.output is None else text_of(each.output),
            each.effects if run.effects == "rehearsed" else None,
        )
        for each in results
    ]


async def _held_to(session: Session, agent: Agent, active: AgentVersion, most: int) -> list[Recorded]:
    found: list[Recorded] = []
    for rule in await rules_for(session, agent, active):
        dataset = await queries.dataset(session, rule.dataset)
        newest = await queries.newest_version(session, dataset.id) if dataset else None
        ids = newest.case_ids[:most] if newest else []
        cases = await queries.cases(session, ids)
        found += [
            Recorded(_case_of(rule.dataset, place, cases[id].name), cases[id].input, cases[id].answers)
            for place, id in enumerate(ids)
        ]
    return found[:most]


def _case_of(dataset: str, place: int, name: str) -> str:
    return f"Dataset {dataset}, case {place + 1}{f': {name}' if name else ''}"


async def _tried(session: Session, agent: Agent, active: AgentVersion) -> list[Recorded]:
    """Take what it was tried on, or else its examples."""
    trial = await agents.newest_trial(session, agent.id, active.digest)
    if trial is None:
        examples = active.document["remit"].get("examples") or []
        return [
            Recorded(f"Example {each.get('name') or place}", each["input"], each.get("answers") or ())
            for place, each in enumerate(examples, 1)
        ]
    return [
        Recorded(
            f"Trial of version {trial.number}: {case['name']}",
            case["input"],
            recorded_in(case),
            text_of(case["output"]) if case["passed"] else None,
            [effect["said"] for effect in case["effects"]],
        )
        for case in trial.report["cases"]
    ]


async def _tested(
    session: Session, actor: Actor, agent: Agent, active: AgentVersion, most: int
) -> list[Recorded]:
    """Take what the person themself said when they tested it."""
    turns = await chat.answered_turns(session, actor, agent=agent.slug, kind="test", limit=_TURNS_LOOKED_AT)
    mine = [turn for turn, _ in turns if turn.agent == f"{agent.slug}@{active.number}" and turn.question]
    return [
        Recorded(f"Your test: {turn.title}", input_of(turn), (), turn.answer)
        for turn in mine
        if not look(text_of([input_of(turn), turn.answer]), _PRIVATE)
    ][:most]


def text_of(value: Any) -> str:
    """Write an input or an answer as text."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def shown(text: str) -> str:
    """Black out secrets and personal data, and cut what is very long."""
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return redact(cut, look(cut, _PRIVATE)).replace("\x00", "\ufffd")
