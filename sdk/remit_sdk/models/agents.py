# generated from openapi.json

from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel, StringConstraints
from remit_sdk.model import Model
from typing_extensions import TypeAliasType
from remit_sdk.models.shared import (
    AgentPromotion,
    BaseVersion1,
    Finding,
    TrialReport,
    VersionAnswer,
    VersionAuthor,
)


class Slug(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='The agent that was edited; 409 when the file names another.',
            max_length=48,
            title='Slug',
        ),
    ]



class AgentFile(Model):
    """
    The text of an agent file, as it stands on disk, and how it is saved.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    source: Annotated[
        str,
        Field(
            description='YAML: an AgentSpec plus `remit:`.',
            examples=['name: Greeter\ninstructions: Greet people by name.\nremit: {type: context, slug: greeter}\n'],
            max_length=1048576,
            title='Source',
        ),
    ]
    promote: Annotated[
        bool | None,
        Field(
            description="Ask for the version's promotion; without it the version stays a draft.",
            title='Promote',
        ),
    ] = True
    base_version: Annotated[
        BaseVersion1 | None,
        Field(
            description='The version that was edited, 0 for a new agent; 409 when it is not.',
            title='Base Version',
        ),
    ] = None
    slug: Annotated[
        Slug | None,
        Field(description='The agent that was edited; 409 when the file names another.', title='Slug'),
    ] = None



FilesAdditionalProperty = TypeAliasType("FilesAdditionalProperty", Annotated[str, Field(max_length=1048576)])



class Archive(RootModel[str]):
    root: Annotated[str, Field(description='A zip archive in base64.', max_length=2097152, title='Archive')]



class AgentFiles(Model):
    """
    Files of agents, with what belongs to them: texts by path, or a zip archive in base64.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    files: Annotated[
        dict[Annotated[str, StringConstraints(min_length=1, max_length=300)], FilesAdditionalProperty] | None,
        Field(
            examples=[{'hello.yaml': 'name: Hello\ninstructions: Greet people.\nremit: {type: context}\n'}],
            max_length=500,
            title='Files',
        ),
    ] = {}
    archive: Annotated[Archive | None, Field(description='A zip archive in base64.', title='Archive')] = None
    promote: Annotated[
        bool | None,
        Field(description='Whether drafts that say the same are to be promoted.', title='Promote'),
    ] = True
    convert: Annotated[
        bool | None,
        Field(
            description="Read Pydantic AI's `AgentSpec` and Open Agent Spec too, as files of ours.",
            title='Convert',
        ),
    ] = False



class AgentRight(Model):
    """
    Whether this actor may do something with the agent now, and why not.
    """

    action: Annotated[
        Literal['write', 'promote', 'archive', 'reactivate', 'deploy', 'test'], Field(title='Action')
    ]
    allowed: Annotated[bool, Field(title='Allowed')]
    reason: Annotated[str | None, Field(title='Reason')]



class AgentTemplate(Model):
    """
    A file to begin with.
    """

    slug: Annotated[str, Field(title='Slug')]
    name: Annotated[str, Field(title='Name')]
    type: Annotated[Literal['context', 'function', 'api', 'orchestrator'], Field(title='Type')]
    description: Annotated[str, Field(title='Description')]
    tags: Annotated[list[str], Field(title='Tags')]
    source: Annotated[str, Field(title='Source')]



class AgentTemplates(Model):
    """
    Files to begin with, the simplest first.
    """

    items: Annotated[list[AgentTemplate], Field(title='Items')]



class AgentText(Model):
    """
    The text of an agent file, to be checked and not stored.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    source: Annotated[
        str,
        Field(
            description='YAML: an AgentSpec plus `remit:`.',
            examples=['name: Greeter\ninstructions: Greet people by name.\nremit: {type: context, slug: greeter}\n'],
            max_length=1048576,
            title='Source',
        ),
    ]
    dry_run: Annotated[
        bool | None,
        Field(
            description='Try it as well, on `input` or its first example, where it is valid.', title='Dry Run'
        ),
    ] = False
    input: Annotated[dict[str, Any] | None, Field(title='Input')] = None



class Version(RootModel[int]):
    root: Annotated[
        int, Field(description='The newest version when left out.', ge=1, le=2147483647, title='Version')
    ]



class DryRun(Model):
    """
    One input to try a stored version on; without one, the first example.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    input: Annotated[dict[str, Any] | None, Field(examples=[{'city': 'Oslo'}], title='Input')] = None
    version: Annotated[
        Version | None, Field(description='The newest version when left out.', title='Version')
    ] = None



class ExportedAgent(Model):
    """
    An agent's files by path: `SLUG/agent.yaml`, and its code and documents beside it. No secrets are in them.
    """

    slug: Annotated[str, Field(title='Slug')]
    version: Annotated[int, Field(title='Version')]
    files: Annotated[dict[str, str], Field(title='Files')]



class PlannedFile(Model):
    """
    What would become of one file; `source` is what to apply, with everything that it takes from other files.

    `notes` are what a foreign file could not bring. `version` is the agent's newest, null where there is none; `after`
    names agents that are to be applied before it. `waits` says that the newest version says the same, and waits for
    approval already.
    """

    path: Annotated[str, Field(title='Path')]
    format: Annotated[Literal['remit', 'pydantic-ai', 'open-agent-spec'], Field(title='Format')]
    action: Annotated[Literal['create', 'update', 'promote', 'unchanged', 'invalid'], Field(title='Action')]
    slug: Annotated[str | None, Field(title='Slug')]
    name: Annotated[str | None, Field(title='Name')]
    type: Annotated[Literal['context', 'function', 'api', 'orchestrator'] | None, Field(title='Type')]
    version: Annotated[int | None, Field(title='Version')]
    source: Annotated[str, Field(title='Source')]
    diff: Annotated[str, Field(title='Diff')]
    findings: Annotated[list[Finding], Field(title='Findings')]
    notes: Annotated[list[Finding], Field(title='Notes')]
    after: Annotated[list[str], Field(title='After')]
    waits: Annotated[bool, Field(title='Waits')]



class StandingAgent(Model):
    """
    An agent that none of the files is about; it stays as it is.
    """

    slug: Annotated[str, Field(title='Slug')]
    type: Annotated[Literal['context', 'function', 'api', 'orchestrator'], Field(title='Type')]
    status: Annotated[Literal['draft', 'pending_approval', 'active', 'archived'], Field(title='Status')]



class VersionDetail(Model):
    """
    A version with what it says; `source_kept` is false where the text was written from the document.
    """

    number: Annotated[int, Field(title='Number')]
    status: Annotated[Literal['draft', 'active', 'retired'], Field(title='Status')]
    digest: Annotated[str, Field(title='Digest')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    created_by: VersionAuthor
    activated_at: Annotated[AwareDatetime | None, Field(title='Activated At')]
    document: Annotated[dict[str, Any], Field(title='Document')]
    source: Annotated[str, Field(title='Source')]
    source_kept: Annotated[bool, Field(title='Source Kept')]



class FilesPlan(Model):
    """
    What applying files would change, in the order in which they are to be applied; nothing was changed.
    """

    items: Annotated[list[PlannedFile], Field(title='Items')]
    others: Annotated[list[StandingAgent], Field(title='Others')]



class VersionPage(Model):
    """
    Versions of an agent, newest first; `next` goes on.
    """

    items: Annotated[list[VersionAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class AgentDetail(Model):
    """
    An agent with the newest document, and all versions, newest first.

    `summary` says what the newest version does, a sentence each; `tried` that it is tried before it is promoted.
    """

    id: Annotated[str, Field(title='Id')]
    slug: Annotated[str, Field(title='Slug')]
    type: Annotated[Literal['context', 'function', 'api', 'orchestrator'], Field(title='Type')]
    status: Annotated[Literal['draft', 'pending_approval', 'active', 'archived'], Field(title='Status')]
    description: Annotated[str, Field(title='Description')]
    tags: Annotated[list[str], Field(title='Tags')]
    version: VersionAnswer
    active_version: Annotated[int | None, Field(title='Active Version')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    updated_at: Annotated[AwareDatetime, Field(title='Updated At')]
    document: Annotated[dict[str, Any], Field(title='Document')]
    source: Annotated[str, Field(title='Source')]
    source_kept: Annotated[bool, Field(title='Source Kept')]
    summary: Annotated[list[str], Field(title='Summary')]
    tried: Annotated[bool, Field(title='Tried')]
    versions: Annotated[list[VersionAnswer], Field(title='Versions')]
    may: Annotated[list[AgentRight], Field(title='May')]
    promotion: AgentPromotion | None



class TrialAnswer(Model):
    """
    A trial that was kept: of which version, by whom and when.
    """

    id: Annotated[str, Field(title='Id')]
    number: Annotated[int, Field(title='Number')]
    digest: Annotated[str, Field(title='Digest')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    created_by: VersionAuthor
    report: TrialReport
