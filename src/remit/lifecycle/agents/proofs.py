"""What evaluations say of a version that is to be promoted; asked of whoever evaluates, who stands above agents."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from remit.engines.scoring import Scorer, labelled
from remit.kit.database import Session
from remit.lifecycle.agents.tables import Agent, AgentVersion


@dataclass(frozen=True)
class Rule:
    """What a version must reach: the mean score on a dataset, in its newest version unless one is named."""

    dataset: str
    scorers: tuple[Scorer, ...]
    threshold: float
    version: int | None = None
    origin: str = "the agent's file"


@dataclass(frozen=True)
class Proof:
    """Whether a version reaches what one rule asks for; `score` and `evaluation` are none where it was never run."""

    dataset: str
    threshold: float
    met: bool
    message: str
    score: float | None = None
    interval: tuple[float, float] | None = None
    cases: int = 0
    evaluation: str | None = None

    def facts(self) -> dict[str, Any]:
        """Write it as approvers see it."""
        return asdict(self)


Proofs = Callable[[Session, Agent, AgentVersion], Awaitable[Sequence[Proof]]]
"""Says what evaluations say of a version; told at wiring."""


def rules_of(document: Mapping[str, Any]) -> list[Rule]:
    """Read what an agent's file asks of its versions."""
    return [
        Rule(
            each["dataset"],
            tuple(labelled([Scorer.model_validate(scorer) for scorer in each["scorers"]])),
            float(each["threshold"]),
            each.get("version"),
        )
        for each in document["remit"].get("evaluations") or ()
    ]


async def no_proofs(session: Session, agent: Agent, version: AgentVersion) -> Sequence[Proof]:
    """Prove nothing, where nobody evaluates: what the file asks for is not met."""
    return [
        Proof(rule.dataset, rule.threshold, met=False, message=f"Nobody evaluates {agent.slug} here.")
        for rule in rules_of(version.document)
    ]
