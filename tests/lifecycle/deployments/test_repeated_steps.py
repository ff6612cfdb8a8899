"""A crash between a step and the note that it was done runs the step again: nothing happens twice."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from tests.lifecycle.deployments.rollouts import Desk, Twice

from remit.controls.approvals import Change, Proposal
from remit.engines.hosts import Scripted
from remit.kit.ids import new_id
from remit.lifecycle.deployments import DEPLOYMENT, Fleet, Rollout
from remit.lifecycle.deployments.changes import changing
from remit.lifecycle.deployments.tables import Revision, Transition


async def _deployed(desk: Desk, fleet: Fleet) -> UUID:
    id = await desk.ask(fleet)
    await Rollout(desk.database, fleet).roll_out(Twice(), await desk.newest())
    return id


async def test_every_step_of_a_deployment_and_a_scale_may_run_twice(
    desk: Desk, executing: Fleet, host: Scripted
) -> None:
    id = await _deployed(desk, executing)
    await desk.change(changing.scale, executing, id, 2)
    await Rollout(desk.database, executing).revise(Twice(), await desk.newest())
    found = await desk.found()
    async with desk.database.transaction(desk.where.id) as session:
        revisions = (await session.scalars(select(func.count()).select_from(Revision))).one()
        arrived = await session.scalars(
            select(func.count())
            .select_from(Transition)
            .where(Transition.to_status == "deployed", Transition.from_status != "deployed")
        )
        assert arrived.one() == 2
    assert (found.status, found.revision, found.serving, revisions) == ("deployed", 2, 2, 2)
    assert host.count("apply") == 2


async def test_an_approved_change_is_enacted_once_by_its_rollout(
    desk: Desk, executing: Fleet, host: Scripted
) -> None:
    id = await _deployed(desk, executing)
    change = await _approved_scale(desk, executing, id)
    await Rollout(desk.database, executing).revise(Twice(), change)
    found = await desk.found()
    assert (found.status, found.revision, found.plan["artifact"]["instance_count"]) == ("deployed", 2, 3)
    assert host.count("apply") == 2


async def test_an_approved_change_that_no_longer_fits_is_dropped_with_a_word(
    desk: Desk, executing: Fleet, host: Scripted
) -> None:
    id = await _deployed(desk, executing)
    change = await _approved_scale(desk, executing, id)
    await desk.change(changing.scale, executing, id, 2)
    await Rollout(desk.database, executing).revise(Twice(), await desk.newest())
    await Rollout(desk.database, executing).revise(Twice(), change)
    found = await desk.found()
    assert (found.status, found.revision, found.plan["artifact"]["instance_count"]) == ("deployed", 2, 2)
    said = await desk.said()
    assert any(words.startswith("Not carried out: scale from 1 to 3 instances") for words in said)
    assert host.count("apply") == 2


async def _approved_scale(desk: Desk, fleet: Fleet, id: UUID) -> Change:
    """Write an approved scale to three instances that nobody has enacted, as an approval in prod leaves it."""
    kept: dict[str, Any] = {}
    with suppress(_Undone):
        async with desk.database.transaction(desk.where.id) as session:
            await changing.scale(session, desk.operator, fleet, DEPLOYMENT.show(id), 3)
            found = (await session.scalars(select(Proposal).order_by(Proposal.id.desc()).limit(1))).one()
            kept = {column.name: getattr(found, column.name) for column in Proposal.__table__.columns}
            raise _Undone
    async with desk.database.transaction(desk.where.id) as session:
        session.add(Proposal(**{**kept, "id": new_id()}))
    return await desk.newest()


class _Undone(Exception):
    """Takes back what a transaction did."""
