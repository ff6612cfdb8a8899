"""The organisation of a new installation is made once, however many processes start together."""

import asyncio

from remit.controls import tenancy
from remit.kit.database import Database


async def test_processes_that_start_together_make_one(apart: Database) -> None:
    found = await asyncio.gather(*(tenancy.first(apart) for _ in range(8)))
    assert len({each.id for each in found}) == 1
    assert (await tenancy.first(apart)).id == found[0].id
