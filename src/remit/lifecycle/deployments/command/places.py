"""Where and on what: instance types, regions, environments, precision and context length."""

import difflib
import re
from collections.abc import Mapping

from remit.controls.environments import Places
from remit.kit.errors import Malformed
from remit.lifecycle.deployments.command.draft import Draft
from remit.lifecycle.deployments.command.intent import Environment
from remit.lifecycle.deployments.command.numbers import digits
from remit.lifecycle.deployments.command.vocabulary import (
    APPLICATION_INTROS,
    DETERMINERS,
    FILLER,
    FORBIDDEN_VERBS,
    PURPOSES,
    QUESTIONS,
    STOPS,
    VARIANTS,
    VERBS,
    listed,
)
from remit.lifecycle.deployments.sizing import (
    Model,
    Precision,
    family_default,
    find_instance,
    find_model,
    near_instances,
    regions,
)

_INSTANCE = re.compile(
    r"(?:ml\.)?[a-z]{1,3}\d[a-z0-9-]{0,8}\.(?:\d{1,2}x?|x)?(?:large|medium|small|micro|nano|metal)"
)
_REGION = re.compile(
    r"[a-z]{2}-(?:gov-|iso-)?(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d"
)
_ALSO: dict[str, Environment] = {
    "production": "prod", "prd": "prod", "stage": "staging", "stg": "staging", "development": "dev", "develop": "dev",
}  # fmt: skip
_TOWARDS = frozenset({"to", "into", "onto"})
_WITHIN = frozenset({"in", "on", "at"})
_LABELS = frozenset({"environment", "env"})
_NOT_OURS = frozenset(
    listed("qa test testing uat preprod pre-prod sandbox live canary integration demo preview local")
)
_HOSTS = frozenset({"sagemaker", "aws", "amazon", "cloud"})
_OTHER_HOSTS = frozenset(listed("kubernetes k8s eks gke aks gcp azure docker lambda ecs google"))

_PRECISIONS: dict[str, Precision] = {
    "bf16": "bf16", "bfloat16": "bf16", "fp16": "fp16", "float16": "fp16", "half-precision": "fp16",
    "fp8": "fp8", "int8": "int8", "8-bit": "int8", "8bit": "int8", "w8a8": "int8",
    "int4": "int4", "4-bit": "int4", "4bit": "int4", "awq": "int4", "gptq": "int4",
}  # fmt: skip
_TAKEN = (
    FILLER | STOPS | VERBS | FORBIDDEN_VERBS | PURPOSES | APPLICATION_INTROS | DETERMINERS | QUESTIONS | VARIANTS
    | _HOSTS | _OTHER_HOSTS | _LABELS | _PRECISIONS.keys() | {"machine", "container", "computer", "agent", "agents"}
)  # fmt: skip
_TOKENS = re.compile(r"(\d{1,7})(k?)")


def read_instance_type(draft: Draft) -> str | None:
    """The one instance type named, or None with a problem when it is unknown or there are two."""
    found: list[str] = []
    for at in range(len(draft.words)):
        word = draft.low(at)
        if len(word) > 30 or not _INSTANCE.fullmatch(word):
            continue
        start = at - 1 if draft.low(at - 1) in {"on", "using", "with", "an", "a"} else at
        end = at + 1 if draft.low(at + 1) not in {"instance", "machine"} else at + 2
        draft.take("instance_type", start, end)
        instance = find_instance(word)
        if instance is None:
            near = ", ".join(near_instances(word)) or "see the instance selection guide"
            message = f"{word} is not an instance type Remit knows."
            draft.problem("instance_type_unknown", "instance_type", message, f"Near: {near}")
        else:
            found.append(instance.id)
    if len(set(found)) > 1:
        message = f"The command names two instance types, {' and '.join(sorted(set(found)))}."
        draft.problem(
            "instance_type_conflict", "instance_type", message, "Name one, or none to let Remit choose."
        )
        return None
    return found[0] if found else None


def read_region(draft: Draft) -> str | None:
    """The one AWS region named."""
    found: list[str] = []
    for at in range(len(draft.words)):
        word = draft.low(at)
        if len(word) > 24 or not _REGION.fullmatch(word):
            continue
        start = at - 1 if draft.low(at - 1) == "region" else at
        end = at + 2 if draft.low(at + 1) == "region" else at + 1
        while draft.low(start - 1) in _WITHIN | _TOWARDS | {"the"}:
            start -= 1
        draft.take("region", start, end)
        if word in regions():
            found.append(word)
        else:
            near = (
                ", ".join(difflib.get_close_matches(word, regions(), 3)) or "us-east-1, us-west-2, eu-west-1"
            )
            draft.problem("region_unknown", "region", f"{word} is not an AWS region.", f"Near: {near}")
    if len(set(found)) > 1:
        message = f"The command names two regions, {' and '.join(sorted(set(found)))}."
        draft.problem("region_conflict", "region", message, "A deployment lives in one region; name one.")
        return None
    return found[0] if found else None


def read_precision(draft: Draft) -> Precision | None:
    """The number format asked for the weights."""
    found: list[Precision] = []
    for at in range(len(draft.words)):
        if draft.low(at) in _PRECISIONS:
            found.append(_PRECISIONS[draft.low(at)])
            start = at - 1 if draft.low(at - 1) in {"in", "at", "as"} else at
            end = (
                at + 2
                if draft.low(at + 1) in {"precision", "quantized", "quantised", "quantization"}
                else at + 1
            )
            draft.take("precision", start, end)
    if len(set(found)) > 1:
        message = f"The command names two precisions, {' and '.join(sorted(set(found)))}."
        draft.problem("precision_conflict", "precision", message, "Name one, or none for the model's own.")
        return None
    return found[0] if found else None


def read_max_context(draft: Draft) -> int | None:
    """Tokens of context asked for: "16k context", "context of 8192", "32k tokens"."""
    for at in range(len(draft.words)):
        match = _TOKENS.fullmatch(draft.low(at))
        if match is None:
            continue
        start, end = at, at + 1
        while draft.low(start - 1) in {"context", "window", "length", "of", "a"}:
            start -= 1
        while draft.low(end) in {"token", "tokens", "context", "window", "length", "of"}:
            end += 1
        around = {draft.low(place) for place in range(start, end)}
        value = int(match[1]) * (1024 if match[2] else 1)
        if around & {"context", "tokens", "token"} and value > 0:
            draft.take("max_context", start, end)
            return value
    return None


def words_for(places: Places, also: Mapping[str, Environment]) -> dict[str, Environment]:
    """Map the words by which a sentence names an environment: names, one-word titles, and what people say for some."""
    titles = {each.title.lower(): each.name for each in places if each.title.isalpha()}
    said = {word: name for word, name in also.items() if name in places}
    return {**titles, **said, **{name: name for name in places.names}}


def require_sayable(name: str, places: Places) -> None:
    """Raise `Malformed` for a name that would mean something else in a command."""
    other = words_for(places, _ALSO).get(name, name)
    if other != name:
        raise Malformed(f"“{name}” means {other} in commands: choose another name.")
    if name in _TAKEN or family_default(name) or isinstance(find_model(name), Model):
        raise Malformed(f"“{name}” means something else in commands: choose another name.")


def environment_hint(places: Places) -> str:
    """Say what there is to choose."""
    return f"Choose {places.choice}, for example: to {places.usual}"


def read_environment(draft: Draft, places: Places) -> Environment | None:
    """The environment that the sentence names; a place that is none of the organisation's is a problem."""
    names, hint = words_for(places, _ALSO), environment_hint(places)
    found: list[Environment] = []
    unclear: list[int] = []
    for at in range(len(draft.words)):
        named = names.get(draft.low(at).removeprefix("env:").removeprefix("environment:"))
        if named is None:
            continue
        if _clear_environment(draft, at):
            found.append(named)
            _take_environment(draft, at)
        else:
            unclear.append(at)
    _unknown_places(draft, hint)
    if len(set(found)) > 1:
        message = f"The command names two environments, {' and '.join(sorted(set(found)))}."
        draft.problem("environment_conflict", "environment", message, hint)
        return None
    if unclear and not found:
        word = draft.words[unclear[0]].text
        message = f"“{word}” may be the environment or part of the application's name."
        instead = f"Write “to {word}” at the end, or put the name in quotes."
        draft.problem("environment_unclear", "environment", message, instead)
    return found[0] if found else None


def _clear_environment(draft: Draft, at: int) -> bool:
    """Whether a word such as "production" can only be the environment here."""
    before = at - 1
    while draft.low(before) in DETERMINERS:
        before -= 1
    if draft.low(before) in _TOWARDS | _WITHIN | _LABELS or draft.low(at + 1) in _LABELS:
        return True
    following = draft.low(at + 1)
    if not following or draft.words[at].pause or following in STOPS or following in VERBS:
        return True
    while before >= 0 and draft.low(before) and not draft.words[before].pause:
        if draft.low(before) in APPLICATION_INTROS:
            return False
        before -= 1
    return True


def _take_environment(draft: Draft, at: int) -> None:
    start, end = at, at + 1
    while draft.low(end) in _LABELS:
        end += 1
    while draft.low(start - 1) in DETERMINERS | _LABELS:
        start -= 1
    if draft.low(start - 1) in _TOWARDS | _WITHIN | {"for", "as"}:
        start -= 1
    draft.take("environment", start, end)


def _unknown_places(draft: Draft, hint: str) -> None:
    for at in range(len(draft.words)):
        preposition = draft.low(at)
        if preposition not in _TOWARDS | _WITHIN:
            continue
        place = at + 1
        while draft.low(place) in DETERMINERS:
            place += 1
        word = draft.low(place)
        labelled = draft.low(place + 1) in _LABELS
        if word in _HOSTS:
            end = place + 2 if draft.low(place + 1) in _HOSTS else place + 1
            draft.take("-host", at, end)
        elif word in _OTHER_HOSTS:
            draft.take("-host", at, place + 1)
            message = (
                f"A command deploys models to SageMaker or Kubernetes, not to {draft.words[place].text}."
            )
            draft.problem("host_unsupported", "host", message, "Leave it out, or write “on kubernetes”.")
        elif word and (labelled or word in _NOT_OURS or _is_destination(preposition, word)):
            written = draft.words[place].text
            draft.take("environment", at, place + (2 if labelled else 1))
            message = f"“{written}” is not an environment."
            draft.problem("environment_unknown", "environment", message, hint)


def _is_destination(preposition: str, word: str) -> bool:
    countable = digits(word) is not None
    return preposition in _TOWARDS and word not in PURPOSES | VERBS | STOPS and not countable
