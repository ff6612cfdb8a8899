"""Aliases over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import StringConstraints, model_validator

from remit.controls.environments import EnvironmentName
from remit.controls.governance import Resource, decide
from remit.controls.tenancy import ORGANIZATION, Actor, SessionDep, may
from remit.kit.schemas import Answer, Body
from remit.lifecycle.deployments import aliases
from remit.lifecycle.deployments.aliases import SeenAlias
from remit.lifecycle.deployments.calls.calling import full_name
from remit.lifecycle.deployments.fleet import DEPLOYMENT

router = APIRouter(prefix="/api/aliases", tags=["deployments"])
Reader = Annotated[Actor, may("deployment.read")]
Writer = Annotated[Actor, may("alias.write")]
Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,99}$")]


class AliasTarget(Body):
    """What an alias is to stand for: a `deployment` by its id, or an `agent` in an `environment`."""

    deployment: Annotated[str, StringConstraints(max_length=100)] | None = None
    agent: Annotated[str, StringConstraints(max_length=100)] | None = None
    environment: EnvironmentName | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "AliasTarget":
        as_agent = self.agent is not None and self.environment is not None
        of_agent = self.agent is not None or self.environment is not None
        if of_agent != as_agent or as_agent == (self.deployment is not None):
            raise ValueError("give a deployment, or an agent with an environment")
        return self


class AliasAnswer(Answer):
    """An alias; `deployment_id`, `deployment` and `status` are null while nothing answers to it."""

    name: str
    agent: str | None
    environment: str | None
    deployment_id: str | None
    deployment: str | None
    status: str | None
    set_by: str
    updated_at: datetime


class AliasList(Answer):
    """All aliases, by name; there are two hundred at most. `may_set` says whether the caller may point them."""

    items: list[AliasAnswer]
    may_set: bool


def _answer(seen: SeenAlias) -> AliasAnswer:
    row, found = seen.row, seen.deployment
    return AliasAnswer(
        name=row.name,
        agent=row.agent,
        environment=row.environment,
        deployment_id=DEPLOYMENT.show(found.id) if found else None,
        deployment=full_name(found.name, found.environment) if found else None,
        status=found.status if found else None,
        set_by=str(row.created_by.get("name", "")),
        updated_at=row.updated_at,
    )


@router.get("")
async def list_aliases(session: SessionDep, actor: Reader) -> AliasList:
    """List the names by which callers reach deployed agents, besides the agents' own."""
    found = await aliases.listed(session)
    organization = Resource("organization", ORGANIZATION.show(actor.org_id))
    may_set = decide(actor, "alias.write", organization).allowed
    return AliasList(items=[_answer(each) for each in found], may_set=may_set)


@router.put("/{name:path}")
async def set_alias(name: Name, body: AliasTarget, session: SessionDep, actor: Writer) -> AliasAnswer:
    """Point an alias at a deployed agent; the next call goes there."""
    return _answer(
        await aliases.point(
            session,
            actor,
            name,
            deployment=body.deployment,
            agent=body.agent,
            environment=body.environment,
        )
    )


@router.delete("/{name:path}", status_code=204)
async def remove_alias(name: Name, session: SessionDep, actor: Writer) -> Response:
    """Remove an alias; calls under its name are refused from now on."""
    await aliases.remove(session, actor, name)
    return Response(status_code=204)
