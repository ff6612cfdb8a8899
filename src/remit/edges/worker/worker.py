"""The worker: all that Remit does without being asked, in one process at a time of those on a database."""

from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from remit.controls.approvals import Changes, expire_due
from remit.controls.metering import AddingUp, sweep_dead
from remit.controls.notifications import Courier, Senders
from remit.edges.worker.duty import Duty
from remit.edges.worker.news import News
from remit.edges.worker.regular import Regular
from remit.edges.worker.relay import Relay
from remit.edges.worker.subscriptions import listeners
from remit.engines.durable import Durable
from remit.kit.database import Database
from remit.lifecycle.agents import REPLAY
from remit.lifecycle.deployments import (
    EVERY_SECONDS,
    Autoscaling,
    Keeping,
    Reconciling,
    Rolling,
    sweep_silent,
)
from remit.lifecycle.evaluations import EVALUATE, Evaluations, Replays
from remit.lifecycle.runtime import GO_ON, Runs, end_cut_short

_KEEPING_SECONDS = 1.0
_SCALING_SECONDS = 5.0
_AGAIN_SECONDS = 5.0


class Worker:
    """Applies what was approved, ends what nobody decided, tells people, and gives back what dead calls hold.

    `folder` is the library of a new organisation, `senders` bring messages out, `keeping` looks after the models of
    this machine, `rolling` carries rollouts on, `reconciling` looks whether what serves is what is wanted,
    `autoscaling` follows rules of scaling.
    Make it before `news` is started.
    """

    def __init__(
        self,
        database: Database,
        news: News,
        changes: Changes,
        runs: Runs,
        durable: Durable,
        folder: Path | None,
        senders: Senders,
        keeping: Keeping,
        rolling: Rolling,
        reconciling: Reconciling,
        autoscaling: Autoscaling,
        evaluations: Evaluations,
        replays: Replays,
    ) -> None:
        changes.install(durable)
        durable.register(GO_ON, runs.go_on)
        durable.register(EVALUATE, evaluations.evaluate)
        durable.register(REPLAY, replays.replay)
        self._durable = durable
        self._courier = Courier(database, senders)
        self._relay = Relay(database, news, listeners(changes, durable, database, folder, self._courier))
        self._regular = (
            Regular("expired proposals", partial(expire_due, database, changes)),
            Regular("dead calls", partial(sweep_dead, database)),
            Regular("sums of usage", AddingUp(database).look),
            Regular("uses cut short", partial(end_cut_short, database)),
            Regular("silent agents", partial(sweep_silent, database), EVERY_SECONDS),
            Regular("models on this machine", keeping.look, _KEEPING_SECONDS),
            Regular("rollouts", rolling.look, rolling.every_seconds),
            Regular("drift", reconciling.look),
            Regular("news of this machine", keeping.follow, _AGAIN_SECONDS),
            Regular("news of hosts", reconciling.follow, _AGAIN_SECONDS),
            Regular("scaling", autoscaling.look, _SCALING_SECONDS),
        )
        self._keeping, self._looks = keeping, (rolling, reconciling)
        self._at_work = AsyncExitStack()
        self._duty = Duty(database.url, self._begin, self._end)

    @property
    def working(self) -> bool:
        """Whether this process works, and does not stand by."""
        return self._duty.working

    async def start(self) -> None:
        """Work, or stand by until the one who works is gone."""
        await self._duty.start()

    async def stop(self) -> None:
        """Work no more; what is unfinished goes on with the next."""
        await self._duty.stop()

    async def _begin(self) -> None:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._keeping.close)
            stack.push_async_callback(self._durable.close)
            await self._durable.launch()
            for look in self._looks:
                stack.push_async_callback(look.close)
            for part in (self._courier, self._relay, *self._regular):
                await part.start()
                stack.push_async_callback(part.stop)
            self._at_work = stack.pop_all()

    async def _end(self) -> None:
        await self._at_work.aclose()
