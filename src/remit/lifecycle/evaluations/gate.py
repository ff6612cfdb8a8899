"""What versions must reach before they may be promoted: asked for by their files and by the organisation."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from remit.controls import audit
from remit.controls.tenancy import Actor
from remit.engines.ledger import digest
from remit.engines.scoring import Scorer, labelled
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.ids import new_id
from remit.lifecycle import agents
from remit.lifecycle.agents import Agent, AgentVersion, Proof, Rule, rules_of
from remit.lifecycle.deployments import Score
from remit.lifecycle.evaluations import queries
from remit.lifecycle.evaluations.datasets import find
from remit.lifecycle.evaluations.errors import DatasetArchived, UnknownRule
from remit.lifecycle.evaluations.tables import RULE, EvaluationRule, EvaluationRun


async def rules_for(session: Session, agent: Agent, version: AgentVersion) -> list[Rule]:
    """List what a version must reach: by its file first, then by what the organisation asks for."""
    own = rules_of(version.document)
    stored = await queries.rules(session)
    slugs = await queries.dataset_slugs(session, {each.dataset_id for each in stored})
    tags = set(version.document["remit"].get("tags") or ())
    for each in stored:
        named = (
            each.agent in ("", agent.slug),
            each.type in ("", agent.type),
            not each.tag or each.tag in tags,
        )
        if all(named):
            scorers = tuple(Scorer.model_validate(scorer) for scorer in each.scorers)
            own.append(
                Rule(slugs[each.dataset_id], scorers, each.threshold, None, "a rule of your organisation")
            )
    return own


async def proofs(session: Session, agent: Agent, version: AgentVersion) -> Sequence[Proof]:
    """Say of each rule whether exactly this content reaches it."""
    return [await _proof(session, agent, version, rule) for rule in await rules_for(session, agent, version)]


async def _proof(session: Session, agent: Agent, version: AgentVersion, rule: Rule) -> Proof:
    def unmet(said: str, **found: Any) -> Proof:
        return Proof(rule.dataset, rule.threshold, met=False, message=said, **found)

    dataset = await queries.dataset(session, rule.dataset)
    if dataset is None or dataset.archived_at is not None:
        gone = "is archived" if dataset is not None else "is not there"
        return unmet(f"{rule.origin.capitalize()} asks for an evaluation on {rule.dataset}, which {gone}.")
    if rule.version is None:
        cases = await queries.newest_version(session, dataset.id, whole=False)
    else:
        cases = await queries.version(session, dataset.id, rule.version)
    if cases is None:
        return unmet(f"The dataset {rule.dataset} has no version {rule.version}.")
    written = [each.facts() for each in rule.scorers]
    run = await queries.finished_of(session, agent.id, version.digest, cases.id, digest({"scorers": written}))
    where = f"{rule.dataset} version {cases.number}"
    if run is None or run.score is None:
        command = f"remit evaluate {agent.slug} --dataset {rule.dataset}"
        return unmet(f"Version {version.number} was not evaluated on {where} as it is: run `{command}`.")
    found = _found(run)
    low, high = found["interval"]
    score = f"{run.score:.2f} ({low:.2f} to {high:.2f} with 95 % certainty, {run.cases} cases)"
    if run.score < rule.threshold:
        return unmet(
            f"Version {version.number} scores {score} on {where}; {rule.threshold:g} is wanted.", **found
        )
    said = f"It scores {score} on {where}; {rule.threshold:g} is wanted."
    return Proof(rule.dataset, rule.threshold, met=True, message=said, **found)


async def newest_score(session: Session, version_id: UUID) -> Score | None:
    """Find what the newest evaluation of exactly a version's content scored; none where it was not evaluated."""
    version = await agents.version(session, version_id)
    run = await queries.newest_finished(session, version.agent_id, version.digest)
    if run is None or run.score is None:
        return None
    slugs = await queries.dataset_slugs(session, [run.dataset_id])
    return Score(run.score, f"{slugs[run.dataset_id]} ({run.cases} cases, {run.shown_id})")


def _found(run: EvaluationRun) -> dict[str, Any]:
    low, high = run.summary["interval"]
    return {"score": run.score, "interval": (low, high), "cases": run.cases, "evaluation": run.shown_id}


async def add_rule(
    session: Session,
    actor: Actor,
    *,
    agent: str,
    type: str,
    tag: str,
    dataset: str,
    scorers: Sequence[Scorer],
    threshold: float,
) -> EvaluationRule:
    """Ask for an evaluation of the agents that are named, from now on."""
    found = await find(session, dataset)
    if found.archived_at is not None:
        raise DatasetArchived(f"The dataset {dataset} is archived: restore it first.")
    rule = EvaluationRule(
        org_id=actor.org_id,
        id=new_id(),
        agent=agent,
        type=type,
        tag=tag,
        dataset_id=found.id,
        scorers=[each.facts() for each in labelled(list(scorers))],
        threshold=threshold,
        created_by=actor.facts(),
        created_at=now(),
    )
    session.add(rule)
    await session.flush()
    await audit.record(session, actor, "evaluation_rule.created", RULE.ref(rule.id), _facts(rule, dataset))
    return rule


async def remove_rule(session: Session, actor: Actor, id: UUID) -> None:
    """Ask for it no more."""
    rule = await queries.rule(session, id)
    if rule is None:
        raise UnknownRule(f"There is no rule {RULE.show(id)}.")
    slugs = await queries.dataset_slugs(session, [rule.dataset_id])
    facts = _facts(rule, slugs[rule.dataset_id])
    await session.delete(rule)
    await session.flush()
    await audit.record(session, actor, "evaluation_rule.deleted", RULE.ref(id), facts)


def _facts(rule: EvaluationRule, dataset: str) -> dict[str, Any]:
    return {
        "agent": rule.agent,
        "type": rule.type,
        "tag": rule.tag,
        "dataset": dataset,
        "scorers": rule.scorers,
        "threshold": rule.threshold,
    }
