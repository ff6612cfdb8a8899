"""Who answers while a revision is rolled out."""

from dataclasses import dataclass

from remit.kit.database import Session
from remit.lifecycle.deployments import queries as deployments
from remit.lifecycle.deployments.rollouts import queries
from remit.lifecycle.deployments.rollouts.moving import ours
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment, Revision

_ON_ITS_WAY = (Status.DEPLOYING, Status.ROLLING_BACK)


@dataclass(frozen=True)
class Traffic:
    """The revision that serves, and the share in percent that the newest one takes of its calls."""

    stable: Revision
    share: int


async def traffic(session: Session, deployment: Deployment) -> Traffic | None:
    """Say how calls are split; none where all go to what the deployment wants."""
    if not ours(deployment) or deployment.status not in _ON_ITS_WAY or deployment.serving is None:
        return None
    stable = await deployments.revision(session, deployment.id, deployment.serving)
    if stable is None or deployment.serving == deployment.revision:
        return None
    live = await queries.live(session, deployment.id)
    return Traffic(stable, live.share if live else 0)
