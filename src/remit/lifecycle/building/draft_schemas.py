"""Bodies of the endpoints of drafts."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from remit.kit.schemas import Answer, Body
from remit.lifecycle.agents import LARGEST, VersionAuthor

DraftKind = Literal["interview", "wizard"]
MOST_STEPS = 20
# As written: the lines of findings are those of the author.
Text = Annotated[str, StringConstraints(strip_whitespace=False), Field(max_length=4 * LARGEST)]
Revision = Annotated[int, Field(ge=1, le=2**31 - 1)]
Step = Annotated[int, Field(ge=0, le=MOST_STEPS)]


class NewDraft(Body):
    """An agent to begin: by an interview, which needs a model, or by the wizard's form."""

    kind: DraftKind
    source: Annotated[Text, Field(description="The text of an agent file to begin with.")] = ""


class DraftChange(Body):
    """A draft's text as it is to be, of which revision; and where the wizard stands."""

    source: Text
    revision: Annotated[
        Revision, Field(description="The revision that was changed; 409 when it is not the newest.")
    ]
    step: Step | None = None


class DraftSaving(Body):
    """Which revision is saved as a draft version of an agent."""

    revision: Revision
    over: Annotated[
        int | None,
        Field(ge=0, le=2**31 - 1, description="The version of the agent that you have seen and go over."),
    ] = None


class DraftAnswer(Answer):
    """An agent on its way. `conversation_id` is that of the interview, for the person who is interviewed.

    `slug` and `version` say what it was saved as last; `step` is where the wizard stands.
    """

    id: str
    kind: DraftKind
    title: str
    source: str
    revision: int
    step: int
    conversation_id: str | None
    slug: str | None
    version: int | None
    created_by: VersionAuthor
    changed_by: VersionAuthor
    created_at: datetime
    updated_at: datetime


class DraftItem(Answer):
    """An agent on its way, in a list."""

    id: str
    kind: DraftKind
    title: str
    updated_at: datetime


class DraftPage(Answer):
    """What you began and have not saved yet, what was changed last first; `next` goes on."""

    items: list[DraftItem]
    next: str | None


class SavedDraft(Answer):
    """The version that a draft was saved as; `unchanged` when the agent's newest version says the same."""

    slug: str
    version: int
    unchanged: bool


class InterviewerAnswer(Answer):
    """Whether somebody can ask the questions: `model` is who would, `reason` why nobody can."""

    ready: bool
    model: str | None
    reason: str | None
