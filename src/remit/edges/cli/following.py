"""Following a deployment to where it rests."""

import time
from collections.abc import Iterator

from remit.edges.cli.calling import Failed
from remit.edges.cli.printing import clock, line, state
from remit_sdk import Remit
from remit_sdk.models import DeploymentDetail, TransitionAnswer

_SECONDS = 0.5
_MOVING = frozenset({"planned", "approved", "deploying", "rolling_back"})
GOOD = frozenset({"deployed", "pending_approval"})


def moves(client: Remit, plan_id: str) -> Iterator[tuple[DeploymentDetail, TransitionAnswer]]:
    """Yield each move on the timeline, those made already first, until the deployment rests."""
    seen = 0
    while True:
        shown = client.deployment(plan_id)
        for move in shown.timeline[seen:]:
            yield shown, move
        seen = len(shown.timeline)
        if shown.status not in _MOVING:
            return
        time.sleep(_SECONDS)


def show_move(move: TransitionAnswer, *, dry_run: bool, err: bool = False) -> None:
    """Print one move with its reason."""
    stays = move.from_status in ("", move.to_status)
    source = "" if stays else f"{move.from_status} → "
    mark = dry_run and move.to_status == "deployed"
    words = f"{source}{state(move.to_status, dry_run=mark)}"
    line(f"  {clock(move.created_at)}  {words:34}  {move.reason}", err=err)


def follow(client: Remit, plan_id: str, *, err: bool = False) -> DeploymentDetail:
    """Print the moves until the deployment rests; ends with exit code 1 when it rests badly."""
    rolled_back = False
    for seen, move in moves(client, plan_id):
        show_move(move, dry_run=seen.dry_run, err=err)
        rolled_back = rolled_back or move.to_status == "rolling_back"
    # The last move may have been read together with the state before it.
    shown = client.deployment(plan_id)
    if shown.status not in GOOD or rolled_back:
        reason = f": {shown.status_reason}" if shown.status_reason else ""
        raise Failed(f"{shown.name} is {shown.status}{reason}")
    return shown
