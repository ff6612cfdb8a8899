"""The fields of an agent file, with what each is for: what is read, and what the editor's help says.

Accepted are the fields of a Pydantic AI `AgentSpec` that Remit governs today; the others are refused with the reason,
since a field that is read and not obeyed would be a promise nobody keeps.
"""

from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    JsonValue,
    WithJsonSchema,
)
from pydantic import (
    Tag as Branch,
)

from remit.engines.scoring import Scorer
from remit.lifecycle.agents.faults import SLUG, TOOL
from remit.lifecycle.agents.values import (
    LONGEST_SLUG,
    LONGEST_TOOL,
    MOST_TOOLS,
    TYPE,
    Block,
    Number,
    Tag,
    ToolName,
    Usd,
    VariableName,
    about,
    instructions,
)


class ModelSettings(Block):
    """How the model is asked; what is left out is the model's own default."""

    max_tokens: Annotated[
        Annotated[int, Field(ge=1, le=1_000_000)] | None,
        about("Longest answer", "The most tokens that one answer may have.", 400),
    ] = None
    temperature: Annotated[
        Annotated[Number, Field(ge=0, le=2)] | None,
        about(
            "Temperature",
            "How freely the model words its answers: 0 is the most predictable, 2 the least.",
            0.2,
        ),
    ] = None
    top_p: Annotated[
        Annotated[Number, Field(gt=0, le=1)] | None,
        about("Top p", "Choose among the likeliest words that together have this probability.", 0.9),
    ] = None
    top_k: Annotated[
        Annotated[int, Field(ge=1, le=1_000_000)] | None,
        about("Top k", "Choose among this many of the likeliest words.", 40),
    ] = None
    timeout: Annotated[
        Annotated[Number, Field(gt=0, le=600)] | None,
        about("Timeout", "Seconds after which a call of the model is given up.", 60),
    ] = None
    seed: Annotated[
        Annotated[int, Field(ge=-(2**31), lt=2**31)] | None,
        about(
            "Seed",
            "Answers to the same question repeat with the same seed, where the provider supports it.",
            7,
        ),
    ] = None
    presence_penalty: Annotated[
        Annotated[Number, Field(ge=-2, le=2)] | None,
        about("Presence penalty", "Above 0 the model keeps less to what was said already.", 0.5),
    ] = None
    frequency_penalty: Annotated[
        Annotated[Number, Field(ge=-2, le=2)] | None,
        about("Frequency penalty", "Above 0 the model repeats words less.", 0.5),
    ] = None
    stop_sequences: Annotated[
        Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=16)] | None,
        about("Stop at", "Texts at which the answer ends.", ["END"]),
    ] = None


class Named(Block):
    """What every agent has before `remit:`."""

    name: Annotated[
        Annotated[str, Field(min_length=1, max_length=100)] | None,
        about("Name", "What people call the agent.", "Support triage"),
    ] = None
    description: Annotated[
        Annotated[str, Field(max_length=2_000)] | None,
        about("Description for the model", "What the agent does; `remit.description` is what lists show."),
    ] = None
    metadata: Annotated[
        dict[str, JsonValue] | None, about("Metadata", "Notes of your own, kept with each version.")
    ] = None


class Asking(Named):
    """What an agent has that may ask a model."""

    model: Annotated[
        Annotated[str, Field(min_length=1, max_length=200)] | None,
        about(
            "Model",
            "The model that answers, as `provider:model`; left out, it is this installation's default model.",
            "openai:gpt-4o-mini",
            "anthropic:claude-sonnet-4-5",
        ),
    ] = None
    model_settings: Annotated[
        ModelSettings | None, about("Model settings", "How the model is asked; all of it is optional.")
    ] = None


class Variable(Block):
    """A value that callers give each time, for the places `{{name}}` in the instructions."""

    type: Annotated[
        Literal["string", "number", "integer", "boolean"],
        about("Type", "What kind of value it is.", "string"),
    ] = "string"
    description: Annotated[
        Annotated[str, Field(max_length=500)] | None, about("Description", "What callers should give.")
    ] = None
    default: Annotated[
        str | int | float | bool | None,
        about(
            "Default",
            "What stands there when the caller gives nothing; without one it must be given.",
            "friendly",
        ),
    ] = None
    enum: Annotated[
        Annotated[list[str | int | float | bool], Field(min_length=1, max_length=100)] | None,
        about("One of", "The only values there are.", ["friendly", "formal"]),
    ] = None
    max_length: Annotated[
        Annotated[int, Field(ge=1, le=100_000)], about("Longest", "The most characters of a text.", 2_000)
    ] = 2_000

    def values(self) -> dict[str, JsonValue]:
        """Return the JSON Schema of its values."""
        found: dict[str, JsonValue] = {"type": self.type}
        if self.type == "string":
            found["maxLength"] = self.max_length
        if self.enum is not None:
            found["enum"] = list(self.enum)
        return found


VariableEntry = Annotated[
    Annotated[Annotated[str, Field(max_length=10_000)], Branch("[value]")]
    | Annotated[Variable, Branch("[asked]")],
    Discriminator(lambda entry: "[asked]" if isinstance(entry, (dict, Variable)) else "[value]"),
]
"""A value that never changes, or what callers give."""


class KnowledgeDocument(Block):
    """A document that belongs to the agent."""

    title: Annotated[
        Annotated[str, Field(min_length=1, max_length=200)],
        about("Title", "What answers call it.", "Employee handbook"),
    ]
    text: Annotated[
        Annotated[str, Field(min_length=1)],
        about("Text", "Markdown or plain text. In a folder, `file: NAME` may stand here instead."),
    ]


class Knowledge(Block):
    """Where the agent looks before it answers; what is found is material, and never an instruction."""

    library: Annotated[
        bool, about("Library", "Look in the organisation's policies, guides and runbooks.", True)
    ] = False
    documents: Annotated[
        Annotated[list[KnowledgeDocument], Field(max_length=50)] | None,
        about("Documents", "Documents that belong to the agent and are kept with each version."),
    ] = None
    passages: Annotated[
        Annotated[int, Field(ge=1, le=10)], about("Passages", "How many passages the model reads at most.", 4)
    ] = 4


class Spec(Asking):
    """The part that is a Pydantic AI `AgentSpec`."""

    instructions: Annotated[
        str | list[str],
        BeforeValidator(instructions),
        about(
            "Instructions",
            "What the model is told before every conversation; `{{name}}` is filled from `remit.variables`.",
            "Answer in at most three short sentences.",
        ),
    ]
    retries: Annotated[
        Annotated[int, Field(ge=0, le=10)] | None,
        about(
            "Retries", "How often an answer that cannot be used is asked for again; once when left out.", 2
        ),
    ] = None
    output_schema: Annotated[
        dict[str, JsonValue] | None,
        about(
            "Output",
            "JSON Schema of the answer: an object. The answer is checked, and asked for again where it does not fit.",
        ),
    ] = None


class ToolUse(Block):
    """A tool that an agent may use, by name (`crm.get_customer`), or all those of a connection (`crm`)."""

    use: Annotated[
        ToolName,
        about("Tool", "The tool's name, or a connection's for all of its tools.", "mail.send_email"),
    ]
    approval: Annotated[
        Literal["policy", "always"],
        about(
            "Approval",
            "`always` asks a person before each use; `policy` only where a policy or the connection does.",
            "always",
        ),
    ] = "policy"


ToolEntry = Annotated[
    ToolUse,
    BeforeValidator(lambda entry: {"use": entry} if isinstance(entry, str) else entry),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": TOOL, "maxLength": LONGEST_TOOL},
                {
                    "type": "object",
                    "required": ["use"],
                    "additionalProperties": False,
                    "properties": {
                        "use": {"type": "string", "pattern": TOOL, "maxLength": LONGEST_TOOL},
                        "approval": {"enum": ["policy", "always"]},
                    },
                },
            ]
        }
    ),
]
"""A name alone, or a block; a version keeps the block."""


class Evaluated(Block):
    """What a version must reach on a dataset before it may be promoted."""

    dataset: Annotated[
        Annotated[str, Field(pattern=SLUG, max_length=64)],
        about("Dataset", "On which dataset, in its newest version.", "support-tickets"),
    ]
    version: Annotated[
        Annotated[int, Field(ge=1, le=2**31 - 1)] | None,
        about("Dataset version", "On which version of it; the newest one when left out.", 3),
    ] = None
    scorers: Annotated[
        Annotated[list[Scorer], Field(min_length=1, max_length=10)],
        about("Scorers", "How answers are scored.", [{"type": "contains"}]),
    ]
    threshold: Annotated[
        Annotated[Number, Field(ge=0, le=1)],
        about("Threshold", "The mean score, from 0 to 1, from which it may be promoted.", 0.8),
    ]


class Common(Block):
    """What every agent has under `remit:`: what it is called, and what it may spend."""

    slug: Annotated[
        Annotated[str, Field(pattern=SLUG, max_length=LONGEST_SLUG)] | None,
        about(
            "Slug",
            "Its name in commands and addresses; left out, it is made from the name.",
            "support-triage",
        ),
    ] = None
    description: Annotated[
        Annotated[str, Field(max_length=2_000)] | None,
        about("Description", "What the agent is for, in a sentence: shown in lists and to approvers."),
    ] = None
    budget_usd_per_hour: Annotated[
        Usd | None, about("Budget", "The most that a deployment may spend in an hour, in US dollars.", 0.5)
    ] = None
    evaluations: Annotated[
        Annotated[list[Evaluated], Field(max_length=10)] | None,
        about(
            "Evaluations",
            "What a version must reach before it may be promoted: on which datasets, scored how.",
            [{"dataset": "support-tickets", "scorers": [{"type": "contains"}], "threshold": 0.8}],
        ),
    ] = None
    tags: Annotated[
        Annotated[list[Tag], Field(max_length=20)] | None,
        about("Tags", "Words to find it by: lower-case letters, digits and single hyphens.", ["support"]),
    ] = None
    handles: Annotated[
        Annotated[list[Literal["untrusted", "sensitive"]], Field(max_length=2)] | None,
        about(
            "Handles",
            "What it comes to read besides what its tools say: `untrusted`, what strangers write, or `sensitive`, what"
            " not everybody may know.",
            ["untrusted"],
        ),
    ] = None


class Remit(Common):
    """The part that Remit adds to a context agent."""

    type: Annotated[Literal["context"], TYPE]
    embeddings: Annotated[
        Annotated[str, Field(min_length=1, max_length=200)] | None,
        about(
            "Embeddings",
            "The model that answers /v1/embeddings, as `provider:model`; left out, the agent has none.",
            "openai:text-embedding-3-small",
        ),
    ] = None
    canary: Annotated[
        bool | None,
        about(
            "Canary",
            "Put a secret mark into the instructions, some 35 tokens a call: an answer that holds it is stopped.",
            True,
        ),
    ] = None
    tools: Annotated[
        Annotated[list[ToolEntry], Field(max_length=MOST_TOOLS)] | None,
        about(
            "Tools",
            "What it may use: tools by name, or connections for all of theirs. The policies decide on each use.",
            ["crm.get_customer", {"use": "mail.send_email", "approval": "always"}],
        ),
    ] = None
    max_tool_uses: Annotated[
        Annotated[int, Field(ge=1, le=100)] | None,
        about("Most tool uses", "How often one call may use tools; 20 where nothing is said.", 5),
    ] = None
    knowledge: Annotated[
        Knowledge | None,
        about("Knowledge", "Where the agent looks before it answers; it cites what it found."),
    ] = None
    variables: Annotated[
        dict[VariableName, VariableEntry] | None,
        about(
            "Variables",
            "For the places `{{name}}` in the instructions: a value, or what kind of value callers give.",
            {"tone": "friendly", "language": {"type": "string", "default": "English"}},
        ),
    ] = None
