"""What a version still needs before it can become the active one, in words; and asking for its promotion."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from remit.controls import approvals
from remit.controls.approvals import Foreseen, Proposal
from remit.controls.connections import OfferedTools, UnknownTool
from remit.controls.governance import Decision, Resource, decide, passes, refusal
from remit.controls.tenancy import Actor, person_behind
from remit.kit.database import Session
from remit.kit.errors import Conflict, Malformed, NotFound
from remit.lifecycle.agents import queries, reviewing
from remit.lifecycle.agents.checks import check
from remit.lifecycle.agents.errors import AlreadyActive, Archived, NotPromotable
from remit.lifecycle.agents.promotion import PROMOTE, propose_promotion, under_way
from remit.lifecycle.agents.proofs import Proof, Proofs, no_proofs
from remit.lifecycle.agents.reviewing import changes_of, tools_of
from remit.lifecycle.agents.tables import Agent, AgentVersion
from remit.lifecycle.agents.trials import Sandboxes, sentence
from remit.lifecycle.agents.types import KINDS
from remit.lifecycle.agents.versions import locked, numbered

Known = Callable[[str | None], object]


@dataclass(frozen=True)
class Requirement:
    """One condition of a promotion: whether it is met, and what to do when it is not."""

    code: str
    met: bool
    message: str


@dataclass(frozen=True)
class Requirements:
    """All conditions of promoting one version; `approval` is what it would wait for, none where it would not wait."""

    number: int
    approval: Foreseen | None
    items: tuple[Requirement, ...]

    @property
    def unmet(self) -> list[Requirement]:
        """What is missing."""
        return [item for item in self.items if not item.met]


async def requirements(
    session: Session,
    actor: Actor,
    agent: Agent,
    version: AgentVersion,
    known_models: Known,
    sandboxes: Sandboxes,
    known_tools: OfferedTools | None = None,
    proofs: Proofs = no_proofs,
) -> Requirements:
    """Say what a version needs to be promoted by this actor, and which of it is met."""
    resource = Resource("agent", agent.slug)
    decision = decide(actor, PROMOTE, resource)
    proposal = await under_way(session, agent)
    number = version.number
    items = (
        Requirement(
            "not-archived",
            agent.status != "archived",
            f"{agent.slug} is archived: reactivate it first."
            if agent.status == "archived"
            else "The agent is not archived.",
        ),
        _not_active(version),
        await _valid(session, actor, version, known_models, sandboxes, known_tools),
        *_runs(agent),
        *_tools(version, known_tools),
        *await _tried(session, agent, version),
        *(_evaluated(proof) for proof in await proofs(session, agent, version)),
        _permitted(actor, resource, decision),
        _not_waiting(version, proposal),
    )
    waits = decision.verdict == "escalate" or await _complex(session, agent, version, known_tools)
    approval = await _foreseen(session, actor, agent, version, known_tools) if waits else None
    return Requirements(number, approval, items)


async def _foreseen(
    session: Session, actor: Actor, agent: Agent, version: AgentVersion, known_tools: OfferedTools | None
) -> Foreseen:
    """Say which rule would hold and who could decide, if this actor asked for the promotion now."""
    stakes = reviewing.stakes(version, await queries.active_version(session, agent.id), known_tools)
    author = await person_behind(session, version.created_by)
    resource = Resource("agent", agent.slug)
    authors = [author] if author else []
    return await approvals.foresee(session, actor, PROMOTE, resource, stakes, authors=authors)


def _not_active(version: AgentVersion) -> Requirement:
    active = version.status == "active"
    said = "is the active one already" if active else "is not the active one yet"
    return Requirement("not-active", not active, f"Version {version.number} {said}.")


def _evaluated(proof: Proof) -> Requirement:
    return Requirement(f"evaluated:{proof.dataset}", proof.met, proof.message)


async def _complex(
    session: Session, agent: Agent, version: AgentVersion, known_tools: OfferedTools | None
) -> bool:
    """Whether a person has to approve it whatever the policies allow: for what it is, or by an approval rule."""
    if KINDS[agent.type].complex(version.document):
        return True
    stakes = reviewing.stakes(version, await queries.active_version(session, agent.id), known_tools)
    return await approvals.ruled(session, PROMOTE, stakes)


def _permitted(actor: Actor, resource: Resource, decision: Decision) -> Requirement:
    permitted = passes(decision)
    said = (
        "Your role may promote agents." if permitted else refusal(actor, PROMOTE, resource, decision).detail
    )
    return Requirement("permitted", permitted, said)


def _runs(agent: Agent) -> list[Requirement]:
    """Keep what is stored and cannot be run yet from becoming active."""
    if KINDS[agent.type].runs:
        return []
    return [
        Requirement("runs", False, f"Agents of type {agent.type} are kept as drafts: they are run later.")
    ]


async def _tried(session: Session, agent: Agent, version: AgentVersion) -> list[Requirement]:
    """Ask that a version which can be tried was, as it is, and did what its examples say."""
    if not KINDS[agent.type].tried:
        return []
    trial = await queries.newest_trial(session, agent.id, version.digest)
    if trial is None:
        said = f"Version {version.number} was not tried yet: run `remit agents smoke-run {agent.slug}`."
        return [Requirement("tried", False, said)]
    failed = [case for case in trial.report["cases"] if not case["passed"]]
    if failed:
        said = sentence(failed[0]["name"], failed[0]["problems"])
        return [Requirement("tried", False, f"Version {version.number} failed its trial: {said}")]
    number = len(trial.report["cases"])
    return [Requirement("tried", True, f"It passed its trial of {number} case{'s' if number != 1 else ''}.")]


async def _valid(
    session: Session,
    actor: Actor,
    version: AgentVersion,
    known_models: Known,
    sandboxes: Sandboxes,
    known_tools: OfferedTools | None,
) -> Requirement:
    """Check it again as of now: a model may have gone, a rule may have come."""
    wrong = None
    if version.source is not None:
        checked = await check(session, version.source, known_models, sandboxes, known_tools, actor=actor)
        wrong = next((found.sentence() for found in checked.findings if found.severity == "error"), None)
    else:
        try:
            _require_model(version, known_models)
        except (Malformed, NotFound, Conflict) as error:
            wrong = error.detail
    return Requirement("valid", wrong is None, wrong or "The file passes every check.")


def _require_model(version: AgentVersion, known_models: Known) -> None:
    if KINDS[version.document["remit"]["type"]].refers(version.document).model:
        known_models(version.document["spec"].get("model"))


def _tools(version: AgentVersion, known: OfferedTools | None) -> list[Requirement]:
    """Say which tools it may use, and which of them change something; nothing of one that has none."""
    uses = tools_of(version.document)
    if not uses or known is None:
        return []
    try:
        found = known.find(uses).tools
    except UnknownTool as error:
        return [Requirement("tools", False, error.detail)]
    changing = changes_of(uses, known)
    named = ", ".join(tool.use for tool in found)
    said = (
        f" Of these, {', '.join(changing)} change something."
        if changing
        else " None of them changes anything."
    )
    return [Requirement("tools", True, f"It may use {named}.{said}")]


def _not_waiting(version: AgentVersion, proposal: Proposal | None) -> Requirement:
    if proposal is None or proposal.shown["number"] != version.number:
        return Requirement("not-under-way", True, "No promotion of it is under way.")
    said = "waits for approval by another person" if proposal.status == "pending" else "is being promoted"
    return Requirement("not-under-way", False, f"Version {version.number} {said}.")


async def ask_promotion(
    session: Session,
    actor: Actor,
    slug: str,
    number: int,
    known_models: Known,
    sandboxes: Sandboxes,
    known_tools: OfferedTools | None = None,
    proofs: Proofs = no_proofs,
) -> tuple[Agent, AgentVersion, Proposal]:
    """Ask for any version of an agent, also an older one, to become the active one.

    Raises `Archived`, `AlreadyActive`, `NotPromotable` with what is unmet, and `Forbidden`.
    """
    agent = await locked(session, slug)
    version = await numbered(session, agent, number)
    if agent.status == "archived":
        raise Archived(f"The agent {slug} is archived: reactivate it first.")
    if version.status == "active":
        raise AlreadyActive(f"Version {number} of {slug} is the active one already.")
    found = await requirements(session, actor, agent, version, known_models, sandboxes, known_tools, proofs)
    unmet = [item for item in found.unmet if item.code != "permitted"]
    if unmet:
        said = " ".join(item.message for item in unmet)
        raise NotPromotable(said, requirements=[asdict(item) for item in found.items])
    await approvals.withdraw(session, actor, agent.ref, f"Version {number} is asked for instead.")
    return agent, version, await propose_promotion(session, actor, agent, version, known_tools, proofs)
