"""What was chosen, said as the command that would have been written; from there on both go the same way."""

from dataclasses import dataclass
from decimal import Decimal

from remit.lifecycle.deployments.command import Problem, Reading, agent_said, read
from remit.lifecycle.deployments.sizing import get_model, slug

_PLACES = {"kubernetes": "on kubernetes", "local": "on this machine", "container": "in a container"}
_OF_AGENTS = {"local": "", "container": "in a container", "lambda": "on lambda"}
_SAGEMAKER = "sagemaker"
_WHERE_AGENTS_RUN = (
    "An agent runs in Remit itself, in a container or on AWS Lambda: choose local, container or lambda."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An `agent` by its slug, a `model` of the catalogue or a `file` of the models folder, and how it is to run.

    What is none is left to the plan. Money is dollars per hour for all instances together.
    """

    agent: str | None = None
    model: str | None = None
    file: str | None = None
    application: str | None = None
    host: str | None = None
    instance_count: int | None = None
    instance_type: str | None = None
    region: str | None = None
    precision: str | None = None
    max_context: int | None = None
    budget_usd_per_hour: Decimal | None = None


def read_choice(choice: Choice) -> Reading:
    """Read the command that says what was chosen; what it would be understood to say instead is a problem."""
    reading = read(_said(choice))
    return reading.model_copy(update={"problems": _problems(choice, reading)})


def _said(choice: Choice) -> str:
    what = f"agent {choice.agent}" if choice.agent else choice.model or choice.file or ""
    parts = (
        f"deploy {what}",
        choice.application and f"for {choice.application}",
        (_OF_AGENTS if choice.agent else _PLACES).get(choice.host or ""),
        _instances(choice),
        choice.region and f"in {choice.region}",
        choice.precision and f"in {choice.precision}",
        choice.max_context and f"with {choice.max_context} tokens of context",
        choice.budget_usd_per_hour and f"with budget ${choice.budget_usd_per_hour:f} per hour",
    )
    return " ".join(part for part in parts if part)


def _instances(choice: Choice) -> str | None:
    count, kind = choice.instance_count, choice.instance_type
    if kind:
        return f"on {count or 1} {kind}"
    return f"with {count} instance{'' if count == 1 else 's'}" if count else None


def _problems(choice: Choice, reading: Reading) -> list[Problem]:
    chosen = [choice.agent, choice.model, choice.file]
    if sum(each is not None for each in chosen) != 1:
        return [_problem("model", "Choose one: an agent, a model of the catalogue, or a model file.")]
    if choice.model is not None and get_model(choice.model) is None:
        return [_problem("model", f"There is no model “{choice.model[:60]}” in the catalogue.")]
    if choice.host is not None and choice.host not in (_SAGEMAKER, *_PLACES, *_OF_AGENTS):
        return [_problem("host", f"There is no host “{choice.host[:40]}”.")]
    return _misread(choice, reading) or list(reading.problems)


def _misread(choice: Choice, reading: Reading) -> list[Problem]:
    """Say which words would be read as something else: such as a name that speaks of a budget."""
    intent = reading.intent
    if choice.agent is not None:
        said = agent_said(reading)
        if said is None or said.slug != choice.agent:
            return [_other("agent", choice.agent)]
        if said.host == (choice.host or "local"):
            return []
        return [_problem("host", _WHERE_AGENTS_RUN)]
    if choice.host == "lambda":
        return [_problem("host", "AWS Lambda runs function agents, not models: choose another host.")]
    if choice.file is not None and choice.host == _SAGEMAKER:
        return [_problem("host", "A model file is served on this machine: choose local or container.")]
    pairs = {
        "host": (None if choice.host == _SAGEMAKER else choice.host, intent.host),
        "model": (choice.model, intent.model_id),
        "file": (choice.file, intent.model_file),
        "application": (_slug(choice.application), _slug(intent.application_text)),
        "instance_type": (choice.instance_type, intent.instance_type),
        "region": (choice.region, intent.region),
        "precision": (choice.precision, intent.precision),
        "max_context": (choice.max_context, intent.max_context),
        "budget_usd_per_hour": (choice.budget_usd_per_hour, intent.budget_usd_per_hour),
    }
    return [_other(name, wanted) for name, (wanted, found) in pairs.items() if wanted != found]


def _slug(name: str | None) -> str | None:
    return slug(name) if name else None


def _other(name: str, wanted: object) -> Problem:
    if wanted is None:
        message = f"What was chosen would also be read as the {name.replace('_', ' ')}."
    else:
        message = f"“{str(wanted)[:60]}” cannot be said in a command as the {name.replace('_', ' ')}."
    return _problem(name, message)


def _problem(field: str, message: str) -> Problem:
    return Problem(code="choice", field=field, message=message, hint=_HINTS.get(field, "Choose another."))


_HINTS = {
    "application": "Use letters, digits and hyphens, without words such as “budget” or “instances”.",
    "file": "Name the file with letters, digits and hyphens.",
}
