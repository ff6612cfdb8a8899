"""The kinds of model providers, and what is known of each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from remit.engines.models import DEFAULTS, Protocol

Kind = Literal[
    "openai",
    "anthropic",
    "google",
    "bedrock",
    "azure",
    "ollama",
    "vllm",
    "llama_cpp",
    "lm_studio",
    "openai_compatible",
]
REGION = re.compile(r"[a-z]{2,3}(-[a-z]+){1,3}-[0-9]{1,2}")
BEDROCK_HOST = re.compile(r"([a-z0-9-]+\.)?bedrock-runtime(-fips)?\.[a-z0-9-]+\.(vpce\.)?amazonaws\.com")


@dataclass(frozen=True)
class ProviderKind:
    """`protocol` is how it is spoken to; `address` is its own, none where every server has another.

    `usual_address` is where such a server mostly is; `listed_as` is what the price list calls the provider, none for
    servers of one's own. `help` says how to get a key, or how to start the server.
    """

    label: str
    protocol: Protocol
    address: str | None
    default_model: str | None
    needs_secret: bool
    help: str
    key_help: str
    listed_as: str | None = None
    usual_address: str | None = None


_KEY_RARE = "Most servers on a machine of your own want none."


def _own(label: str, port: int, help: str) -> ProviderKind:
    address = f"http://127.0.0.1:{port}/v1"
    return ProviderKind(label, "local", None, None, False, help, _KEY_RARE, usual_address=address)


KINDS: Mapping[Kind, ProviderKind] = {
    "openai": ProviderKind(
        "OpenAI",
        "openai",
        "https://api.openai.com/v1",
        DEFAULTS["openai"],
        needs_secret=True,
        help="Make a key at platform.openai.com under API keys; the account needs credit.",
        key_help="Begins with sk-.",
        listed_as="openai",
    ),
    "anthropic": ProviderKind(
        "Anthropic",
        "anthropic",
        "https://api.anthropic.com",
        DEFAULTS["anthropic"],
        needs_secret=True,
        help="Make a key at console.anthropic.com under API keys.",
        key_help="Begins with sk-ant-.",
        listed_as="anthropic",
    ),
    "google": ProviderKind(
        "Google Gemini",
        "local",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "gemini-2.5-flash",
        needs_secret=True,
        help="Make a key at aistudio.google.com under Get API key. Remit uses Gemini's OpenAI-compatible API.",
        key_help="A key of the Gemini API, not of Vertex AI.",
        listed_as="google",
    ),
    "bedrock": ProviderKind(
        "Amazon Bedrock",
        "bedrock",
        None,
        "amazon.nova-lite-v1:0",
        needs_secret=True,
        help=(
            "Give the region and an access key whose policy allows bedrock:InvokeModel and"
            " bedrock:InvokeModelWithResponseStream. Amazon Nova and all other models of Bedrock answer; some are"
            " named with the region before them, such as us.amazon.nova-pro-v1:0."
        ),
        key_help=(
            "ACCESS_KEY_ID:SECRET_ACCESS_KEY, with :SESSION_TOKEN after it if there is one; or a Bedrock API key."
        ),
        listed_as="aws",
    ),
    "azure": ProviderKind(
        "Azure OpenAI",
        "azure",
        None,
        None,
        needs_secret=True,
        help=(
            "Give the endpoint and a key from Keys and Endpoint of the resource in the Azure portal. Models are named"
            " as your deployments are. Without an API version the v1 API is used."
        ),
        key_help="Either of the two keys.",
        listed_as="azure",
    ),
    "ollama": _own("Ollama", 11434, "Start it with `ollama serve`, and load a model with `ollama pull`."),
    "vllm": _own("vLLM", 8000, "Start it with `vllm serve MODEL`; with --api-key it wants that key."),
    "llama_cpp": _own(
        "llama.cpp", 8080, "Start it with `llama-server -m MODEL.gguf`; with --api-key it wants it."
    ),
    "lm_studio": _own("LM Studio", 1234, "Load a model and start the server under Developer."),
    "openai_compatible": ProviderKind(
        "Another OpenAI-compatible API",
        "local",
        None,
        None,
        needs_secret=False,
        help="Anything that answers /chat/completions as OpenAI does; the base URL ends where that begins.",
        key_help="Leave it empty if the server wants none.",
    ),
}
