"""What was made as a dry run never reaches a host, also once `REMIT_EXECUTE` is on; and the other way round."""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.lifecycle.deployments.rollouts import By, Desk, Once

from remit.controls import approvals
from remit.controls.approvals import ChangedSince
from remit.controls.tenancy import Role
from remit.engines.hosts import DryRun, Scripted
from remit.lifecycle.deployments import Deployment, Fleet, Rollout
from remit.lifecycle.deployments.changes import changing, power
from remit.lifecycle.deployments.reviewing import review


@pytest.fixture
def recording(executing: Fleet, host: Scripted) -> Fleet:
    hosts = {**executing.hosts, "sagemaker": DryRun(host)}
    return dataclasses.replace(executing, hosts=hosts, dry_run=frozenset({"sagemaker"}))


async def _refused(desk: Desk, verb: Callable[..., Awaitable[Deployment]], *arguments: Any) -> str:
    """Try what must be refused; return why it was."""
    with pytest.raises(ChangedSince) as told:
        await desk.change(verb, *arguments)
    return told.value.detail


async def test_a_dry_run_that_begins_after_the_switch_is_only_recorded(
    desk: Desk, recording: Fleet, executing: Fleet, host: Scripted
) -> None:
    await desk.ask(recording)
    await Rollout(desk.database, executing).roll_out(Once(), await desk.newest())
    assert await desk.status() == "deployed"
    assert host.count("apply") == 0
    assert any("recorded, not sent" in words for words in await desk.said())


async def test_a_dry_run_is_paused_and_deleted_without_a_call(
    desk: Desk, recording: Fleet, executing: Fleet, host: Scripted
) -> None:
    id = await desk.ask(recording)
    await Rollout(desk.database, recording).roll_out(Once(), await desk.newest())
    rollout = Rollout(desk.database, executing)
    for verb, carried_out in ((power.pause, rollout.power_down), (power.delete, rollout.remove)):
        await desk.change(verb, executing, id)
        await carried_out(Once(), await desk.newest())
    assert await desk.status() == "deleted"
    assert not host.entries
    assert not any(words.endswith("sagemaker sent.") for words in await desk.said())


async def test_a_dry_run_is_not_brought_up_for_real(
    desk: Desk, recording: Fleet, executing: Fleet, host: Scripted
) -> None:
    id = await desk.ask(recording)
    await Rollout(desk.database, recording).roll_out(Once(), await desk.newest())
    assert "deploy it anew" in await _refused(desk, power.restart, executing, id)
    assert "deploy it anew" in await _refused(desk, changing.scale, executing, id, 2)
    assert "deploy it anew" in await _refused(desk, changing.update, executing, id)
    assert "deploy it anew" in await _refused(desk, changing.roll_back, executing, id, 1)
    assert await desk.status() == "deployed"
    assert host.count("apply") == 0


async def test_a_dry_run_that_waits_is_rejected_and_not_approved(
    desk: Desk, recording: Fleet, executing: Fleet, by: By
) -> None:
    approver = await by(Role.APPROVER)
    await desk.ask(recording, "prod")
    change = await desk.newest()

    async def decide(verdict: approvals.Verdict) -> None:
        async with desk.database.transaction(desk.where.id) as session:
            proposal = await approvals.proposal(session, change.proposal_id, lock=True)
            assert proposal is not None
            await approvals.decide_proposal(
                session, approver, proposal, verdict, reason="looked at it", review=review(executing)
            )

    with pytest.raises(ChangedSince, match="would really run now"):
        await decide("approved")
    assert await desk.status() == "pending_approval"
    await decide("rejected")
    assert await desk.status() == "rejected"


async def test_what_really_runs_is_not_said_to_be_stopped_by_what_only_records(
    desk: Desk, recording: Fleet, executing: Fleet, host: Scripted
) -> None:
    id = await desk.ask(executing)
    await Rollout(desk.database, executing).roll_out(Once(), await desk.newest())
    assert host.count("apply") == 1
    for verb in (power.pause, power.restart, power.delete):
        assert "REMIT_EXECUTE=true" in await _refused(desk, verb, recording, id)
    assert "REMIT_EXECUTE=true" in await _refused(desk, changing.scale, recording, id, 2)
    assert await desk.status() == "deployed"


async def test_a_real_rollout_fails_with_words_where_hosts_only_record(
    desk: Desk, recording: Fleet, executing: Fleet, host: Scripted
) -> None:
    await desk.ask(executing)
    await Rollout(desk.database, recording).roll_out(Once(), await desk.newest())
    assert await desk.status() == "failed"
    assert "only records now" in (await desk.said())[-1]
    assert host.count("apply") == 0
