"""A process with an engine of its own: `python -m tests.engines.durable.counting URL begin|finish`.

Told to begin, it starts runs that count without end, one step a number, and closes in their midst. Told to finish,
it goes on with them, and each ends with its next number. Every number is printed where it is counted.
"""

import asyncio
import itertools
import sys

from remit.engines.durable import Dbos, Input, Run

RUNS = ("one", "two", "three", "four")
_SOON = 3


class Counting:
    """The workflow; `met` is released by each run that has come far enough."""

    def __init__(self, last: bool) -> None:
        self.last = last
        self.met = asyncio.Semaphore(0)

    async def count(self, id: str, number: int) -> bool:
        print(id, number, flush=True)
        if self.last or number == _SOON:
            self.met.release()
        return self.last

    async def run(self, run: Run, _: Input) -> None:
        for number in itertools.count():
            if await run.step(f"number-{number}", self.count, run.id, number):
                return


async def main(url: str, finish: bool) -> None:
    """Begin or finish, close the engine, and use a thread afterwards as whatever is closed next may do."""
    counting = Counting(finish)
    engine = Dbos(url, executor_id="counting")
    engine.register("test.counting", counting.run)
    await engine.launch()
    if not finish:
        for id in RUNS:
            await engine.start("test.counting", id, {})
    for _ in RUNS:
        await counting.met.acquire()
    await engine.close()
    await asyncio.to_thread(print, "closed")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2] == "finish"))
