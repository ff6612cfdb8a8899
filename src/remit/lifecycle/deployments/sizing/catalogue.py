"""The models and instances Remit knows, read once from the two tables beside this file."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import TypeAdapter

from remit.lifecycle.deployments.sizing.words import model_words

Precision = Literal["fp32", "bf16", "fp16", "fp8", "int8", "int4", "mxfp4"]
Modality = Literal["text", "embedding", "reranker"]
PriceConfidence = Literal["list", "secondary", "estimated"]

_HEAD = 3
_NEAR = 4
# Words of many names that say nothing on their own.
_GENERIC = frozenset(
    {
        "a",
        "all",
        "base",
        "distill",
        "embedding",
        "en",
        "hf",
        "instruct",
        "it",
        "l",
        "large",
        "m",
        "meta",
        "mini",
        "r",
    }
    | {"small", "super", "v", "x"}
)
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Architecture:
    """The four numbers the KV cache depends on."""

    layers: int
    heads: int
    kv_heads: int
    head_dim: int


@dataclass(frozen=True, slots=True)
class Model:
    """One checkpoint of the catalogue; `params_total` is in billions, `weights_gib` overrides it where set."""

    id: str
    name: str
    family: str
    publisher: str
    huggingface_id: str
    params_total: float
    architecture: Architecture
    context_length: int
    licence: str
    modality: Modality
    precision: Precision
    aliases: tuple[str, ...] = ()
    moe: bool = False
    mla: bool = False
    upper_bound: bool = False
    family_default: bool = False
    weights_gib: float | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """One SageMaker hosting instance; `gpu_mib` is the memory of one GPU."""

    id: str
    vcpu: int
    memory_gib: int
    gpu: str | None = None
    gpu_count: int = 0
    gpu_mib: int = 0
    compute_capability: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price as the table states it."""

    usd_per_hour: Decimal
    confidence: PriceConfidence


@dataclass(frozen=True, slots=True)
class InstanceTable:
    """The whole of `instances.yaml`."""

    as_of: date
    sources: Mapping[str, str]
    same_as: Mapping[str, str]
    dearer: Mapping[str, Mapping[str, Decimal]]
    regions: tuple[str, ...]
    instances: tuple[Instance, ...]
    prices: Mapping[str, Mapping[str, PriceRow]]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The text names several models; `choices` are all of them, by id."""

    text: str
    choices: tuple[Model, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The text names no model; `near` are the closest spellings, possibly none."""

    text: str
    near: tuple[Model, ...]


@lru_cache(maxsize=1)
def models() -> tuple[Model, ...]:
    """Every model of the catalogue, in the order of the table."""
    table = yaml.safe_load((_FOLDER / "models.yaml").read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Model, ...]).validate_python(table["models"])


@lru_cache(maxsize=1)
def instance_table() -> InstanceTable:
    """Instances, regions and prices."""
    table = yaml.safe_load((_FOLDER / "instances.yaml").read_text(encoding="utf-8"))
    return TypeAdapter(InstanceTable).validate_python(table)


def instances() -> tuple[Instance, ...]:
    """Every instance of the catalogue."""
    return instance_table().instances


def regions() -> tuple[str, ...]:
    """AWS regions a command may name."""
    return instance_table().regions


def find_instance(name: str) -> Instance | None:
    """The instance called `name`, with or without the leading `ml.`; None when the catalogue lacks it."""
    wanted = name.strip().lower()
    wanted = wanted if wanted.startswith("ml.") else f"ml.{wanted}"
    return next((row for row in instances() if row.id == wanted), None)


def near_instances(name: str) -> tuple[str, ...]:
    """Ids spelt most like `name`, best first."""
    wanted = f"ml.{name.lower().removeprefix('ml.')}"
    return tuple(difflib.get_close_matches(wanted, [row.id for row in instances()], _NEAR, 0.6))


def get_model(model_id: str) -> Model | None:
    """The model with exactly this id."""
    return next((model for model in models() if model.id == model_id), None)


def family_default(text: str) -> Model | None:
    """The checkpoint meant by a family's name alone ("llama"), if the catalogue declares one."""
    return _family_defaults().get(model_words(text))


def find_model(text: str) -> Model | Ambiguous | Unknown:
    """The one model that `text` names.

    A name counts when it is written out (id, alias, display name or Hugging Face id), or when only one model has all
    its words. Anything else is returned as a question, never guessed.
    """
    candidates = matches(text)
    if len(candidates) == 1:
        return candidates[0]
    return Ambiguous(text, candidates) if candidates else Unknown(text, _near(model_words(text)))


def matches(text: str) -> tuple[Model, ...]:
    """The models `text` may name, found without comparing spellings."""
    words = model_words(text)
    return _names().get(words, ()) or _with_all_words(words)


def written_out(text: str) -> Model | None:
    """The model whose whole name is `text`; None when it is only part of a name."""
    named = _names().get(model_words(text), ())
    return named[0] if len(named) == 1 else None


def _with_all_words(words: tuple[str, ...]) -> tuple[Model, ...]:
    wanted = set(words)
    if wanted <= _GENERIC or not wanted <= _every_word():
        return ()
    found = tuple(m for m in models() if wanted <= _vocabulary()[m.id])
    own_family = tuple(m for m in found if model_words(m.family)[0] in words)
    return own_family or found


def _near(words: tuple[str, ...]) -> tuple[Model, ...]:
    spelt = {" ".join(key): key for key in _names()}
    close = difflib.get_close_matches(" ".join(words)[:80], list(spelt), 3 * _NEAR, 0.6)
    alike = [model for key in close for model in _names()[spelt[key]]]
    kin = [model for model in alike if _is_kin(words, model)]
    # "gpt4" is spelt like phi-4, and means something like gpt-oss.
    kin = kin or [model for model in models() if _is_kin(words, model)]
    found = {model.id: model for model in kin + alike}
    return tuple(found.values())[:_NEAR]


def _is_kin(words: tuple[str, ...], model: Model) -> bool:
    """Whether the letters that a name begins with are those of the model's family, as far as the shorter one goes."""
    letters = re.match(r"[a-z]*", words[0] if words else "")
    head, family = letters.group() if letters else "", model.family
    return len(head) >= _HEAD and (family.startswith(head) or head.startswith(family))


@lru_cache(maxsize=1)
def _family_defaults() -> Mapping[tuple[str, ...], Model]:
    return {model_words(model.family): model for model in models() if model.family_default}


@lru_cache(maxsize=1)
def _vocabulary() -> Mapping[str, frozenset[str]]:
    return {model.id: frozenset(word for key in _keys(model) for word in key) for model in models()}


@lru_cache(maxsize=1)
def _every_word() -> frozenset[str]:
    return frozenset().union(*_vocabulary().values())


@lru_cache(maxsize=1)
def _names() -> Mapping[tuple[str, ...], tuple[Model, ...]]:
    table: dict[tuple[str, ...], tuple[Model, ...]] = {}
    for model in models():
        for key in _keys(model):
            table[key] = (*table.get(key, ()), model)
    return table


def _keys(model: Model) -> set[tuple[str, ...]]:
    """Ways to write a model's name: every listed form, with and without publisher, `instruct` and `meta`."""
    repository = model.huggingface_id.partition("/")[2]
    written = [model.id, model.name, model.huggingface_id, repository, *model.aliases]
    full = {model_words(text) for text in written}
    optional = {"instruct", "it", "meta", "hf"}
    return full | {tuple(word for word in key if word not in optional) for key in full}
