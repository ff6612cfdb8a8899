"""Who hears what."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from remit.controls.approvals import DUE, DUE_HERE, PROPOSAL, Changes
from remit.controls.notifications import HEARD, SUBSCRIBED, Courier, queue
from remit.controls.tenancy import FOUNDED
from remit.edges.worker.relay import Listener
from remit.engines.durable import Durable
from remit.kit.database import Database
from remit.kit.events import Event
from remit.kit.telemetry import logger
from remit.lifecycle import knowledge
from remit.lifecycle.agents import REPLAY
from remit.lifecycle.chat import write_run
from remit.lifecycle.evaluations import EVALUATE, EVALUATION
from remit.lifecycle.runtime import GO_ON, READY, RUN, RUN_MOVES

_log = logger(__name__)


def listeners(
    durable: Durable, database: Database, folder: Path | None, courier: Courier
) -> Mapping[str, Listener]:
    """Map kinds of events to what the worker that leads does; `folder` is the library of a new organisation."""

    async def furnish(event: Event) -> None:
        async with database.transaction(event.org_id) as session:
            await knowledge.load(session, event.org_id, folder)

    async def go_on(event: Event) -> None:
        turn = event.data["turn"]
        input = {"org_id": event.org_id.hex, "run_id": RUN.parse(event.ref).hex, **event.data}
        await durable.start(GO_ON, f"{GO_ON}:{event.ref}:{turn}", input)

    async def evaluate(event: Event) -> None:
        input = {"org_id": event.org_id.hex, "run_id": EVALUATION.parse(event.ref).hex}
        await durable.start(EVALUATE, f"{EVALUATE}:{event.ref}", input)

    async def replay(event: Event) -> None:
        input = {"org_id": event.org_id.hex, "proposal_id": PROPOSAL.parse(event.ref).hex}
        await durable.start(REPLAY, f"{REPLAY}:{event.ref}", input)

    async def write_answer(event: Event) -> None:
        await write_run(database, event.org_id, RUN.parse(event.ref))

    async def send(_: Event) -> None:
        courier.wake()

    ours: dict[str, Listener] = {FOUNDED: furnish, READY: go_on, SUBSCRIBED: send, REPLAY: replay}
    ours["evaluation.asked"] = evaluate
    ours |= {f"run.{status}": write_answer for status in RUN_MOVES}
    told = partial(_tell, database, courier)
    return {
        kind: told if kind not in ours else _both(ours[kind], told) if kind in HEARD else ours[kind]
        for kind in {*HEARD, *ours}
    }


def starting(changes: Changes, durable: Durable, *, here: bool) -> Mapping[str, Listener]:
    """Start the changes that any worker may carry out, and with `here` those that only the one that leads may."""

    async def apply(event: Event) -> None:
        id = PROPOSAL.parse(event.ref)
        await changes.start(durable, event.org_id, event.data["kind"], id, event.data["correlation_id"])

    return {DUE: apply, DUE_HERE: apply} if here else {DUE: apply}


def _both(first: Listener, second: Listener) -> Listener:
    async def both(event: Event) -> None:
        await first(event)
        await second(event)

    return both


async def _tell(database: Database, courier: Courier, event: Event) -> None:
    """Write the messages that an event makes; news that cannot be written holds up nothing else."""
    try:
        if await queue(database, event):
            courier.wake()
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001 - an edge: what is told must not undo what happened
        _log.error("news was not written for people", kind=event.kind, seq=event.seq, exc_info=error)
