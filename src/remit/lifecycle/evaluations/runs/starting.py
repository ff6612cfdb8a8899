"""Starting and ending evaluations: what is measured is settled before the first call, and never changes after."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from remit.controls import audit
from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor, kept_of
from remit.engines.ledger import digest
from remit.engines.models import Models
from remit.engines.scoring import Scorer, labelled
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Conflict, Malformed, NotFound
from remit.kit.ids import new_id
from remit.lifecycle import agents
from remit.lifecycle.agents import Agent, AgentVersion
from remit.lifecycle.evaluations import queries
from remit.lifecycle.evaluations.datasets import find, numbered
from remit.lifecycle.evaluations.errors import (
    CannotEvaluate,
    DatasetArchived,
    EvaluationOver,
    UnknownEvaluation,
)
from remit.lifecycle.evaluations.gate import rules_for
from remit.lifecycle.evaluations.runs.working import facts_of, tell
from remit.lifecycle.evaluations.tables import EVALUATION, Dataset, DatasetVersion, EvaluationRun

MOST_UNDER_WAY = 20
_OPEN = ("queued", "running")
_NOTHING_YET: dict[str, Any] = {
    **dict.fromkeys(("done", "errors", "input_tokens", "output_tokens", "unpriced"), 0),
    **dict.fromkeys(("score", "passed", "problem", "started_at", "ended_at")),
    "cost_usd": Decimal(0),
    "summary": {},
}


@dataclass(frozen=True)
class Wish:
    """What is to be measured; scorers and threshold are those that are asked for on the dataset when left out."""

    agent: str
    dataset: str
    version: int | None = None
    dataset_version: int | None = None
    scorers: Sequence[Scorer] = ()
    threshold: float | None = None
    effects: str = "rehearsed"


@dataclass(frozen=True)
class Settled:
    """What is measured, with everything found."""

    agent: Agent
    version: AgentVersion
    dataset: Dataset
    dataset_version: DatasetVersion
    scorers: list[Scorer]
    threshold: float | None
    effects: str


async def settle(session: Session, actor: Actor, models: Models, wish: Wish) -> Settled:
    """Find out what exactly is to be measured; `CannotEvaluate` says why something cannot be."""
    require(actor, "agent.test", Resource("agent", wish.agent))
    agent = await agents.find(session, wish.agent)
    version = await agents.numbered(session, agent, wish.version)
    if agent.status == "archived":
        raise CannotEvaluate(f"The agent {agent.slug} is archived: reactivate it first.")
    if not agents.KINDS[agent.type].runs:
        raise CannotEvaluate(
            f"Agents of type {agent.type} are run later, so that there is nothing to measure."
        )
    dataset = await find(session, wish.dataset)
    if dataset.archived_at is not None:
        raise DatasetArchived(f"The dataset {dataset.slug} is archived: restore it first.")
    cases = await numbered(session, dataset, wish.dataset_version)
    scorers, threshold = list(wish.scorers), wish.threshold
    if not scorers:
        scorers, threshold = await _asked_for(session, agent, version, dataset, wish)
    scorers = labelled(scorers)
    await _require_models(models, actor.org_id, version, scorers)
    return Settled(agent, version, dataset, cases, scorers, threshold, wish.effects)


async def _asked_for(
    session: Session, agent: Agent, version: AgentVersion, dataset: Dataset, wish: Wish
) -> tuple[list[Scorer], float | None]:
    """Take the scorers that the agent's file, or a rule, asks for on a dataset."""
    for rule in await rules_for(session, agent, version):
        if rule.dataset == dataset.slug:
            return list(rule.scorers), rule.threshold if wish.threshold is None else wish.threshold
    raise CannotEvaluate(
        f"Nothing says how answers on {dataset.slug} are scored: name scorers, like `contains`, or write"
        f" `evaluations:` under `remit:` in the file of {agent.slug}."
    )


async def _require_models(
    models: Models, org_id: UUID, version: AgentVersion, scorers: Sequence[Scorer]
) -> None:
    """Refuse what would only be found out case by case: a model that nobody serves, or that cannot judge."""
    refers = agents.KINDS[version.document["remit"]["type"]].refers(version.document)
    if refers.model:
        (await models.offer(org_id)).check(version.document["spec"].get("model"))
    for each in scorers:
        if not each.asks:
            continue
        try:
            served = await models.choose(org_id, each.model)
        except (Malformed, NotFound, Conflict) as error:
            raise CannotEvaluate(f"The scorer {each.label} cannot be used: {error.detail}") from error
        if served.demo:
            raise CannotEvaluate(
                f"The scorer {each.label} needs a model that can judge, and the demo model cannot: connect a model, or"
                " use a scorer that compares, like `contains` or `similarity`."
            )
        if each.type == "similarity" and served.upstream is None:
            raise CannotEvaluate(
                f"{each.model} makes no embeddings that Remit can ask for: use `method: text`."
            )


async def start(session: Session, actor: Actor, settled: Settled) -> EvaluationRun:
    """Write a run down; the worker takes it up once this is committed."""
    if await queries.under_way(session) >= MOST_UNDER_WAY:
        raise CannotEvaluate(
            f"{MOST_UNDER_WAY} evaluations wait or run already: wait for one to end, or cancel one."
        )
    written = [each.facts() for each in settled.scorers]
    run = EvaluationRun(
        org_id=actor.org_id,
        id=new_id(),
        agent_id=settled.agent.id,
        agent=settled.agent.slug,
        version_id=settled.version.id,
        number=settled.version.number,
        digest=settled.version.digest,
        dataset_id=settled.dataset.id,
        dataset_version_id=settled.dataset_version.id,
        scorers=written,
        scorers_digest=digest_of(settled.scorers),
        threshold=settled.threshold,
        effects=settled.effects,
        status="queued",
        caller=kept_of(actor),
        created_by=actor.facts(),
        cases=settled.dataset_version.cases,
        created_at=now(),
        **_NOTHING_YET,
    )
    session.add(run)
    await session.flush()
    await audit.record(session, actor, "evaluation.asked", run.ref, facts_of(run))
    await tell(session, run.org_id, run.id, "asked")
    return run


def digest_of(scorers: Sequence[Scorer]) -> str:
    """Return what tells scorers from others."""
    return digest({"scorers": [each.facts() for each in scorers]})


async def find_run(session: Session, id: UUID, *, lock: bool = False) -> EvaluationRun:
    """Find a run; `UnknownEvaluation` when there is none."""
    found = await queries.run(session, id, lock=lock)
    if found is None:
        raise UnknownEvaluation(
            f"There is no evaluation {EVALUATION.show(id)}: see `remit evaluations list`."
        )
    return found


async def cancel(session: Session, actor: Actor, id: UUID) -> EvaluationRun:
    """End a run; calls under way are seen through, and what was found is kept. `EvaluationOver` when it has ended."""
    run = await find_run(session, id, lock=True)
    require(actor, "agent.test", Resource("agent", run.agent))
    if run.status not in _OPEN:
        raise EvaluationOver(f"{run.shown_id} is {run.status} already.")
    run.status, run.ended_at = "cancelled", now()
    await session.flush()
    await audit.record(session, actor, "evaluation.cancelled", run.ref, facts_of(run))
    await tell(session, run.org_id, run.id, "cancelled")
    return run
