"""Where something is to run, when the command says it: "on kubernetes", "to our k8s cluster", "on lambda"."""

from typing import Literal

from remit.lifecycle.deployments.command.draft import Draft
from remit.lifecycle.deployments.command.files import in_container
from remit.lifecycle.deployments.command.vocabulary import DETERMINERS

AgentPlace = Literal["local", "container", "lambda"]
_NAMES = frozenset({"kubernetes", "k8s"})
_OTHERS = frozenset({"sagemaker", "aws", "amazon"})
_BEFORE = DETERMINERS | {"our", "my", "own", "aws", "amazon"}
_TOWARDS = frozenset({"on", "to", "onto", "in", "at", "using", "with"})
_FIELD = "host"


def read_host(draft: Draft, file: str | None) -> Literal["kubernetes"] | None:
    """The host named, none for SageMaker; a file can run on this machine only."""
    if on_lambda(draft):
        message = "AWS Lambda runs function agents, not models."
        hint = "Leave the host out, or name an agent: “deploy agent … on lambda”."
        draft.problem("host_unsupported", _FIELD, message, hint)
    here = [at for at in range(len(draft.words)) if draft.low(at) in _NAMES and _stands_for_place(draft, at)]
    for at in here:
        _take(draft, at)
    if not here:
        return None
    if file:
        message = "A GGUF file is served on this machine, not on Kubernetes."
        draft.problem(
            "host_unsupported", _FIELD, message, "Name a model of the catalogue, or leave the host out."
        )
    if any(_names_another(draft, at) for at in range(len(draft.words))):
        message = "The command names two hosts, Kubernetes and SageMaker."
        draft.problem("host_conflict", _FIELD, message, "Name one of them.")
    return "kubernetes"


def agent_host(draft: Draft) -> AgentPlace:
    """Return where an agent is to run, in Remit itself unless the sentence says otherwise, and take those words."""
    if on_lambda(draft):
        return "lambda"
    return "container" if in_container(draft) else "local"


def on_lambda(draft: Draft) -> bool:
    """Say whether AWS Lambda is named as the place, and take those words."""
    found = [
        at for at in range(len(draft.words)) if draft.low(at) == "lambda" and _stands_for_place(draft, at)
    ]
    for at in found:
        draft.take("-host", _front(draft, at), at + 1)
    return bool(found)


def _stands_for_place(draft: Draft, at: int) -> bool:
    """Whether a word such as "on" leads to it: “for kubernetes helper” names an application."""
    return draft.low(_front(draft, at)) in _TOWARDS


def _names_another(draft: Draft, at: int) -> bool:
    return draft.low(at) in _OTHERS and draft.low(_front(draft, at)) in _TOWARDS


def _front(draft: Draft, at: int) -> int:
    before = at - 1
    while draft.low(before) in _BEFORE:
        before -= 1
    return before


def _take(draft: Draft, at: int) -> None:
    draft.take("-host", _front(draft, at), at + (2 if draft.low(at + 1) == "cluster" else 1))
