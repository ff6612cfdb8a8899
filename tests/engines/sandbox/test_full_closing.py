"""The full sandbox closes at any moment and leaves nothing open."""

import asyncio
import gc
import os

from tests.engines.sandbox.hostile import WELL, Secretive

from remit.engines.sandbox import FullSandbox, Limits


def open_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


async def test_full_sandbox_closed_while_it_makes_spare_children_keeps_no_file_open() -> None:
    before = open_files()
    for milliseconds in (0, 2, 4, 6, 8, 12):
        sandbox = FullSandbox(workers=2)
        await sandbox.run(WELL, '{"n": 1}', Secretive(), Limits())
        await asyncio.sleep(milliseconds / 1000)  # the spare children come to life meanwhile
        await sandbox.close()
    assert open_files() <= before  # what tests before it left to the collector may be gone meanwhile
