"""The smoke run: the newest version of an agent says something before anybody is sent to it."""

from uuid import UUID

from remit.controls.tenancy import system
from remit.engines.models import asking
from remit.kit.errors import RemitError
from remit.kit.ids import new_id
from remit.lifecycle import agents
from remit.lifecycle.deployments.calls.targets import function_of
from remit.lifecycle.deployments.tables import Deployment
from remit.lifecycle.runtime import Call, Runtime, Trial, Wanted, complete


async def smoke(runtime: Runtime, org_id: UUID, deployment: Deployment, said: str) -> str | None:
    """Make a governed call to the version as it is stored; return in words what went wrong, none when it answered.

    It is recorded as a test of the agent: it is no call of the deployment's, and no gate counts it.
    """
    async with runtime.database.transaction(org_id) as session:
        id = deployment.agent_version_id
        version = await agents.version(session, id) if id else None
    if version is None:
        return "There is no version to ask."
    function = function_of(deployment, deployment.plan, deployment.revision)
    callee = Trial(version.agent_id, version.id, function)
    call = Call(Wanted(system(org_id), callee, asking(said), new_id().hex))
    try:
        finished = await complete(runtime, call)
    except RemitError as error:
        return error.detail
    if finished.paused is not None:
        return "It waits for a person: choose a question that needs no approval."
    return None if call.text.strip() else "It answered nothing."
