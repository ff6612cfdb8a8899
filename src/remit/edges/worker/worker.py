"""The worker: all that Remit does without being asked. Of those on a database one leads, all carry out changes."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from remit.controls.approvals import Changes, expire_due
from remit.controls.metering import AddingUp, sweep_dead
from remit.controls.notifications import Courier, Senders
from remit.edges.worker.duty import Duty
from remit.edges.worker.news import News
from remit.edges.worker.regular import Regular
from remit.edges.worker.relay import Relay
from remit.edges.worker.subscriptions import listeners, starting
from remit.engines.durable import Durable
from remit.kit.clock import now
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
_TAKING_OVER_SECONDS = 2.0
_FORGETTING_SECONDS = 3600.0
# Of a run nothing is needed once it has ended, but that it was: no news is told again after so long.
_REMEMBERED = timedelta(days=30)


class Worker:
    """Applies what was approved, ends what nobody decided, tells people, and gives back what dead calls hold.

    One that helps only applies what was approved, where any worker may.

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
        self._durable = _taught(durable, changes, runs, evaluations, replays)
        self._courier = Courier(database, senders)
        due = starting(changes, durable, here=True)
        self._starts = Relay(database, news, due, only=True)
        self._helps = Relay(database, news, starting(changes, durable, here=False), only=True)
        self._tells = Relay(
            database, news, listeners(durable, database, folder, self._courier), without=due.keys()
        )
        self._regular = (
            *_upkeep(database, changes, durable),
            Regular("models on this machine", keeping.look, _KEEPING_SECONDS),
            Regular("rollouts", rolling.look, rolling.every_seconds),
            Regular("drift", reconciling.look),
            Regular("news of this machine", keeping.follow, _AGAIN_SECONDS),
            Regular("news of hosts", reconciling.follow, _AGAIN_SECONDS),
            Regular("scaling", autoscaling.look, _SCALING_SECONDS),
        )
        self._keeping, self._looks = keeping, (rolling, reconciling)
        self._duty = Duty(database.url, self._leading, self._helping)

    @property
    def leads(self) -> bool:
        """Whether this process leads, and does not help another that does."""
        return self._duty.leads

    async def start(self) -> None:
        """Lead, or help the one who does until it is gone."""
        await self._duty.start()

    async def stop(self) -> None:
        """Work no more; what is unfinished goes on with the next."""
        await self._duty.stop()

    @asynccontextmanager
    async def _leading(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._keeping.close)
            stack.push_async_callback(self._durable.close)
            await self._durable.launch()
            for look in self._looks:
                stack.push_async_callback(look.close)
            parts: list[Courier | Relay | Regular] = [self._courier, self._starts, self._tells]
            for part in [*parts, *self._regular]:
                await part.start()
                stack.push_async_callback(part.stop)
            yield

    @asynccontextmanager
    async def _helping(self, number: int) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._durable.close)
            await self._durable.launch(number)
            await self._helps.start()
            stack.push_async_callback(self._helps.stop)
            yield


def _taught(
    durable: Durable, changes: Changes, runs: Runs, evaluations: Evaluations, replays: Replays
) -> Durable:
    """Teach the engine every workflow there is."""
    changes.install(durable)
    durable.register(GO_ON, runs.go_on)
    durable.register(EVALUATE, evaluations.evaluate)
    durable.register(REPLAY, replays.replay)
    return durable


def _upkeep(database: Database, changes: Changes, durable: Durable) -> tuple[Regular, ...]:
    """Return what ends, takes over and tidies up whatever is deployed."""

    async def forget() -> int:
        return await durable.forget(now() - _REMEMBERED)

    return (
        Regular("what helpers left", durable.take_over, _TAKING_OVER_SECONDS),
        Regular("runs that ended long ago", forget, _FORGETTING_SECONDS),
        Regular("expired proposals", partial(expire_due, database, changes)),
        Regular("dead calls", partial(sweep_dead, database)),
        Regular("sums of usage", AddingUp(database).look),
        Regular("uses cut short", partial(end_cut_short, database)),
        Regular("silent agents", partial(sweep_silent, database), EVERY_SECONDS),
    )
