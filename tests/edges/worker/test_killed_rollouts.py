"""`kill -9` in every state of a rollout: after the next start it goes on from there, and ends once."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.aws import aws_server
from tests.fixtures.installation import Installation, installed
from tests.fixtures.journey import entries, until
from tests.lifecycle.deployments.test_rollouts_api import act, rollout, started
from tests.server import NO_TLS


@pytest.fixture(scope="module")
def here(scratch: Path) -> Iterator[Installation]:
    with aws_server() as aws, installed(scratch / "killed-rollouts", aws) as made:
        yield made


async def test_a_rollout_goes_on_from_where_it_was_killed(here: Installation) -> None:
    key = here.run("keys", "create", "--name", "killed", "--role", "admin")
    here.start()
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        base_url=here.url, headers=headers, timeout=20, trust_env=False, verify=NO_TLS
    ) as client:
        plan_id, _ = await started(client, "survivor", steps=[50, 100])
        here.kill()  # somewhere between the answer and the first step
        here.start()
        shown = await rollout(client, plan_id, "baking")
        ends = shown["bake_ends_at"]
        here.kill()
        here.start()
        shown = await rollout(client, plan_id, "baking")
        assert (shown["share"], shown["bake_ends_at"]) == (50, ends)
        assert (await act(client, shown, "abort", reason="killed")).status_code == 200
        here.kill()  # rolling back, or just done with it
        here.start()
        shown = await rollout(client, plan_id, "rolled_back")
        assert (await until(client, plan_id, "deployed"))["serving_revision"] == 1
        assert (await client.post(f"/api/deployments/{plan_id}/update")).status_code == 200
        shown = await rollout(client, plan_id, "baking")
        assert (await act(client, shown, "promote")).status_code == 200
        here.kill()  # promoting
        here.start()
        await rollout(client, plan_id, "succeeded")
        assert (await until(client, plan_id, "deployed"))["serving_revision"] == 3
        types = Counter(entry["type"] for entry in await entries(client, plan_id))
        once = ("rollout.rolled_back", "rollout.rolling_back")
        assert {each: types[each] for each in once} == dict.fromkeys(once, 1)
        assert types["rollout.succeeded"] == 2  # the first deployment, and the third revision
        assert types["rollout.provisioning"] == 3
