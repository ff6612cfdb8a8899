"""Pieces of work side by side: the slow hold up nobody, and nothing is done twice at once."""

import asyncio

import pytest
from tests.stubs import waiting

from remit.kit.abreast import Abreast


async def one() -> int:
    return 1


async def test_what_ends_is_counted() -> None:
    abreast = Abreast("test")
    assert await abreast.do({"a": one, "b": one}) == 2
    assert await abreast.do({"a": one}) == 1
    assert await abreast.do({}) == 0


async def test_what_takes_long_goes_on_alone_and_is_not_begun_again() -> None:
    abreast, go, begun = Abreast("test", patience=0.05), asyncio.Event(), []

    async def slow() -> int:
        begun.append("slow")
        await go.wait()
        return 1

    assert await abreast.do({"slow": slow, "quick": one}) == 1
    assert await abreast.do({"slow": slow, "quick": one}) == 1
    assert begun == ["slow"]
    go.set()

    async def begun_again() -> bool:
        await abreast.do({"slow": slow})
        return len(begun) == 2

    await waiting.until(begun_again)


async def test_an_error_is_raised_and_the_others_are_done() -> None:
    abreast, done = Abreast("test"), []

    async def wrong() -> int:
        raise ValueError("no")

    async def right() -> int:
        done.append(1)
        return 1

    with pytest.raises(ValueError, match="no"):
        await abreast.do({"wrong": wrong, "right": right})
    assert done == [1]
    assert await abreast.do({"wrong": right}) == 1


async def test_what_comes_late_and_fails_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    abreast, go = Abreast("what is tested", patience=0.01), asyncio.Event()

    async def wrong() -> int:
        await go.wait()
        raise ValueError("too late")

    assert await abreast.do({"wrong": wrong}) == 0
    go.set()
    said = ""

    def logged() -> bool:
        nonlocal said
        said += capsys.readouterr().out
        return "too late" in said

    await waiting.until(logged)
    assert "what is tested" in said


async def test_no_more_are_done_at_once_than_there_is_room_for() -> None:
    abreast, most, now = Abreast("test", at_once=3), 0, 0

    async def counted() -> int:
        nonlocal most, now
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        return 1

    assert await abreast.do(dict.fromkeys(range(10), counted)) == 10
    assert most == 3


async def test_closing_cuts_short_what_is_under_way() -> None:
    abreast, ended = Abreast("test", patience=0.01), []

    async def slow() -> int:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(1)
        return 1

    await abreast.do({"slow": slow})
    await abreast.close()
    assert ended == [1]
