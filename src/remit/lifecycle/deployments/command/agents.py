"""Whether a sentence asks for an agent, and by which words: "deploy desk", "deploy agent desk to prod"."""

from dataclasses import dataclass

from remit.controls.environments import AS_THEY_COME, Places
from remit.lifecycle.deployments.command.draft import Draft, split
from remit.lifecycle.deployments.command.hosts import AgentPlace, agent_host
from remit.lifecycle.deployments.command.intent import Problem, Reading
from remit.lifecycle.deployments.command.places import read_environment
from remit.lifecycle.deployments.command.subjects import read_verb
from remit.lifecycle.deployments.command.vocabulary import DETERMINERS, FILLER, STOPS
from remit.lifecycle.deployments.sizing import slug

_AGENT = frozenset({"agent", "agents"})
_MOST_WORDS = 8
_MODEL_UNCLEAR = frozenset({"model_unknown", "model_missing"})
# What a model is deployed with and an agent is not, by its name in a reading.
_OF_MODELS = {
    "budget_usd_per_hour": "a budget",
    "instance_count": "a number of instances",
    "instance_type": "an instance type",
    "region": "a region",
    "precision": "a precision",
    "max_context": "a context length",
}


@dataclass(frozen=True, slots=True)
class AgentSaid:
    """Words that may name an agent: `surely`, where no model can be meant; `loosely`, where a part of a name counts.

    `host` is where it is to run: in Remit itself unless the sentence says otherwise.
    """

    text: str
    surely: bool
    loosely: bool
    host: AgentPlace = "local"

    @property
    def slug(self) -> str:
        """The words as agents are named; empty where nothing names one."""
        return slug(self.text) if self.text else ""


def agent_said(reading: Reading, places: Places = AS_THEY_COME) -> AgentSaid | None:
    """Return the words by which a sentence may name an agent; none where it asks for a model, or for nothing."""
    draft = Draft(split(reading.text))
    host = agent_host(draft)
    if not draft.words or not read_verb(draft):
        return None
    read_environment(draft, places)
    verb = next((at for at, owner in enumerate(draft.owner) if owner == "-verb"), -1)
    first = next((at for at in range(verb + 1, len(draft.words)) if draft.low(at) not in DETERMINERS), None)
    before = first is not None and draft.low(first) in _AGENT
    if not before and (reading.intent.model_id or reading.intent.model_file):
        return None
    said = any(draft.low(at) in _AGENT for at in range(len(draft.words)))
    codes = {problem.code for problem in reading.problems if problem.field == "model"}
    return AgentSaid(_words(draft, verb + 1), said, said or codes <= _MODEL_UNCLEAR, host)


def _words(draft: Draft, start: int) -> str:
    """Return what stands between the verb and what it is for, without the words that say nothing.

    Where there is nothing else one of those is the name: agents are called hello, too.
    """
    kept: list[str] = []
    for at in range(start, len(draft.words)):
        low = draft.low(at)
        if kept and low in STOPS:
            break
        if draft.free(at) and low not in FILLER | _AGENT:
            kept.append(draft.words[at].text)
    return " ".join(kept[:_MOST_WORDS]) or _greeting(draft, start)


def _greeting(draft: Draft, start: int) -> str:
    for at in range(start, len(draft.words)):
        low = draft.low(at)
        if draft.free(at) and low not in _AGENT | DETERMINERS:
            return "" if low in STOPS else draft.words[at].text
    return ""


def not_of_agents(reading: Reading) -> list[Problem]:
    """Say what of a sentence an agent cannot be deployed with."""
    return [
        Problem(
            code="not_of_agents",
            field=name,
            message=f"An agent is not deployed with {words}.",
            hint="Leave it out: an agent runs with the limits in its file.",
        )
        for name, words in _OF_MODELS.items()
        if getattr(reading.intent, name) is not None
    ]
