"""The agent builder as calls see it: a service of code, and tools of the agent that interviews people."""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from remit.controls.tenancy import Actor
from remit.engines.tools import Used
from remit.lifecycle.agents import Build, UnknownAgent

AGENT_BUILDER = "agent-builder"
"""What its tools stand under, as those of a connection do under its slug."""


class Builder(Protocol):
    """Drafts agents with the rights of whoever asks, and promotes none."""

    async def serve(self, actor: Actor, asked: Build, request_id: str) -> Any:
        """Do what code asks for; raises errors of ours, `Forbidden` where the policies say no."""

    async def use(
        self, actor: Actor, conversation_id: UUID | None, name: str, arguments: Mapping[str, Any]
    ) -> Used:
        """Work on the draft that a conversation is about; raises errors of ours."""


class NoBuilder:
    """Where nobody builds."""

    async def serve(self, actor: Actor, asked: Build, request_id: str) -> Any:
        """Say that there is none."""
        raise UnknownAgent("This process has no agent builder.")

    async def use(
        self, actor: Actor, conversation_id: UUID | None, name: str, arguments: Mapping[str, Any]
    ) -> Used:
        """Say that there is none."""
        raise UnknownAgent("This process has no agent builder.")
