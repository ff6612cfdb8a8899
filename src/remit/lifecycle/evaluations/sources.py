"""Where cases come from, besides files and hands: conversations, trials, and what evaluations found."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.lifecycle import agents, chat
from remit.lifecycle.chat import AskedTurn
from remit.lifecycle.evaluations import queries
from remit.lifecycle.evaluations.datasets import Given, checked
from remit.lifecycle.evaluations.errors import BadCases, UnknownEvaluation
from remit.lifecycle.evaluations.tables import EVALUATION

MOST_AT_ONCE = 500


async def from_turns(session: Session, actor: Actor, ids: Sequence[UUID]) -> list[Given]:
    """Make cases of answers in the person's own conversations: the answer is what is expected."""
    found = await chat.turns_by_id(session, actor, ids)
    if len(found) < len(set(ids)):
        raise NotFound("Some of these answers are not there, or stand in conversations that are not yours.")
    rows = []
    for place, turn in enumerate(found, 1):
        rows.append((place, {"input": input_of(turn), "expected": turn.answer}))
    return checked(rows, {"kind": "conversation"})


def input_of(turn: AskedTurn) -> Any:
    """Write what was asked as the input of a case: with what was said before, and with variables."""
    if turn.before:
        said = [*turn.before, ("user", turn.question)]
        messages = [{"role": role, "content": content} for role, content in said]
        return {"messages": messages, **({"variables": turn.variables} if turn.variables else {})}
    return {"message": turn.question, "variables": turn.variables} if turn.variables else turn.question


async def from_trial(session: Session, slug: str, number: int | None) -> list[Given]:
    """Make cases of an agent's kept smoke run: what came out is expected, what services said is recorded."""
    agent = await agents.find(session, slug)
    version = await agents.numbered(session, agent, number)
    trial = await agents.newest_trial(session, agent.id, version.digest)
    if trial is None:
        raise BadCases(
            f"Version {version.number} of {slug} was not tried: run `remit agents smoke-run {slug}`."
        )
    rows = []
    for place, case in enumerate(trial.report["cases"], 1):
        row = {
            "name": case["name"],
            "input": case["input"],
            "expected": case["output"],
            "answers": recorded_in(case),
        }
        rows.append((place, row))
    return checked(rows, {"kind": "trial", "agent": f"{slug}@{version.number}"})


def recorded_in(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what services really said in a case of a trial; what one model said stands for any."""
    found = []
    for effect in case["effects"]:
        if effect["made_up"] or effect["service"] == "store":
            continue
        name = None if effect["service"] == "llm" else effect["name"]
        answer = {"service": effect["service"], "name": name, "answer": effect["answer"]}
        if effect["service"] == "http":
            answer |= {"answer": effect["answer"]["body"], "status": effect["answer"]["status"]}
        found.append(answer)
    return found


async def from_evaluation(session: Session, id: UUID, places: Sequence[int]) -> list[tuple[UUID, Given]]:
    """Take answers of an evaluation as what is expected from now on; each with the case that it is put in place of."""
    run = await queries.run(session, id)
    if run is None:
        raise UnknownEvaluation(f"There is no evaluation {EVALUATION.show(id)}.")
    found = await queries.results_at(session, id, places)
    cases = await queries.cases(session, [each.case_id for each in found.values()])
    replaced = []
    for place in places:
        result = found.get(place)
        if result is None or result.output is None:
            raise BadCases(f"Case {place + 1} has no answer in {EVALUATION.show(id)}.")
        case = cases[result.case_id]
        given = Given(
            input=case.input,
            expected=result.output,
            name=case.name,
            metadata=case.metadata_,
            tags=tuple(case.tags),
            answers=tuple(case.answers),
            source={"kind": "evaluation", "evaluation": run.shown_id, "agent": f"{run.agent}@{run.number}"},
        )
        replaced.append((case.id, given))
    return replaced
