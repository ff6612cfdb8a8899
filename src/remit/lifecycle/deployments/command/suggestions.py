"""Commands the command bar offers, by category; each one reads without a problem."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from remit.controls.environments import AS_THEY_COME, Places
from remit.lifecycle.deployments.command.grammar import read

Category = Literal[
    "Basic", "Agents", "Nemotron", "Budget", "Use case", "Environment", "Scaling", "Alternative phrasings"
]

_COMMANDS: dict[Category, tuple[str, ...]] = {
    "Basic": (
        "deploy llama-3.1 8B for chatbot-x",
        "deploy mistral 7B for internal search",
        "deploy qwen2.5 14B for report writer",
        "deploy gemma 2 9B for translation desk",
        "deploy phi-4 for homework helper",
        "deploy llama model for my first endpoint",
    ),
    "Nemotron": (
        "deploy nemotron nano 8B for customer support bot",
        "deploy llama-3.1-nemotron-nano-8B-v1 for planner",
        "deploy nemotron super 49B for research assistant",
        "deploy nemotron for ticket triage",
    ),
    "Budget": (
        "deploy llama model with budget $20 per hour",
        "deploy llama-3.1 8B for chatbot-x with budget $15 per hour",
        "deploy mistral 7B for internal search under $100 a day",
        "deploy qwen2.5 7B for batch summaries for at most $1,500 per month",
    ),
    "Use case": (
        "deploy llama-3.1 8B for customer support",
        "deploy qwen2.5 32B for code review",
        "deploy granite 3.1 8B for contract analysis",
        "deploy bge-m3 for document search",
        "deploy nemo retriever for the knowledge base",
        "deploy gpt-oss-20b for reasoning tasks",
    ),
    "Environment": (
        "deploy llama-3.1 8B for chatbot-x to dev",
        "deploy llama-3.1 8B for chatbot-x to staging",
        "deploy llama-3.1 8B for chatbot-x to prod",
        "deploy nemotron nano 8B for customer support bot in production",
    ),
    "Scaling": (
        "deploy llama-3.1 8B for chatbot-x on 2 instances",
        "deploy llama-3.1 8B for chatbot-x on ml.g5.2xlarge with 3 replicas",
        "deploy mistral 7B for internal search to prod on 2 instances with budget $20 per hour",
    ),
    "Alternative phrasings": (
        "launch llama-3.1 8B for chatbot-x",
        "please spin up mistral 7B as search-bot",
        "I need nemotron nano 8B for the help desk",
        "can you run phi-4 mini to power the docs assistant?",
    ),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One command to offer."""

    text: str
    category: Category


@lru_cache(maxsize=64)
def _fitting(places: Places) -> list[tuple[Category, str]]:
    """List what reads without a problem there: “to prod” does not where there is no prod."""
    return [
        (category, text) for category, texts in _COMMANDS.items() for text in texts if read(text, places).ok
    ]


def suggestions(agents: Sequence[str] = (), places: Places = AS_THEY_COME) -> list[Suggestion]:
    """All suggested commands that fit the environments; those for agents, which must be there, after the basic ones."""
    found = [Suggestion(text, category) for category, text in _fitting(places)]
    first = len(_COMMANDS["Basic"])
    own = [Suggestion(f"deploy agent {slug} to {places.names[0]}", "Agents") for slug in agents]
    return [*found[:first], *own, *found[first:]]
