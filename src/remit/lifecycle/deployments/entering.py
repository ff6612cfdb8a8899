"""Whether something may be brought into an environment now: by right, by the calendar, and on that host."""

from remit.controls.environments import hold, of
from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.kit.errors import Conflict
from remit.lifecycle.deployments.environments import require_thawed, setting
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.tables import Deployment

TO_PROD = "deployment.to_prod"


class HostNotThere(Conflict):
    """The environment does not take this host."""

    type = "host-not-allowed"
    title = "The environment does not take this host"


def right(actor: Actor, environment: str) -> str | None:
    """Name the right of its own that an environment asks for, if it is protected."""
    return TO_PROD if of(actor.org_id).guards(environment) else None


async def enter(session: Session, actor: Actor, deployment: Deployment, *, override: bool) -> None:
    """Raise `Forbidden`, `Frozen` or `HostNotThere` where a deployment may not be made or changed now.

    The environment is not removed before the transaction has ended.
    """
    where = deployment.environment
    if needed := right(actor, where):
        require(actor, needed, Resource("deployment", DEPLOYMENT.show(deployment.id), where))
    await hold(session, where)
    await require_thawed(session, actor, where, override=override)
    hosts = (await setting(session, where)).hosts
    if hosts and deployment.host not in hosts:
        raise HostNotThere(
            f"{where} takes what runs on {' or '.join(hosts)}, and {deployment.name} runs on {deployment.host}."
        )
