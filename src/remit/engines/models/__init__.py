"""Language models: who answers here, the demo model, prices."""

from remit.engines.models.completion import Answered, Completion, ToolCall, decode
from remit.engines.models.demo import LABEL, MATERIAL, DemoModel
from remit.engines.models.directory import DEFAULTS, ModelDirectory, ServedModel
from remit.engines.models.embedding import Inputs, embed, read_inputs
from remit.engines.models.errors import ModelNotServed, ProviderNotReady
from remit.engines.models.finding import Finding, Outcome
from remit.engines.models.guarded import GuardedModel, embedder_of
from remit.engines.models.prices import Rates, listed_at, own_rates, price, rates
from remit.engines.models.probe import LARGEST_PROBED, PROBE_SECONDS, probe
from remit.engines.models.prompt import (
    Prompt,
    PromptRefused,
    StreamOptions,
    Turn,
    asking,
    read,
    refuse_depth,
    refused,
    write,
)
from remit.engines.models.providers import Connection, Protocol, connect, upstream
from remit.engines.models.scripted import Line, ScriptedModel
from remit.engines.models.source import Known, Models
from remit.engines.models.streamed import tokens
from remit.engines.models.texts import Said, reworded, texts_of
from remit.engines.models.upstream import (
    Upstream,
    UpstreamBroken,
    UpstreamError,
    UpstreamSilent,
    UpstreamUnreached,
)
from remit.engines.models.wording import Form, Wording, ignored_by, reasoning_tokens

__all__ = [
    "DEFAULTS",
    "LABEL",
    "LARGEST_PROBED",
    "MATERIAL",
    "PROBE_SECONDS",
    "Answered",
    "Completion",
    "Connection",
    "DemoModel",
    "Finding",
    "Form",
    "GuardedModel",
    "Inputs",
    "Known",
    "Line",
    "ModelDirectory",
    "ModelNotServed",
    "Models",
    "Outcome",
    "Prompt",
    "PromptRefused",
    "Protocol",
    "ProviderNotReady",
    "Rates",
    "Said",
    "ScriptedModel",
    "ServedModel",
    "StreamOptions",
    "ToolCall",
    "Turn",
    "Upstream",
    "UpstreamBroken",
    "UpstreamError",
    "UpstreamSilent",
    "UpstreamUnreached",
    "Wording",
    "asking",
    "connect",
    "decode",
    "embed",
    "embedder_of",
    "ignored_by",
    "listed_at",
    "own_rates",
    "price",
    "probe",
    "rates",
    "read",
    "read_inputs",
    "reasoning_tokens",
    "refuse_depth",
    "refused",
    "reworded",
    "texts_of",
    "tokens",
    "upstream",
    "write",
]
