"""What deployment endpoints take from the application."""

from typing import Annotated

from fastapi import Depends, Query, Request

from remit.controls.tenancy import ActorDep
from remit.lifecycle.deployments.changes.changing import How
from remit.lifecycle.deployments.command import Reading
from remit.lifecycle.deployments.commanding.reading import understand
from remit.lifecycle.deployments.costs import CostExplorer
from remit.lifecycle.deployments.fleet import Fleet
from remit.lifecycle.deployments.schemas.commands import CommandBody


def _fleet(request: Request) -> Fleet:
    found: Fleet = request.app.state.fleet
    return found


def _explorer(request: Request) -> CostExplorer:
    found: CostExplorer = request.app.state.cost_explorer
    return found


async def _reading(body: CommandBody, request: Request, actor: ActorDep) -> Reading:
    """Read the command before the request's transaction is opened: a model may take its time."""
    return await understand(actor, request.app.state.runtime, body.command)


def _how(
    supersede: Annotated[bool, Query(description="Take the place of a rollout that is under way")] = False,
    override_freeze: Annotated[bool, Query(description="Change it although it is frozen")] = False,
) -> How:
    return How(supersede, override_freeze)


HowDep = Annotated[How, Depends(_how)]
FleetDep = Annotated[Fleet, Depends(_fleet)]
CostExplorerDep = Annotated[CostExplorer, Depends(_explorer)]
ReadingDep = Annotated[Reading, Depends(_reading)]
